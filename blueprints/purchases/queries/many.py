"""Lists of requests and the one definition of "which requests", for lists, counts, export and summary alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from blueprints.places.models import Building, Household
from blueprints.places.queries.scope import in_grid
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries.one import request_scope
from blueprints.purchases.rules import CARRIED, OPEN, RequestState, Source
from core import clock
from core.actors import Actor
from core.database import db, follows, precedes

PAGE = 50
MOST_AT_ONCE = 200  # requests one click may decide; more than one page shows

# Where a page of the list ended: (is_urgent, submitted_at, id) of its last row.
Position = tuple[bool, datetime, int]


def request_filter(
    actor: Actor,
    *,
    states: Collection[RequestState] | None = None,
    kind: RequestKind | None = None,
    urgent: bool | None = None,
    grid_id: int | None = None,
    estate_id: int | None = None,
    building_id: int | None = None,
    household_id: int | None = None,
    community_id: int | None = None,
    submitted_before: datetime | None = None,
    submitted_on: date | None = None,
    delivered_on: date | None = None,
    settled_on: date | None = None,
    rejected_on: date | None = None,
    cancelled_on: date | None = None,
    assigned_to_id: int | None = None,
    unassigned: bool = False,
    verified: bool | None = None,
    source: Source | None = None,
    code: str | None = None,
) -> sa.ColumnElement[bool]:
    """The WHERE clause; None leaves a question open. `submitted_before` is how "older than" is said;
    what ends in `_on` is a day in Shanghai."""
    R = PurchaseRequest  # noqa: N806
    clauses: list[Any] = [request_scope(actor)]
    if states is not None:
        clauses.append(R.state.in_(tuple(states)))
    for column, value in (
        (R.kind, kind),
        (R.is_urgent, urgent),
        (R.household_id, household_id),
        (R.community_id, community_id),
        (R.assigned_to_id, assigned_to_id),
        (R.source, source),
        (R.code, code),
    ):
        if value is not None:
            clauses.append(column == value)
    if unassigned:
        clauses.append(R.assigned_to_id.is_(None))
    if verified is not None:
        clauses.append(R.verified_at.is_not(None) if verified else R.verified_at.is_(None))
    if submitted_before is not None:
        clauses.append(R.submitted_at <= submitted_before)
    for moment, day in (
        (R.submitted_at, submitted_on),
        (R.delivered_at, delivered_on),
        (R.settled_at, settled_on),
        (R.rejected_at, rejected_on),
        (R.cancelled_at, cancelled_on),
    ):
        if day is not None:
            begin, end = clock.bounds(day)
            clauses.append(sa.and_(moment >= begin, moment < end))
    doors = _doors(grid_id=grid_id, estate_id=estate_id, building_id=building_id)
    if doors is not None:
        clauses.append(R.household_id.in_(doors))
    return sa.and_(*clauses)


def _doors(*, grid_id: int | None, estate_id: int | None, building_id: int | None) -> sa.Select[Any] | None:
    if grid_id is None and estate_id is None and building_id is None:
        return None
    doors = sa.select(Household.id)
    if grid_id is not None:
        doors = doors.where(in_grid(grid_id))
    if building_id is not None:
        doors = doors.where(Household.building_id == building_id)
    if estate_id is not None:
        doors = doors.where(Household.building_id.in_(sa.select(Building.id).where(Building.estate_id == estate_id)))
    return doors


def list_requests(
    where: sa.ColumnElement[bool], *, after: Position | None = None, limit: int = PAGE, newest_first: bool = False
) -> list[PurchaseRequest]:
    """One page in two queries: urgent ones first, then the oldest; `newest_first` for what is over.

    `after` is the position of the last row of the page before.
    """
    urgent, at, number = PurchaseRequest.is_urgent, PurchaseRequest.submitted_at, PurchaseRequest.id
    order = (at.desc(), number.desc()) if newest_first else (urgent.desc(), at, number)
    statement = (
        sa.select(PurchaseRequest)
        .join(PurchaseRequest.household)
        .options(
            contains_eager(PurchaseRequest.household),
            joinedload(PurchaseRequest.assigned_to),
            joinedload(PurchaseRequest.approved_by),
            selectinload(PurchaseRequest.lines),
        )
        .where(where)
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        was_urgent, was_at, was_number = after
        if newest_first:
            statement = statement.where(precedes((at, number), (was_at, was_number)))
        else:
            later = sa.and_(urgent.is_(was_urgent), follows((at, number), (was_at, was_number)))
            statement = statement.where(sa.or_(later, urgent.is_(False)) if was_urgent else later)
    return list(db.session.scalars(statement))


def count_requests(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(PurchaseRequest).where(where)) or 0


def requests_in_scope(actor: Actor, request_ids: Sequence[int]) -> list[PurchaseRequest]:
    """The chosen ones, locked, always in the same order (two who decide at once never wait in a ring).

    Ids outside the actor's scope are left out, as if they did not exist.
    """
    ids = sorted(set(request_ids))[:MOST_AT_ONCE]
    statement = (
        sa.select(PurchaseRequest)
        .where(PurchaseRequest.id.in_(ids), request_scope(actor))
        .options(selectinload(PurchaseRequest.lines), selectinload(PurchaseRequest.deliveries))
        .order_by(PurchaseRequest.id)
        .with_for_update()
    )
    return list(db.session.scalars(statement))


def open_requests_of_households(actor: Actor, household_ids: Collection[int]) -> dict[int, int]:
    """How many open requests each door has, in one query; doors without one are absent."""
    statement = (
        sa.select(PurchaseRequest.household_id, sa.func.count())
        .where(request_scope(actor), PurchaseRequest.household_id.in_(list(household_ids)), PurchaseRequest.state.in_(OPEN))
        .group_by(PurchaseRequest.household_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def doors_with_open_requests(actor: Actor, building: Building) -> list[int]:
    """Ids of the building's doors with an open request, in one query."""
    doors = sa.select(Household.id).where(Household.community_id == building.community_id, Household.building_id == building.id)
    statement = (
        sa.select(PurchaseRequest.household_id)
        .where(
            PurchaseRequest.community_id == building.community_id,
            request_scope(actor),
            PurchaseRequest.household_id.in_(doors),
            PurchaseRequest.state.in_(OPEN),
        )
        .distinct()
    )
    return list(db.session.scalars(statement))


def my_deliveries(
    actor: Actor,
    *,
    worker_id: int | None = None,
    states: Collection[RequestState] = CARRIED,
    limit: int = MOST_AT_ONCE,
) -> list[PurchaseRequest]:
    """What a worker has to buy and bring, in walking order: building after building, door after door.

    `worker_id` None means everybody's (for a secretary).
    """
    statement = (
        sa.select(PurchaseRequest)
        .join(PurchaseRequest.household)
        .join(Household.building)
        .options(
            contains_eager(PurchaseRequest.household).contains_eager(Household.building),
            joinedload(PurchaseRequest.assigned_to),
            selectinload(PurchaseRequest.lines),
            selectinload(PurchaseRequest.deliveries),
        )
        .where(request_scope(actor), PurchaseRequest.state.in_(tuple(states)), PurchaseRequest.assigned_to_id.is_not(None))
        .order_by(Building.estate_id, Building.sort_key, Building.id, Household.sort_key, PurchaseRequest.id)
        .limit(limit)
    )
    if worker_id is not None:
        statement = statement.where(PurchaseRequest.assigned_to_id == worker_id)
    return list(db.session.scalars(statement))
