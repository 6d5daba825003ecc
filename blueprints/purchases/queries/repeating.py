"""A household's usual orders, the reminders that are due, and what it asked for last."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.places.models import Household
from blueprints.places.queries.scope import by_household, in_grid
from blueprints.purchases.models import PurchaseRequest, UsualOrder
from blueprints.purchases.rules import RequestState
from core.actors import Actor
from core.database import db, follows
from core.errors import OutOfScope

PAGE = 50
SHOWS = ("due", "all")
_NOT_WANTED = (RequestState.REJECTED, RequestState.CANCELLED)


def reminder_filter(
    actor: Actor, *, show: str = "due", today: date, grid_id: int | None = None, community_id: int | None = None
) -> sa.ColumnElement[bool]:
    """Reminders of the actor's doors: the list shows them and the summary counts them. `show` is one of SHOWS."""
    clauses = [by_household(actor, UsualOrder), UsualOrder.ended_at.is_(None), UsualOrder.next_on.is_not(None)]
    if show == "due":
        clauses.append(UsualOrder.next_on <= today)
    if grid_id is not None:
        clauses.append(UsualOrder.household_id.in_(sa.select(Household.id).where(in_grid(grid_id))))
    if community_id is not None:
        clauses.append(UsualOrder.community_id == community_id)
    return sa.and_(*clauses)


def list_reminders(where: sa.ColumnElement[bool], *, after: tuple[date, int] | None = None, limit: int = PAGE) -> list[UsualOrder]:
    """The longest due first, one page; `after` is (next_on, id) of the last row shown."""
    columns = (UsualOrder.next_on, UsualOrder.id)
    statement = (
        sa.select(UsualOrder)
        .join(UsualOrder.household)
        .options(contains_eager(UsualOrder.household))
        .where(where)
        .order_by(*columns)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(follows(columns, after))
    return list(db.session.scalars(statement))


def usual_in_scope(actor: Actor, usual_id: int, *, lock: bool = False) -> UsualOrder:
    """Raises OutOfScope."""
    statement = sa.select(UsualOrder).where(UsualOrder.id == usual_id, by_household(actor, UsualOrder))
    return _one(statement.with_for_update() if lock else statement.options(joinedload(UsualOrder.household)))


def usual_of_household(household: Household) -> list[UsualOrder]:
    """Those in use: reminders first, the longest due before the others; then in the order they were saved."""
    kept = db.session.scalars(_of_door(household.community_id, household.id))
    return sorted(kept, key=lambda one: (one.next_on is None, one.next_on or date.min, one.id))


def usual_on(household: Household, usual_id: int, *, lock: bool = False) -> UsualOrder:
    """One of this door's. Raises OutOfScope."""
    statement = sa.select(UsualOrder).where(
        UsualOrder.community_id == household.community_id, UsualOrder.household_id == household.id, UsualOrder.id == usual_id
    )
    return _one(statement.with_for_update() if lock else statement)


def usual_of_source(community_id: int, source_type: str, source_id: int, *, lock: bool = False) -> UsualOrder | None:
    """The reminder something else has set, while it is in use."""
    statement = sa.select(UsualOrder).where(
        UsualOrder.community_id == community_id,
        UsualOrder.source_type == source_type,
        UsualOrder.source_id == source_id,
        UsualOrder.ended_at.is_(None),
    )
    return db.session.scalar(statement.with_for_update() if lock else statement)


def usual_of_door_locked(community_id: int, household_id: int) -> list[UsualOrder]:
    return list(db.session.scalars(_of_door(community_id, household_id).order_by(UsualOrder.id).with_for_update()))


def last_request_of(household: Household) -> PurchaseRequest | None:
    """What this door asked for last; what was refused or called off is nothing to repeat."""
    newest = (
        sa.select(PurchaseRequest.id)
        .where(
            PurchaseRequest.community_id == household.community_id,
            PurchaseRequest.household_id == household.id,
            PurchaseRequest.state.not_in(_NOT_WANTED),
        )
        .order_by(PurchaseRequest.submitted_at.desc(), PurchaseRequest.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return db.session.scalars(_with_lines().where(PurchaseRequest.id == newest)).unique().one_or_none()


def request_of_door(household: Household, request_id: int) -> PurchaseRequest:
    """One of this door's requests. Raises OutOfScope."""
    statement = _with_lines().where(
        PurchaseRequest.community_id == household.community_id,
        PurchaseRequest.household_id == household.id,
        PurchaseRequest.id == request_id,
    )
    found = db.session.scalars(statement).unique().one_or_none()
    if found is None:
        raise OutOfScope
    return found


def _with_lines() -> sa.Select[PurchaseRequest]:
    return sa.select(PurchaseRequest).options(joinedload(PurchaseRequest.lines))


def _of_door(community_id: int, household_id: int) -> sa.Select[UsualOrder]:
    return sa.select(UsualOrder).where(
        UsualOrder.community_id == community_id, UsualOrder.household_id == household_id, UsualOrder.ended_at.is_(None)
    )


def _one(statement: sa.Select[Any]) -> Any:
    found = db.session.scalar(statement)
    if found is None:
        raise OutOfScope
    return found
