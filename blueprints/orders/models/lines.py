"""What the supplier is asked for (items), and for whom (lines)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.orders.models.orders import PurchaseOrder
from blueprints.orders.rules import Answer, Outcome, Reply
from blueprints.places.vocabulary import IfMissing
from blueprints.purchases.models import Hundredths, PurchaseRequest, RequestLine
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class OrderItem(CommunityRow, Base):
    """One row of the order: the lines of the same thing added up, or (`is_personal`) one person's medicine.

    `wanted` is the sum of its lines' amounts. The answer: `got` in the same unit, `price` in cents per unit; for a
    replacement also its name. `version` rises with every answer, so that office and supplier never overwrite one another.
    """

    __tablename__ = "order_item"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "order_id", "position"),
        sa.CheckConstraint("wanted > 0", name="wanted_positive"),
        sa.CheckConstraint("got IS NULL OR got >= 0", name="got_not_negative"),
        sa.CheckConstraint("price IS NULL OR price >= 0", name="price_not_negative"),
        sa.CheckConstraint("answer IN ('open', 'missing') OR (got > 0 AND price IS NOT NULL)", name="answer_has_figures"),
        sa.CheckConstraint("answer <> 'missing' OR got = 0", name="missing_is_none"),
        sa.CheckConstraint("answer <> 'replaced' OR replaced_by <> ''", name="replacement_named"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_order.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(60))
    strength: Mapped[str] = mapped_column(sa.String(60), default="")
    unit: Mapped[str] = mapped_column(sa.String(10))
    is_personal: Mapped[bool] = mapped_column(default=False)
    price_item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("price_item.id"))
    expected_price: Mapped[int | None]
    wanted: Mapped[Decimal] = mapped_column(Hundredths)
    answer: Mapped[Answer] = mapped_column(enum_type(Answer), default=Answer.OPEN)
    got: Mapped[Decimal | None] = mapped_column(Hundredths)
    price: Mapped[int | None]
    replaced_by: Mapped[str] = mapped_column(sa.String(60), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str] = mapped_column(sa.String(64), default="")
    version: Mapped[int] = mapped_column(default=1)

    order: Mapped[PurchaseOrder] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(back_populates="item", order_by="OrderLine.id")


class OrderLine(CommunityRow, Base):
    """One request's line on an order: which item it went into and what became of it.

    `given` is in the item's unit (weighed goods may be a little more than was wanted); `cents` is what the household pays
    for it, the item's total cut so that the lines add up to it exactly (core.money.spread). `share` is the amount the
    secretary has written by hand where there is too little. `asked_about` is the replacement (and its price) that `reply`
    answers: another one is another question.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "order_id", "request_line_id"),
        sa.Index(None, "item_id"),
        sa.Index(None, "community_id", "request_id"),
        sa.Index(None, "request_line_id"),
        sa.CheckConstraint("wanted > 0", name="wanted_positive"),
        sa.CheckConstraint("given IS NULL OR given >= 0", name="given_not_negative"),
        sa.CheckConstraint("cents IS NULL OR cents >= 0", name="cents_not_negative"),
        sa.CheckConstraint("outcome NOT IN ('missing', 'left_out') OR given = 0", name="nothing_given"),
        sa.CheckConstraint("outcome NOT IN ('there', 'replaced', 'short') OR (given > 0 AND cents IS NOT NULL)", name="given_has_price"),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_order.id"))
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("order_item.id"))
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_request.id"))
    request_line_id: Mapped[int] = mapped_column(sa.ForeignKey("request_line.id"))
    wanted: Mapped[Decimal] = mapped_column(Hundredths)
    wish: Mapped[IfMissing] = mapped_column(enum_type(IfMissing))
    share: Mapped[Decimal | None] = mapped_column(Hundredths)
    reply: Mapped[Reply] = mapped_column(enum_type(Reply), default=Reply.NOT_ASKED)
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    replied_by: Mapped[str] = mapped_column(sa.String(64), default="")
    asked_about: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome), default=Outcome.OPEN)
    given: Mapped[Decimal | None] = mapped_column(Hundredths)
    cents: Mapped[int | None]
    packed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    item: Mapped[OrderItem] = relationship(back_populates="lines")
    request: Mapped[PurchaseRequest] = relationship()
    request_line: Mapped[RequestLine] = relationship()
