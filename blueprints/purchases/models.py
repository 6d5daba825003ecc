"""The tables of requests on behalf, their lines, and the attempts to deliver them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from blueprints.accounts.models import User
from blueprints.places.events import WantedLine
from blueprints.places.models import Household
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases import usual
from blueprints.purchases.rules import DeliveryState, FailureReason, RequestState, Source
from core.database import Base, CommunityRow, UTCDateTime, enum_type

_OPEN_REMINDER = sa.text("ended_at IS NULL AND source_id IS NOT NULL")
_PAST_APPROVAL = "('approved', 'ordered', 'bought', 'out_for_delivery', 'delivered', 'settled')"


class Hundredths(TypeDecorator[Decimal]):
    """An amount with two decimals, stored as a whole number of hundredths: exact on every database."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class PurchaseRequest(CommunityRow, Base):
    """代购单. `code` is what people say and type; `slip_token` is the address of the resident's slip.

    `version` rises with every change, so that two people at the same request never overwrite one another.
    """

    __tablename__ = "purchase_request"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "code"),
        sa.Index(None, "community_id", "state", "is_urgent", "submitted_at"),
        sa.Index(None, "community_id", "household_id", "state"),
        sa.Index(None, "community_id", "assigned_to_id", "state"),
        sa.Index(None, "community_id", "submitted_at"),
        sa.Index(None, "community_id", "delivered_at"),
        sa.Index(None, "community_id", "settled_at"),
        sa.Index(None, "community_id", "rejected_at"),
        sa.Index(None, "community_id", "cancelled_at"),
        sa.CheckConstraint("state <> 'rejected' OR (rejected_at IS NOT NULL AND rejected_reason <> '')", name="rejected_has_reason"),
        sa.CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name="cancelled_has_time"),
        sa.CheckConstraint("state NOT IN ('delivered', 'settled') OR delivered_at IS NOT NULL", name="delivered_has_time"),
        sa.CheckConstraint(f"state NOT IN {_PAST_APPROVAL} OR approved_at IS NOT NULL", name="nothing_without_approval"),
        sa.CheckConstraint("merged_into_id IS NULL OR state = 'cancelled'", name="merged_is_cancelled"),
        sa.CheckConstraint("source <> 'qr' OR consent_version <> ''", name="qr_has_consent"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    code: Mapped[str] = mapped_column(sa.String(8))
    slip_token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    source: Mapped[Source] = mapped_column(enum_type(Source))
    name: Mapped[str] = mapped_column(sa.String(40))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    phone_last4: Mapped[str | None] = mapped_column(sa.String(4))
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    consent_version: Mapped[str] = mapped_column(sa.String(20), default="")
    state: Mapped[RequestState] = mapped_column(enum_type(RequestState), default=RequestState.SUBMITTED)
    version: Mapped[int] = mapped_column(default=1)
    filed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    verified_note: Mapped[str] = mapped_column(sa.String(500), default="")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    ordered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bought_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rejected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rejected_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    rejected_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_by_name: Mapped[str] = mapped_column(sa.String(64), default="")
    cancelled_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("purchase_request.id"))

    household: Mapped[Household] = relationship()
    filed_by: Mapped[User | None] = relationship(foreign_keys=[filed_by_id])
    assigned_to: Mapped[User | None] = relationship(foreign_keys=[assigned_to_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    rejected_by: Mapped[User | None] = relationship(foreign_keys=[rejected_by_id])
    merged_into: Mapped[PurchaseRequest | None] = relationship(remote_side="PurchaseRequest.id")
    lines: Mapped[list[RequestLine]] = relationship(back_populates="request", order_by="RequestLine.position", cascade="all, delete-orphan")
    deliveries: Mapped[list[Delivery]] = relationship(back_populates="request", order_by="Delivery.attempt")

    @property
    def summary(self) -> str:
        """The lines in one breath: 大米 10斤、降压药 2盒."""
        return "、".join(line.text for line in self.lines)


class RequestLine(CommunityRow, Base):
    """代购明细: one thing, as people say it.

    Picked from a supplier's price list it carries `price_item_id` and the price (cents) seen then. A medicine says its
    strength, whose prescription it is on, and what must be shown to get it.
    """

    __tablename__ = "request_line"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "request_id", "position"),
        sa.Index(None, "request_id"),  # the lines of fifty requests in one query
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.CheckConstraint("item <> ''", name="item_named"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    position: Mapped[int] = mapped_column(sa.Integer)
    item: Mapped[str] = mapped_column(sa.String(60))
    amount: Mapped[Decimal] = mapped_column(Hundredths)
    unit: Mapped[str] = mapped_column(sa.String(10))
    if_missing: Mapped[IfMissing] = mapped_column(enum_type(IfMissing), default=IfMissing.ASK_ME)
    price_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("price_item.id"))
    expected_price: Mapped[int | None]
    strength: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    prescription_for: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    shows_prescription: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    shows_old_box: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    request: Mapped[PurchaseRequest] = relationship(back_populates="lines")

    @property
    def amount_text(self) -> str:
        return f"{self.amount.normalize():f}"

    @property
    def text(self) -> str:
        name = f"{self.item}（{self.strength}）" if self.strength else self.item
        return f"{name} {self.amount_text}{self.unit}"


class UsualOrder(CommunityRow, Base):
    """A household's usual order. With `every_days` it is a reminder: from `next_on` on it waits as a draft request.

    `lines` are places.events.WantedLine as JSON, amounts as text (usual.py). `source_type`, `source_id` name what asked
    for the reminder (care_case): it is changed and ended there, and a source has one at a time.
    """

    __tablename__ = "usual_order"
    __table_args__ = (
        sa.Index(None, "community_id", "household_id"),
        sa.Index(None, "community_id", "next_on"),
        sa.Index(
            "uq_usual_order_open_source",
            "community_id",
            "source_type",
            "source_id",
            unique=True,
            sqlite_where=_OPEN_REMINDER,
            postgresql_where=_OPEN_REMINDER,
        ),
        sa.CheckConstraint("(every_days IS NULL) = (next_on IS NULL)", name="reminder_has_a_day"),
        sa.CheckConstraint("every_days IS NULL OR every_days BETWEEN 1 AND 92", name="days_between"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    title: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(40))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    lines: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    every_days: Mapped[int | None]
    next_on: Mapped[date | None] = mapped_column(sa.Date)
    source_type: Mapped[str] = mapped_column(sa.String(40), default="")
    source_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    household: Mapped[Household] = relationship()

    @property
    def wanted(self) -> list[WantedLine]:
        return [usual.read_line(row) for row in self.lines]

    @property
    def summary(self) -> str:
        return "、".join(usual.text_of(line) for line in self.wanted)

    @property
    def is_elsewhere(self) -> bool:
        """Set where it came from, and changed or ended there only."""
        return self.source_id is not None


class Delivery(CommunityRow, Base):
    """配送: one attempt of one worker. The last attempt of a request is the one that counts."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "request_id", "attempt"),
        sa.Index(None, "request_id"),
        sa.Index(None, "community_id", "worker_id", "state"),
        sa.Index(None, "community_id", "state"),
        sa.CheckConstraint("attempt > 0", name="attempt_counted"),
        sa.CheckConstraint(
            "state <> 'delivered' OR (delivered_at IS NOT NULL AND (code_checked OR handed_to <> ''))", name="delivered_to_somebody"
        ),
        sa.CheckConstraint("state <> 'failed' OR (failed_at IS NOT NULL AND failure_reason IS NOT NULL)", name="failed_has_reason"),
    )

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    attempt: Mapped[int] = mapped_column(sa.Integer)
    state: Mapped[DeliveryState] = mapped_column(enum_type(DeliveryState), default=DeliveryState.ASSIGNED)
    assigned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    out_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    code_checked: Mapped[bool] = mapped_column(default=False)
    handed_to: Mapped[str] = mapped_column(sa.String(200), default="")
    failure_reason: Mapped[FailureReason | None] = mapped_column(enum_type(FailureReason))
    failure_note: Mapped[str] = mapped_column(sa.String(200), default="")

    request: Mapped[PurchaseRequest] = relationship(back_populates="deliveries")
    worker: Mapped[User] = relationship()
