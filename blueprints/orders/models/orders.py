"""The order itself, the requests on it, and the supplier's link."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.orders.rules import OrderState, ShareRule
from blueprints.places.models import Estate
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest
from blueprints.suppliers.models import Supplier
from core.database import Base, CommunityRow, UTCDateTime, enum_type

_ON_IT = sa.text("dropped_at IS NULL")


class PurchaseOrder(CommunityRow, Base):
    """采购单: many requests, one supplier. `number` is what people say (1122-03); `fee` in cents for each request.

    `version` rises with every change of what stands on it; `arrives_from` … `arrives_until` is what the slips say.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "number"),
        sa.Index(None, "community_id", "state", "created_at"),
        sa.Index(None, "community_id", "created_at"),
        sa.Index(None, "community_id", "supplier_id", "created_at"),
        sa.CheckConstraint("fee >= 0", name="fee_not_negative"),
        sa.CheckConstraint("state NOT IN ('sent', 'received', 'closed') OR sent_at IS NOT NULL", name="nothing_without_sending"),
        sa.CheckConstraint("state NOT IN ('received', 'closed') OR received_at IS NOT NULL", name="received_has_time"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        sa.CheckConstraint("state <> 'cancelled' OR (cancelled_at IS NOT NULL AND cancelled_reason <> '')", name="cancelled_has_reason"),
    )

    number: Mapped[str] = mapped_column(sa.String(12))
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    estate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estate.id"))
    state: Mapped[OrderState] = mapped_column(enum_type(OrderState), default=OrderState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    share_rule: Mapped[ShareRule] = mapped_column(enum_type(ShareRule), default=ShareRule.URGENT_CARED_FIRST)
    fee: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(500), default="")  # for the supplier
    cut_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    arrives_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    arrives_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # the supplier says "that is all"
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    cancelled_reason: Mapped[str] = mapped_column(sa.String(500), default="")

    supplier: Mapped[Supplier] = relationship()
    estate: Mapped[Estate | None] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    sent_by: Mapped[User | None] = relationship(foreign_keys=[sent_by_id])
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    cancelled_by: Mapped[User | None] = relationship(foreign_keys=[cancelled_by_id])


class OrderEntry(CommunityRow, Base):
    """A request on an order. `dropped_at` is set when it left, the order was called off, or nothing came for it.

    A request stands on one order at a time. `bag_number` (取货号) is given in walking order when the order is sent: it is
    what bags, labels and the supplier's page say instead of a name. `bags` is counted when packing.
    """

    __tablename__ = "order_entry"
    __table_args__ = (
        sa.Index("uq_order_entry_on_it", "community_id", "request_id", unique=True, sqlite_where=_ON_IT, postgresql_where=_ON_IT),
        sa.UniqueConstraint("community_id", "order_id", "bag_number"),
        sa.Index(None, "community_id", "order_id"),
        sa.Index(None, "request_id"),
        sa.CheckConstraint("bags BETWEEN 0 AND 20", name="bags_counted"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_order.id"))
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    joined_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    dropped_because: Mapped[str] = mapped_column(sa.String(200), default="")
    bag_number: Mapped[int | None]
    bags: Mapped[int] = mapped_column(default=1)
    packed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    packed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    order: Mapped[PurchaseOrder] = relationship()
    request: Mapped[PurchaseRequest] = relationship()
    packed_by: Mapped[User | None] = relationship()


class SupplierLink(CommunityRow, Base):
    """The supplier's address of one order: unguessable, expiring, revocable. One works at a time."""

    __tablename__ = "supplier_link"
    __table_args__ = (sa.Index(None, "community_id", "order_id"),)

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_order.id"))
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    order: Mapped[PurchaseOrder] = relationship()
    created_by: Mapped[User] = relationship()
