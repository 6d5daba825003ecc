"""The book of entries, the running sums kept beside it, and complaints."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.orders.models import OrderLine, PurchaseOrder
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement.rules import ComplaintKind, EntryKind, HandedTo, Method, Sums
from core.append_only import protect
from core.database import Base, CommunityRow, UTCDateTime, enum_type

_NO_ORDER = sa.text("order_id IS NULL")
_OF_A_REQUEST = "('goods', 'fee', 'discount', 'credit', 'payment', 'refund', 'owed', 'write_off')"


class MoneyEntry(CommunityRow, Base):
    """One line of the book, in cents, never changed. With `reverses_id` it takes back the entry it points at.

    `holder` is in whose hands the cash came (payment) or out of whose hands it went (refund, hand-over).
    `day` is the Shanghai day it counts for; `after_close` marks a correction of a closed order.
    """

    __tablename__ = "money_entry"
    __table_args__ = (
        sa.Index(None, "community_id", "order_id"),
        sa.Index(None, "community_id", "request_id"),
        sa.Index(None, "community_id", "day"),
        sa.Index(None, "community_id", "holder_id", "day"),
        sa.Index(None, "community_id", "supplier_id", "day"),
        sa.UniqueConstraint("community_id", "reverses_id"),
        sa.CheckConstraint("cents > 0", name="cents_positive"),
        sa.CheckConstraint(f"kind NOT IN {_OF_A_REQUEST} OR request_id IS NOT NULL", name="of_a_request"),
        sa.CheckConstraint("kind NOT IN ('advance', 'bill') OR order_id IS NOT NULL", name="of_an_order"),
        sa.CheckConstraint("kind NOT IN ('payment', 'refund') OR method IS NOT NULL", name="says_how"),
        sa.CheckConstraint("method IS NULL OR method <> 'cash' OR holder_id IS NOT NULL", name="cash_is_in_hands"),
        sa.CheckConstraint("kind <> 'hand_over' OR (holder_id IS NOT NULL AND handed_to IS NOT NULL)", name="hand_over_names_both"),
        sa.CheckConstraint("kind NOT IN ('discount', 'credit', 'refund', 'write_off') OR reason <> ''", name="says_why"),
        sa.CheckConstraint("method IS NULL OR method <> 'free' OR reason <> ''", name="free_says_why"),
        sa.CheckConstraint("reverses_id IS NULL OR reason <> ''", name="reversal_says_why"),
    )

    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_order.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_request.id"))
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    complaint_id: Mapped[int | None] = mapped_column(sa.ForeignKey("complaint.id"))
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    cents: Mapped[int]
    method: Mapped[Method | None] = mapped_column(enum_type(Method))
    handed_to: Mapped[HandedTo | None] = mapped_column(enum_type(HandedTo))
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("money_entry.id"))
    after_close: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    day: Mapped[date] = mapped_column(sa.Date)
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    entered_by_name: Mapped[str] = mapped_column(sa.String(64), default="")

    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    order: Mapped[PurchaseOrder | None] = relationship()
    request: Mapped[PurchaseRequest | None] = relationship()
    line: Mapped[OrderLine | None] = relationship()

    @property
    def effect(self) -> int:
        """+cents, or -cents for a reversal."""
        return -self.cents if self.reverses_id is not None else self.cents


class RequestAccount(CommunityRow, Base):
    """The sums of one request, moved in the same transaction as the book."""

    __tablename__ = "request_account"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "request_id"),
        sa.Index(None, "community_id", "order_id"),
        sa.Index(None, "community_id", "owed"),
        sa.CheckConstraint("goods >= 0 AND fee >= 0 AND discount >= 0 AND credit >= 0", name="charges_not_negative"),
        sa.CheckConstraint("paid >= 0 AND refunded >= 0 AND owed >= 0 AND written_off >= 0", name="payments_not_negative"),
        sa.CheckConstraint("goods + fee >= discount + credit", name="due_not_negative"),
        sa.CheckConstraint("paid >= refunded", name="no_more_back_than_paid"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_order.id"))
    goods: Mapped[int] = mapped_column(default=0)
    fee: Mapped[int] = mapped_column(default=0)
    discount: Mapped[int] = mapped_column(default=0)
    credit: Mapped[int] = mapped_column(default=0)
    paid: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    owed: Mapped[int] = mapped_column(default=0)
    written_off: Mapped[int] = mapped_column(default=0)

    request: Mapped[PurchaseRequest] = relationship()
    order: Mapped[PurchaseOrder | None] = relationship()

    @property
    def sums(self) -> Sums:
        return Sums(self.goods, self.fee, self.discount, self.credit, self.paid, self.refunded, self.owed, self.written_off)


class Purse(CommunityRow, Base):
    """How much cash somebody should hold, in cents: what they collected less what they gave back or handed over."""

    __tablename__ = "purse"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "user_id"),
        sa.Index(None, "user_id"),
        sa.CheckConstraint("cents >= 0", name="cents_not_negative"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    cents: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()


protect(MoneyEntry.__table__)  # type: ignore[arg-type]


class Holding(CommunityRow, Base):
    """What of a purse belongs to which order (None: bought over the counter); the holdings of a purse add up to it.

    `collected` is cash taken less cash given back, `handed` what was passed on. Held cash is never below zero.
    """

    __tablename__ = "holding"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "user_id", "order_id"),
        sa.Index("uq_holding_no_order", "community_id", "user_id", unique=True, sqlite_where=_NO_ORDER, postgresql_where=_NO_ORDER),
        sa.Index(None, "community_id", "order_id"),
        sa.CheckConstraint("handed >= 0 AND collected >= handed", name="no_more_than_collected"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_order.id"))
    collected: Mapped[int] = mapped_column(default=0)
    handed: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()
    order: Mapped[PurchaseOrder | None] = relationship()

    @property
    def cents(self) -> int:
        return self.collected - self.handed


class Complaint(CommunityRow, Base):
    """Something is missing or broken, said on the slip or by phone; the secretary closes it with what was done."""

    __tablename__ = "complaint"
    __table_args__ = (
        sa.Index(None, "community_id", "closed_at", "opened_at"),
        sa.Index(None, "community_id", "request_id"),
        sa.CheckConstraint("closed_at IS NULL OR outcome <> ''", name="closed_says_what_was_done"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_order.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order_line.id"))
    kind: Mapped[ComplaintKind] = mapped_column(enum_type(ComplaintKind))
    text: Mapped[str] = mapped_column(sa.String(500))
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by: Mapped[str] = mapped_column(sa.String(64))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    outcome: Mapped[str] = mapped_column(sa.String(500), default="")

    request: Mapped[PurchaseRequest] = relationship()
    order: Mapped[PurchaseOrder | None] = relationship()
    line: Mapped[OrderLine | None] = relationship()
    closed_by: Mapped[User | None] = relationship()
