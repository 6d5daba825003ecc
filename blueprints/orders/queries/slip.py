"""What a household reads about its order: on the slip, and the staff on the page of its request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from blueprints.orders.models import OrderEntry, OrderLine, PurchaseOrder
from blueprints.orders.queries.handing_out import plan_of
from blueprints.orders.queries.shares import SharedItem, SharedLine, shared_items
from blueprints.orders.rules import Answer, HandOut, OrderState, Outcome, Reply, must_ask
from blueprints.purchases.models import PurchaseRequest
from core.database import db
from core.labels import label

_SHOWN = (OrderState.SENT, OrderState.RECEIVED, OrderState.CLOSED)
_HERE = (OrderState.RECEIVED, OrderState.CLOSED)


@dataclass(frozen=True)
class Question:
    """May it be something else? `version` travels with the reply, so that a reply to another replacement is not taken for this."""

    replaced_by: str
    price: int
    offered: Decimal
    cents: int
    version: int
    asked_at: datetime | None
    reply: Reply


@dataclass(frozen=True)
class SlipLine:
    """One line as it was asked for, and what becomes of it. `cents` is what the household pays for it."""

    line_id: int
    wanted: str  # 大米 10斤
    unit: str
    outcome: Outcome
    given: Decimal
    replaced_by: str
    price: int | None
    cents: int
    question: Question | None  # also after it was replied to, while the household may change its mind
    text: str  # the whole of it in a few words

    @property
    def given_text(self) -> str:
        return f"{self.given.normalize():f}{self.unit}"

    @property
    def is_waiting(self) -> bool:
        return self.question is not None and self.question.reply is Reply.WAITING


@dataclass(frozen=True)
class SlipOrder:
    """The order a request stands on. Before the goods are here, everything is as the supplier has answered so far.

    `nothing_came`: the order is here, but brought nothing for this request, which waits for another one.
    """

    order_id: int
    number: str
    supplier: str
    state: OrderState
    is_here: bool
    nothing_came: bool
    bag_number: int | None
    bags: int
    arrives_from: datetime | None
    arrives_until: datetime | None
    how: HandOut
    place: str
    starts_at: datetime | None
    ends_at: datetime | None
    lines: Sequence[SlipLine]
    fee: int

    @property
    def goods(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def total(self) -> int:
        """Goods and fee, before anything settlement knows of; without goods there is no fee."""
        return self.goods + (self.fee if any(line.given for line in self.lines) else 0)

    @property
    def bag_text(self) -> str:
        return "" if self.bag_number is None else f"{self.bag_number:02d}"

    @property
    def questions(self) -> list[SlipLine]:
        return [line for line in self.lines if line.is_waiting]

    @property
    def is_answered(self) -> bool:
        """Has the supplier said something of every line?"""
        return all(line.outcome is not Outcome.OPEN for line in self.lines)


def slip_of(request: PurchaseRequest) -> SlipOrder | None:
    """None while it stands on no order that has gone to a supplier. Five queries."""
    entry = _entry_to_show(request)
    if entry is None:
        return None
    order = entry.order
    mine = sa.select(OrderLine.item_id).where(
        OrderLine.community_id == order.community_id, OrderLine.order_id == order.id, OrderLine.request_id == request.id
    )
    items = shared_items(order, item_ids=list(db.session.scalars(mine)))
    own = [(item, one) for item in items for one in item.lines if one.line.request_id == request.id]
    own.sort(key=lambda pair: pair[1].line.request_line.position)
    if entry.dropped_at is not None and not own:
        return None  # it left while the order was a draft
    plan = plan_of(order, request.household.building_id)
    return SlipOrder(
        order_id=order.id,
        number=order.number,
        supplier=order.supplier.name,
        state=order.state,
        is_here=order.state in _HERE,
        nothing_came=entry.dropped_at is not None,
        bag_number=entry.bag_number,
        bags=entry.bags,
        arrives_from=order.arrives_from,
        arrives_until=order.arrives_until,
        how=plan.how if plan else HandOut.TO_DOOR,
        place=plan.place if plan else "",
        starts_at=plan.starts_at if plan else None,
        ends_at=plan.ends_at if plan else None,
        lines=[_slip_line(order, item, one) for item, one in own],
        fee=order.fee,
    )


def _slip_line(order: PurchaseOrder, item: SharedItem, one: SharedLine) -> SlipLine:
    line, share, what = one.line, one.share, item.item
    question = None
    if order.state is OrderState.SENT and must_ask(what.answer, line.wish):
        offered, cents = (share.offered, share.offered_cents) if share.is_waiting else (share.given, share.cents)
        question = Question(what.replaced_by, what.price or 0, offered, cents, what.version, line.asked_at, line.reply)
    return SlipLine(
        line_id=line.id,
        wanted=line.request_line.text,
        unit=what.unit,
        outcome=share.outcome,
        given=share.given,
        replaced_by=what.replaced_by if what.answer is Answer.REPLACED else "",
        price=what.price,
        cents=share.cents,
        question=question,
        text=outcome_text(item, one),
    )


def outcome_text(item: SharedItem, one: SharedLine) -> str:
    """What became of a line, as one says it: 换成 小米 2袋."""
    share, what = one.share, item.item
    amount = f"{share.given.normalize():f}{what.unit}"
    if share.is_waiting:
        return _("换成“%(name)s”，等答复", name=what.replaced_by)
    match share.outcome:
        case Outcome.THERE:
            return _("有 %(amount)s", amount=amount)
        case Outcome.REPLACED:
            return _("换成“%(name)s” %(amount)s", name=what.replaced_by, amount=amount)
        case Outcome.SHORT:
            return _("不够，分到 %(amount)s", amount=amount)
        case Outcome.LEFT_OUT if one.line.reply is Reply.DECLINED and one.line.replied_at is None:
            return _("只有“%(name)s”，没等到答复，没有买", name=what.replaced_by)
        case Outcome.LEFT_OUT:
            return _("只有“%(name)s”，按要求没有买", name=what.replaced_by)
        case Outcome.MISSING if what.answer is not Answer.MISSING:
            return _("不够，没有分到")
    return label(share.outcome)


def _entry_to_show(request: PurchaseRequest) -> OrderEntry | None:
    """Where it stands now; else the last order that came without anything for it."""
    statement = (
        sa.select(OrderEntry)
        .join(OrderEntry.order)
        .options(contains_eager(OrderEntry.order).joinedload(PurchaseOrder.supplier))
        .where(
            OrderEntry.community_id == request.community_id,
            OrderEntry.request_id == request.id,
            sa.or_(
                sa.and_(OrderEntry.dropped_at.is_(None), PurchaseOrder.state.in_(_SHOWN)),
                sa.and_(OrderEntry.dropped_at.is_not(None), PurchaseOrder.state.in_(_HERE)),
            ),
        )
        .order_by(OrderEntry.dropped_at.is_(None).desc(), OrderEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
