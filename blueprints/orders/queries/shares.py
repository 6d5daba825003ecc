"""What each line of an order gets and costs: before receiving as the rule has it now, afterwards as it was written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.care.models import CareCase
from blueprints.orders.models import OrderItem, OrderLine, PurchaseOrder
from blueprints.orders.rules import Answer, OrderState, Reply
from blueprints.orders.sharing import NOTHING, Share, Want, shares, takes
from blueprints.purchases.models import PurchaseRequest
from core.database import db
from core.errors import OutOfScope

_WRITTEN_DOWN = (OrderState.RECEIVED, OrderState.CLOSED)


@dataclass(frozen=True)
class SharedLine:
    line: OrderLine
    share: Share
    is_cared_for: bool  # somebody of the household has an open care case

    @property
    def comes_first(self) -> bool:
        return self.line.request.is_urgent or self.is_cared_for


@dataclass(frozen=True)
class SharedItem:
    """An item and what its lines get; the sums are those of the lines."""

    item: OrderItem
    lines: Sequence[SharedLine]

    @property
    def given(self) -> Decimal:
        return sum((one.share.given for one in self.lines), NOTHING)

    @property
    def cents(self) -> int:
        return sum(one.share.cents for one in self.lines)

    @property
    def waiting(self) -> list[SharedLine]:
        return [one for one in self.lines if one.share.is_waiting]

    @property
    def is_scarce(self) -> bool:
        """Is there too little for those who take it, so that it has to be shared?"""
        return 0 < (self.item.got or 0) < sum((one.line.wanted for one in self.takers), NOTHING)

    @property
    def takers(self) -> list[SharedLine]:
        return [one for one in self.lines if takes(self.item.answer, one.line.wish, one.line.reply)]

    @property
    def is_troubled(self) -> bool:
        return self.item.answer in (Answer.SHORT, Answer.REPLACED, Answer.MISSING) or self.is_scarce


def shares_of(order: PurchaseOrder, *, item_ids: Collection[int] | None = None) -> dict[int, Share]:
    """line id → what it gets and costs, in two queries whatever the number of lines. Only of some items when `item_ids` says so."""
    return {one.line.id: one.share for shared in shared_items(order, item_ids=item_ids) for one in shared.lines}


def shared_items(order: PurchaseOrder, *, item_ids: Collection[int] | None = None) -> list[SharedItem]:
    """The same by item, in the order of their positions, with whom each line is for."""
    lines = _lines_of(order, item_ids)
    cared_for = _cared_for(order)
    by_item: dict[int, list[OrderLine]] = {}
    for line in lines:
        by_item.setdefault(line.item_id, []).append(line)
    return [_shared(order, together[0].item, together, cared_for) for together in by_item.values()]


def _shared(order: PurchaseOrder, item: OrderItem, lines: Sequence[OrderLine], cared_for: set[int]) -> SharedItem:
    if order.state in _WRITTEN_DOWN:
        got = {line.id: Share(line.outcome, line.given or NOTHING, line.cents or 0) for line in lines}
    else:
        got = shares(item, order.share_rule, [_want(line, line.request.household_id in cared_for) for line in lines])
    return SharedItem(item, [SharedLine(line, got[line.id], line.request.household_id in cared_for) for line in lines])


def _want(line: OrderLine, is_cared_for: bool) -> Want:
    return Want(
        line_id=line.id,
        wanted=line.wanted,
        request_id=line.request_id,
        asked_at=line.request.submitted_at,
        is_first=line.request.is_urgent or is_cared_for,
        wish=line.wish,
        reply=line.reply,
        by_hand=line.share,
    )


def _lines_of(order: PurchaseOrder, item_ids: Collection[int] | None) -> list[OrderLine]:
    statement = (
        sa.select(OrderLine)
        .join(OrderLine.item)
        .options(
            contains_eager(OrderLine.item),
            joinedload(OrderLine.request_line),
            joinedload(OrderLine.request).joinedload(PurchaseRequest.household),
        )
        .where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id)
        .order_by(OrderItem.position, OrderLine.id)
    )
    if item_ids is not None:
        statement = statement.where(OrderLine.item_id.in_(list(item_ids)))
    return list(db.session.scalars(statement))


def _cared_for(order: PurchaseOrder) -> set[int]:
    """The doors of this order with an open care case."""
    doors = (
        sa.select(PurchaseRequest.household_id)
        .join(OrderLine, OrderLine.request_id == PurchaseRequest.id)
        .where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id)
    )
    statement = sa.select(CareCase.household_id).where(
        CareCase.community_id == order.community_id, CareCase.ended_at.is_(None), CareCase.household_id.in_(doors)
    )
    return set(db.session.scalars(statement))


def count_waiting(order: PurchaseOrder) -> int:
    """How many questions to households have no answer yet."""
    statement = (
        sa.select(sa.func.count())
        .select_from(OrderLine)
        .where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id, OrderLine.reply == Reply.WAITING)
    )
    return db.session.scalar(statement) or 0


def line_on(order: PurchaseOrder, line_id: int) -> OrderLine:
    """A line of this order with its item and request. Raises OutOfScope."""
    statement = (
        sa.select(OrderLine)
        .options(joinedload(OrderLine.item), joinedload(OrderLine.request))
        .where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id, OrderLine.id == line_id)
    )
    line = db.session.scalar(statement)
    if line is None:
        raise OutOfScope
    return line


def line_of_request(request: PurchaseRequest, line_id: int) -> OrderLine:
    """A line of this request, its order locked for a reply: whoever asks has found the request, and has not locked it.
    Raises OutOfScope."""
    mine = sa.select(OrderLine.order_id).where(
        OrderLine.community_id == request.community_id, OrderLine.request_id == request.id, OrderLine.id == line_id
    )
    order = db.session.scalar(sa.select(PurchaseOrder).where(PurchaseOrder.id.in_(mine)).with_for_update())
    if order is None:
        raise OutOfScope
    return line_on(order, line_id)
