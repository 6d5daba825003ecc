"""Bags of a received order, for the tests of packing and handing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from blueprints.orders import actions, queries
from blueprints.orders.bags import Bag, ToPay
from blueprints.orders.models import BuildingPlan, OrderEntry, OrderLine
from blueprints.orders.rules import HandOut
from blueprints.purchases.models import PurchaseRequest
from core import clock, slots
from core.database import db, run_tx
from tests.support import world


def bag(order_id: int, request_id: int) -> Bag:
    """As it is now."""
    db.session.rollback()
    order = queries.order_in_scope(world.actor("secretary"), order_id)
    return queries.bag_of(order, PurchaseRequest.id == request_id, entry_id(order_id, request_id))


def entry_id(order_id: int, request_id: int) -> int:
    statement = sa.select(OrderEntry.id).where(OrderEntry.order_id == order_id, OrderEntry.request_id == request_id)
    return db.session.scalars(statement).one()


def line_ids(order_id: int, request_id: int) -> list[int]:
    statement = sa.select(OrderLine.id).where(OrderLine.order_id == order_id, OrderLine.request_id == request_id)
    return list(db.session.scalars(statement.order_by(OrderLine.id)))


def do(order_id: int, request_id: int, verb: Callable[..., Any], who: str, *args: Any, **given: Any) -> Any:
    """One action on a bag in a transaction of its own, as a view does."""

    def work() -> Any:
        actor = world.actor(who)
        order = queries.order_in_scope(actor, order_id, lock=True)
        found = queries.bag_locked(order, queries.at_desk(actor, order), entry_id(order_id, request_id))
        return verb(found, *args, actor=actor, now=clock.now(), **given)

    return run_tx(work)


def plan(order_id: int, building: str, *, begin: datetime | None = None, minutes: int = 20, place: str = "小区南门", **given: Any) -> None:
    """That building comes down to `place` from `begin` (now) on."""
    begin = (begin or clock.now() - timedelta(minutes=1)).replace(second=0, microsecond=0)

    def work() -> None:
        actor = world.actor("secretary")
        order = queries.order_in_scope(actor, order_id, lock=True)
        found = next(one.building for one in queries.buildings_of(order) if one.name == building)
        actions.plan_building(
            order, found, HandOut.PICK_UP, place, begin, begin + timedelta(minutes=minutes), actor=actor, now=clock.now(), **given
        )

    run_tx(work)


def plans(order_id: int) -> dict[str, BuildingPlan]:
    db.session.rollback()
    order = queries.order_in_scope(world.actor("secretary"), order_id)
    return {one.name: one.plan for one in queries.buildings_of(order) if one.plan is not None}


@contextmanager
def owing(cents: dict[int, int]) -> Iterator[None]:
    """As if so much were open of these requests, whatever the book says."""

    def told(*, actor: Any, request_ids: list[int]) -> dict[int, ToPay]:
        return {request_id: ToPay(cents[request_id], 5000) for request_id in request_ids if request_id in cents}

    slots.fill("bag_money", told, order=999)
    try:
        yield
    finally:
        slots._fillings["bag_money"] = [one for one in slots._fillings["bag_money"] if one[1] is not told]
