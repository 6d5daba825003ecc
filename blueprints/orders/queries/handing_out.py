"""Bags: for the sorting list, the labels, the pick-up point and the trip; and how each building gets them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.rules import Role
from blueprints.orders.bags import Bag, Goods
from blueprints.orders.finding import Findable
from blueprints.orders.models import BuildingPlan, OrderEntry, OrderLine, PurchaseOrder
from blueprints.orders.queries.entries import standing_on
from blueprints.orders.queries.orders import order_in_scope
from blueprints.orders.rules import HandOut
from blueprints.places.models import Building, BuildingUnit, Estate, Household
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.purchases.queries import request_in_scope, request_scope
from blueprints.purchases.rules import DeliveryState, RequestState
from core import audit
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope

_WITH_US = (RequestState.ORDERED, RequestState.BOUGHT, RequestState.OUT_FOR_DELIVERY)
_HANDED = (RequestState.DELIVERED, RequestState.SETTLED)

Clause = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Counts:
    """Of the bags of an order: how many there are, are packed (or gone), and have reached their people."""

    bags: int = 0
    packed: int = 0
    handed: int = 0


@dataclass(frozen=True)
class BuildingOnOrder:
    """A building with bags on an order, and how its people get them."""

    building: Building
    name: str
    counts: Counts
    plan: BuildingPlan | None

    @property
    def is_pick_up(self) -> bool:
        return self.plan is not None and self.plan.how is HandOut.PICK_UP


def at_desk(actor: Actor, order: PurchaseOrder) -> Clause:
    """The requests somebody at the pick-up point may hand over: the own ones, and those whose building comes down there."""
    if actor.role != Role.GRID_WORKER:
        return request_scope(actor)
    comes_down = sa.select(BuildingPlan.building_id).where(
        BuildingPlan.community_id == order.community_id, BuildingPlan.order_id == order.id, BuildingPlan.how == HandOut.PICK_UP
    )
    doors = sa.select(Household.id).where(Household.community_id == order.community_id, Household.building_id.in_(comes_down))
    return sa.or_(request_scope(actor), PurchaseRequest.household_id.in_(doors))


def request_at_hand(actor: Actor, request_id: int) -> PurchaseRequest:
    """A request in the actor's scope, or one whose bag the actor may hand over at the pick-up point. Raises OutOfScope.

    For those who take money: whoever hands a bag over is the one who is paid.
    """
    try:
        return request_in_scope(actor, request_id)
    except OutOfScope:
        entry = standing_on([request_id]).get(request_id)
        if entry is None:
            raise
        order = order_in_scope(actor, entry.order_id)
        return bag_of(order, at_desk(actor, order), entry.id).request


def is_returned(where: Clause) -> Clause:
    """Of those: what came back from a trip and waits for the next one, and what went back to the supplier."""
    failed = sa.select(Delivery.id).where(Delivery.request_id == PurchaseRequest.id, Delivery.state == DeliveryState.FAILED)
    came_back = sa.and_(PurchaseRequest.state == RequestState.BOUGHT, failed.correlate(PurchaseRequest).exists())
    return sa.and_(where, sa.or_(came_back, PurchaseRequest.state == RequestState.CANCELLED))


def bags_of(order: PurchaseOrder, where: Clause, *, building_id: int | None = None, entry_ids: Collection[int] | None = None) -> list[Bag]:
    """The bags that `where` lets through, in walking order, with goods and attempts: three queries however many there are."""
    request = contains_eager(OrderEntry.request)
    door = request.contains_eager(PurchaseRequest.household)
    attempts = request.selectinload(PurchaseRequest.deliveries)
    statement = (
        _on(order)
        .join(Household.unit)
        .join(Building.estate)
        .options(
            door.contains_eager(Household.building).contains_eager(Building.estate),
            door.contains_eager(Household.unit),
            request.joinedload(PurchaseRequest.assigned_to),
            attempts.joinedload(Delivery.worker),
            joinedload(OrderEntry.packed_by),
        )
        .where(where)
        .order_by(Building.estate_id, Building.sort_key, Building.id, Household.sort_key, PurchaseRequest.id)
    )
    if building_id is not None:
        statement = statement.where(Household.building_id == building_id)
    if entry_ids is not None:
        statement = statement.where(OrderEntry.id.in_(list(entry_ids)))
    entries = list(db.session.scalars(statement))
    goods = _goods_of(order, [entry.request_id for entry in entries])
    return [Bag(entry, tuple(goods.get(entry.request_id, ()))) for entry in entries]


def bag_of(order: PurchaseOrder, where: Clause, entry_id: int) -> Bag:
    """One of them. Raises OutOfScope."""
    found = bags_of(order, where, entry_ids=[entry_id])
    if not found:
        raise OutOfScope
    return found[0]


def _goods_of(order: PurchaseOrder, request_ids: Collection[int]) -> dict[int, list[Goods]]:
    statement = (
        sa.select(OrderLine)
        .options(joinedload(OrderLine.item), joinedload(OrderLine.request_line))
        .where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id, OrderLine.request_id.in_(list(request_ids)))
        .order_by(OrderLine.id)
    )
    goods: dict[int, list[Goods]] = {}
    for line in db.session.scalars(statement):
        goods.setdefault(line.request_id, []).append(Goods(line))
    return goods


def _on(order: PurchaseOrder) -> sa.Select[OrderEntry]:
    return (
        sa.select(OrderEntry)
        .join(OrderEntry.request)
        .join(PurchaseRequest.household)
        .join(Household.building)
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None))
    )


def bag_locked(order: PurchaseOrder, where: Clause, entry_id: int) -> Bag:
    """A bag for a change: its request is locked first (the order is already), so that it is seen as it is now. Raises OutOfScope."""
    request = sa.select(OrderEntry.request_id).where(
        OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.id == entry_id
    )
    db.session.execute(sa.select(PurchaseRequest.id).where(PurchaseRequest.id.in_(request)).with_for_update())
    return bag_of(order, where, entry_id)


def bag_with_line(order: PurchaseOrder, where: Clause, line_id: int) -> tuple[Bag, OrderLine]:
    """The bag a line goes into, locked, and the line. Raises OutOfScope."""
    statement = (
        sa.select(OrderEntry.id)
        .join(OrderLine, sa.and_(OrderLine.order_id == OrderEntry.order_id, OrderLine.request_id == OrderEntry.request_id))
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderLine.id == line_id)
        .where(OrderEntry.dropped_at.is_(None))
    )
    bag = bag_locked(order, where, db.session.scalar(statement) or 0)
    return bag, next(goods.line for goods in bag.goods if goods.line.id == line_id)


def counts_of(order: PurchaseOrder, where: Clause, *, building_id: int | None = None) -> Counts:
    """Of the bags that are ours to hand out; what went back to the supplier does not count."""
    statement = _on(order).with_only_columns(*_COUNTS).where(where)
    if building_id is not None:
        statement = statement.where(Household.building_id == building_id)
    return Counts(*(number or 0 for number in db.session.execute(statement).one()))


_IS_HANDED = PurchaseRequest.state.in_(_HANDED)
_IS_PACKED = sa.or_(OrderEntry.packed_at.is_not(None), PurchaseRequest.state.in_((*_HANDED, RequestState.OUT_FOR_DELIVERY)))
_COUNTED = PurchaseRequest.state.in_((*_WITH_US, *_HANDED))
_COUNTS = (
    sa.func.sum(sa.case((_COUNTED, 1), else_=0)),
    sa.func.sum(sa.case((sa.and_(_COUNTED, _IS_PACKED), 1), else_=0)),
    sa.func.sum(sa.case((_IS_HANDED, 1), else_=0)),
)


def buildings_of(order: PurchaseOrder, where: Clause | None = None) -> list[BuildingOnOrder]:
    """The buildings with bags on it in walking order, in one query; `where` counts only those bags."""
    counted = _on(order).with_only_columns(Household.building_id.label("building_id"), *_labelled()).group_by(Household.building_id)
    sub = (counted.where(where) if where is not None else counted).subquery()
    plan = sa.and_(
        BuildingPlan.community_id == order.community_id, BuildingPlan.order_id == order.id, BuildingPlan.building_id == Building.id
    )
    statement = (
        sa.select(Building, Estate.name, sub.c.bags, sub.c.packed, sub.c.handed, BuildingPlan)
        .join(sub, sub.c.building_id == Building.id)
        .join(Building.estate)
        .outerjoin(BuildingPlan, plan)
        .order_by(Building.estate_id, Building.sort_key, Building.id)
    )
    return [
        BuildingOnOrder(building, estate + building.name, Counts(bags, packed, handed), found)
        for building, estate, bags, packed, handed, found in db.session.execute(statement)
    ]


def _labelled() -> list[sa.Label[Any]]:
    return [column.label(name) for column, name in zip(_COUNTS, ("bags", "packed", "handed"), strict=True)]


def plan_of(order: PurchaseOrder, building_id: int) -> BuildingPlan | None:
    statement = sa.select(BuildingPlan).where(
        BuildingPlan.community_id == order.community_id, BuildingPlan.order_id == order.id, BuildingPlan.building_id == building_id
    )
    return db.session.scalar(statement)


def findable_bags(order: PurchaseOrder, where: Clause) -> list[Findable]:
    """What each bag can be found by at the pick-up point."""
    statement = (
        _on(order)
        .join(Household.unit)
        .where(where)
        .with_only_columns(
            OrderEntry.id,
            OrderEntry.bag_number,
            PurchaseRequest.phone_last4,
            Building.name,
            BuildingUnit.name,
            Household.door,
            Household.address,
        )
        .order_by(OrderEntry.bag_number, OrderEntry.id)
    )
    return [Findable(*row) for row in db.session.execute(statement)]


def bag_numbers(request_ids: Collection[int]) -> dict[int, OrderEntry]:
    """request id → its entry, of those that stand on a sent order; one query for a whole trip."""
    statement = sa.select(OrderEntry).where(
        OrderEntry.request_id.in_(list(request_ids)), OrderEntry.dropped_at.is_(None), OrderEntry.bag_number.is_not(None)
    )
    return {entry.request_id: entry for entry in db.session.scalars(statement)}


def last_said(entry: OrderEntry, action: str) -> tuple[str, datetime | None]:
    """Who did `action` to this bag last, and when."""
    events = [one for one in audit.events_for(entry.community_id, OrderEntry.__tablename__, [entry.id]) if one.action == action]
    return (events[-1].actor_name, events[-1].at) if events else ("", None)


def last_planned(order: PurchaseOrder, building_id: int) -> tuple[str, datetime | None]:
    """Who planned this building last, and when."""
    events = audit.events_for(order.community_id, PurchaseOrder.__tablename__, [order.id])
    found = [one for one in events if one.action == "order.building_planned" and one.after.get("building_id") == building_id]
    return (found[-1].actor_name, found[-1].at) if found else ("", None)
