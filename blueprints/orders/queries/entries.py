"""The requests on an order."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from blueprints.orders.models import OrderEntry, OrderLine, PurchaseOrder
from blueprints.places.models import Building, Household
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_scope
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope


def entries_of(order: PurchaseOrder, actor: Actor | None = None) -> list[OrderEntry]:
    """The requests that stand on it, in walking order, in two queries: building after building, door after door.

    With an `actor` only those in the actor's scope: a worker reads no names of other grids.
    """
    request = contains_eager(OrderEntry.request)
    statement = (
        sa.select(OrderEntry)
        .join(OrderEntry.request)
        .join(PurchaseRequest.household)
        .join(Household.building)
        .options(
            request.contains_eager(PurchaseRequest.household).contains_eager(Household.building).joinedload(Building.estate),
            request.joinedload(PurchaseRequest.assigned_to),
            request.selectinload(PurchaseRequest.lines),
        )
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None))
        .order_by(Building.estate_id, Building.sort_key, Building.id, Household.sort_key, PurchaseRequest.id)
    )
    if actor is not None:
        statement = statement.where(request_scope(actor))
    return list(db.session.scalars(statement))


def asked_by(order: PurchaseOrder, actor: Actor) -> dict[int, PurchaseRequest]:
    """request id → request with its door, of everybody whose lines are on the order and who is in the actor's scope."""
    lines = sa.select(OrderLine.request_id).where(OrderLine.community_id == order.community_id, OrderLine.order_id == order.id)
    statement = (
        sa.select(PurchaseRequest).options(joinedload(PurchaseRequest.household)).where(PurchaseRequest.id.in_(lines), request_scope(actor))
    )
    return {request.id: request for request in db.session.scalars(statement)}


def count_entries(order: PurchaseOrder) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(OrderEntry)
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None))
    )
    return db.session.scalar(statement) or 0


def dropped_entries_of(order: PurchaseOrder, actor: Actor) -> list[OrderEntry]:
    """Those in the actor's scope that have left it, the last first."""
    statement = (
        sa.select(OrderEntry)
        .join(OrderEntry.request)
        .options(contains_eager(OrderEntry.request).joinedload(PurchaseRequest.household))
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_not(None))
        .where(request_scope(actor))
        .order_by(OrderEntry.dropped_at.desc(), OrderEntry.id.desc())
        .limit(200)
    )
    return list(db.session.scalars(statement))


def entry_of(order: PurchaseOrder, request: PurchaseRequest) -> OrderEntry | None:
    """How the request stands on this order; None when it does not (any more)."""
    statement = sa.select(OrderEntry).where(
        OrderEntry.community_id == order.community_id,
        OrderEntry.order_id == order.id,
        OrderEntry.request_id == request.id,
        OrderEntry.dropped_at.is_(None),
    )
    return db.session.scalar(statement)


def standing_on(request_ids: Collection[int]) -> dict[int, OrderEntry]:
    """request id → where it stands now; requests on no order are absent."""
    if not request_ids:
        return {}
    statement = (
        sa.select(OrderEntry)
        .options(joinedload(OrderEntry.order).joinedload(PurchaseOrder.supplier))
        .where(OrderEntry.request_id.in_(list(request_ids)), OrderEntry.dropped_at.is_(None))
    )
    return {entry.request_id: entry for entry in db.session.scalars(statement)}


def order_of_request(request: PurchaseRequest) -> OrderEntry | None:
    """The entry (with its order and supplier) of the order this request stands on."""
    return standing_on([request.id]).get(request.id)


def request_on(order: PurchaseOrder, request_id: int, *, lock: bool = False) -> PurchaseRequest:
    """A request that stands on this order, or once did. Raises OutOfScope."""
    entries = sa.select(OrderEntry.request_id).where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id)
    statement = sa.select(PurchaseRequest).where(PurchaseRequest.id == request_id, PurchaseRequest.id.in_(entries))
    request = db.session.scalar(statement.with_for_update() if lock else statement)
    if request is None:
        raise OutOfScope
    return request


def lock_requests_of(order: PurchaseOrder) -> list[PurchaseRequest]:
    """All requests on it, locked, always in the same order, as they are now."""
    entries = sa.select(OrderEntry.request_id).where(
        OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None)
    )
    statement = (
        sa.select(PurchaseRequest)
        .options(selectinload(PurchaseRequest.lines))
        .where(PurchaseRequest.id.in_(entries))
        .order_by(PurchaseRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))
