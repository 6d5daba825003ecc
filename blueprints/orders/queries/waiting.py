"""Approved requests that stand on no order yet, and what they may be gathered for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from blueprints.orders.models import OrderEntry
from blueprints.places.models import Building, Estate, Household
from blueprints.places.queries import scope
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_scope
from blueprints.purchases.rules import RequestState
from blueprints.suppliers.models import Supplier, SupplierArea
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope

MOST_AT_ONCE = 200  # as many as one form of the queue may decide


def waiting_requests(
    actor: Actor,
    *,
    kinds: Collection[RequestKind] | None = None,
    estate_ids: Collection[int] | None = None,
    approved_until: datetime | None = None,
    ids: Collection[int] | None = None,
    limit: int = MOST_AT_ONCE,
) -> list[PurchaseRequest]:
    """Approved, on no order, urgent ones first, then the oldest; two queries. None leaves a question open."""
    R = PurchaseRequest  # noqa: N806
    standing = sa.select(OrderEntry.request_id).where(OrderEntry.community_id == R.community_id, OrderEntry.dropped_at.is_(None))
    statement = (
        sa.select(R)
        .join(R.household)
        .join(Household.building)
        .options(
            contains_eager(R.household).contains_eager(Household.building),
            selectinload(R.lines),
        )
        .where(request_scope(actor), R.state == RequestState.APPROVED, R.id.not_in(standing))
        .order_by(R.is_urgent.desc(), R.approved_at, R.id)
        .limit(limit)
    )
    if ids is not None:
        statement = statement.where(R.id.in_(list(ids)[:MOST_AT_ONCE]))
    if kinds is not None:
        statement = statement.where(R.kind.in_(tuple(kinds)))
    if estate_ids is not None:
        statement = statement.where(Building.estate_id.in_(tuple(estate_ids)))
    if approved_until is not None:
        statement = statement.where(R.approved_at <= approved_until)
    return list(db.session.scalars(statement))


def waiting_by_kind(actor: Actor) -> dict[tuple[RequestKind, int], int]:
    """(kind, estate id) → how many approved requests stand on no order."""
    R = PurchaseRequest  # noqa: N806
    standing = sa.select(OrderEntry.request_id).where(OrderEntry.community_id == R.community_id, OrderEntry.dropped_at.is_(None))
    statement = (
        sa.select(R.kind, Building.estate_id, sa.func.count())
        .join(R.household)
        .join(Household.building)
        .where(request_scope(actor), R.state == RequestState.APPROVED, R.id.not_in(standing))
        .group_by(R.kind, Building.estate_id)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(statement)}


def suppliers_to_choose(actor: Actor) -> list[Supplier]:
    """Those that serve the actor's community and have not ended, with areas and delivery windows."""
    statement = (
        sa.select(Supplier)
        .options(selectinload(Supplier.areas), selectinload(Supplier.windows))
        .where(Supplier.ended_at.is_(None), Supplier.id.in_(_serving(actor)))
        .order_by(Supplier.kind, Supplier.name)
    )
    return list(db.session.scalars(statement))


def supplier_to_choose(actor: Actor, supplier_id: int) -> Supplier:
    """Raises OutOfScope for one that does not serve the actor's community."""
    statement = sa.select(Supplier).where(Supplier.id == supplier_id, Supplier.ended_at.is_(None), Supplier.id.in_(_serving(actor)))
    supplier = db.session.scalar(statement)
    if supplier is None:
        raise OutOfScope
    return supplier


def _serving(actor: Actor) -> sa.Select[int]:
    return sa.select(SupplierArea.supplier_id).where(scope.in_communities(actor, SupplierArea))


def estates_to_choose(actor: Actor) -> list[Estate]:
    return scope.estates(actor)


def estate_to_choose(actor: Actor, estate_id: int) -> Estate:
    """Raises OutOfScope."""
    return scope.row_in_scope(actor, Estate, estate_id)
