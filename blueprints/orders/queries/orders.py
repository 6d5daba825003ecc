"""Orders: one in scope, and lists of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.rules import Role
from blueprints.orders.models import OrderEntry, OrderLine, PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.places.models import Community
from blueprints.places.queries.scope import in_communities
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_scope
from core import audit, clock
from core.actors import Actor
from core.audit import AuditEvent
from core.database import db, precedes
from core.errors import OutOfScope

PAGE = 50
_MOST_DRAFTS = 50
_MOST_EVENTS = 200  # shown of one order


def order_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """Orders of the actor's communities; for a worker those on which a request in the own scope stands."""
    clause = in_communities(actor, PurchaseOrder)
    if actor.role != Role.GRID_WORKER:
        return clause
    mine = (
        sa.select(OrderEntry.order_id)
        .join(OrderEntry.request)
        .where(OrderEntry.community_id == actor.community_id, OrderEntry.dropped_at.is_(None), request_scope(actor))
    )
    return sa.and_(clause, PurchaseOrder.id.in_(mine))


def order_in_scope(actor: Actor, order_id: int, lock: bool = False) -> PurchaseOrder:
    """Raises OutOfScope. `lock` takes the order for a change, so that two at once go one after the other."""
    statement = sa.select(PurchaseOrder).where(PurchaseOrder.id == order_id, order_scope(actor))
    order = db.session.scalar(statement.with_for_update() if lock else statement)
    if order is None:
        raise OutOfScope
    return order


def order_filter(
    actor: Actor, *, states: Collection[OrderState] | None = None, supplier_id: int | None = None, day: date | None = None
) -> sa.ColumnElement[bool]:
    """The WHERE clause of lists and counts; `day` is the Shanghai day on which it was opened."""
    clauses: list[Any] = [order_scope(actor)]
    if states is not None:
        clauses.append(PurchaseOrder.state.in_(tuple(states)))
    if supplier_id is not None:
        clauses.append(PurchaseOrder.supplier_id == supplier_id)
    if day is not None:
        begin, end = clock.bounds(day)
        clauses.append(sa.and_(PurchaseOrder.created_at >= begin, PurchaseOrder.created_at < end))
    return sa.and_(*clauses)


@dataclass(frozen=True)
class Listed:
    """One row of the list: the order, how many requests stand on it, how many lines they have."""

    order: PurchaseOrder
    requests: int
    lines: int


def list_orders(where: sa.ColumnElement[bool], *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[Listed]:
    """Newest first, one page, in one query; `after` is (created_at, id) of the last row shown."""
    O = PurchaseOrder  # noqa: E741, N806
    entries = sa.select(sa.func.count()).where(
        OrderEntry.community_id == O.community_id, OrderEntry.order_id == O.id, OrderEntry.dropped_at.is_(None)
    )
    lines = sa.select(sa.func.count()).where(OrderLine.community_id == O.community_id, OrderLine.order_id == O.id)
    statement = (
        sa.select(O, entries.correlate(O).scalar_subquery(), lines.correlate(O).scalar_subquery())
        .join(O.supplier)
        .options(contains_eager(O.supplier), joinedload(O.estate), joinedload(O.created_by))
        .where(where)
        .order_by(O.created_at.desc(), O.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(precedes((O.created_at, O.id), after))
    return [Listed(*row) for row in db.session.execute(statement)]


def count_by_state(where: sa.ColumnElement[bool]) -> dict[OrderState, int]:
    statement = sa.select(PurchaseOrder.state, sa.func.count()).where(where).group_by(PurchaseOrder.state)
    return {row[0]: row[1] for row in db.session.execute(statement)}


def drafts(actor: Actor) -> list[PurchaseOrder]:
    """The drafts a request may still be put on, newest first."""
    statement = (
        sa.select(PurchaseOrder)
        .options(joinedload(PurchaseOrder.supplier), joinedload(PurchaseOrder.estate))
        .where(order_scope(actor), PurchaseOrder.state == OrderState.DRAFT)
        .order_by(PurchaseOrder.created_at.desc(), PurchaseOrder.id.desc())
        .limit(_MOST_DRAFTS)
    )
    return list(db.session.scalars(statement))


def history_of(order: PurchaseOrder) -> list[AuditEvent]:
    """What happened to an order, oldest first."""
    return audit.events_for(order.community_id, PurchaseOrder.__tablename__, [order.id])[:_MOST_EVENTS]


def lock_numbers(community_id: int) -> None:
    """Two orders opened at once get their numbers one after the other."""
    db.session.execute(sa.select(Community.id).where(Community.id == community_id).with_for_update(key_share=True))


def last_number(community_id: int, prefix: str) -> int:
    """The highest number given so far that begins with `prefix`; 0 when there is none."""
    numbers = db.session.scalars(
        sa.select(PurchaseOrder.number).where(PurchaseOrder.community_id == community_id, PurchaseOrder.number.startswith(prefix))
    )
    return max((int(number.removeprefix(prefix)) for number in numbers), default=0)


def of_request_locked(community_id: int, request_id: int) -> PurchaseOrder | None:
    """The order a request stands on, locked."""
    entry = sa.select(OrderEntry.order_id).where(
        OrderEntry.community_id == community_id, OrderEntry.request_id == request_id, OrderEntry.dropped_at.is_(None)
    )
    return db.session.scalar(sa.select(PurchaseOrder).where(PurchaseOrder.id.in_(entry)).with_for_update())


def request_of(request_id: int) -> PurchaseRequest:
    """A request another slice has already found and moved."""
    return db.session.get_one(PurchaseRequest, request_id)
