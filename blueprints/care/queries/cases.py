"""Care cases: which ones an actor sees, and in which order.

A worker sees the cases of the own grids, and those elsewhere for which they are responsible or deputy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.care.models import CareCase, CareContact
from blueprints.care.rules import LOW_MEDICINE_DAYS
from blueprints.places.models import Building, Household
from blueprints.places.queries.scope import by_household, in_communities, in_grid, workers_of_grid
from blueprints.places.vocabulary import CareCategory
from core import clock
from core.actors import Actor
from core.audit import AuditEvent
from core.database import db, follows, precedes
from core.errors import OutOfScope

PAGE = 50
# What a list can show. "pending" is due and overdue together; "today" adds those already reached today.
SHOWS = ("pending", "due", "overdue", "missed", "done", "today", "medicine", "all", "ended")

Position = tuple[int, str, str, int]


def case_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """The WHERE clause on CareCase that keeps to what the actor may see."""
    clause = by_household(actor, CareCase)
    if actor.role == Role.GRID_WORKER:
        mine = sa.or_(CareCase.worker_id == actor.user_id, CareCase.deputy_id == actor.user_id)
        clause = sa.and_(in_communities(actor, CareCase), sa.or_(clause, mine))
    return clause


def case_in_scope(actor: Actor, case_id: int, *, lock: bool = False) -> CareCase:
    """Raises OutOfScope."""
    statement = sa.select(CareCase).where(CareCase.id == case_id, case_scope(actor))
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise OutOfScope
    return found


def shown(show: str, now: datetime) -> sa.ColumnElement[bool]:
    """What each word of SHOWS means: the one definition that lists and figures share."""
    is_open = CareCase.ended_at.is_(None)
    pending = CareCase.next_due_at <= now
    done = sa.and_(is_open, CareCase.last_reached_at >= clock.start_of(clock.day_of(now)))
    today: date = clock.day_of(now)
    return {
        "pending": pending,
        "due": sa.and_(pending, CareCase.overdue_at > now),
        "overdue": CareCase.overdue_at <= now,
        "missed": CareCase.missed_at <= now,
        "done": done,
        "today": sa.or_(pending, done),
        "medicine": sa.and_(is_open, CareCase.medicine_runs_out_on <= _plus(today, LOW_MEDICINE_DAYS)),
        "all": is_open,
        "ended": CareCase.ended_at.is_not(None),
    }[show]


def case_filter(
    actor: Actor,
    *,
    show: str = "pending",
    now: datetime | None = None,
    grid_id: int | None = None,
    worker_id: int | None = None,
    category: CareCategory | None = None,
    community_id: int | None = None,
) -> sa.ColumnElement[bool]:
    """Which cases: the list shows them and the summary counts them. `show` is one of SHOWS."""
    clauses = [case_scope(actor), shown(show, now or clock.now())]
    if grid_id is not None:
        clauses.append(CareCase.household_id.in_(sa.select(Household.id).where(in_grid(grid_id))))
    if worker_id is not None:
        clauses.append(sa.or_(CareCase.worker_id == worker_id, CareCase.deputy_id == worker_id))
    if category is not None:
        clauses.append(sa.cast(CareCase.categories, sa.String).like(f'%"{category.value}"%'))
    if community_id is not None:
        clauses.append(CareCase.community_id == community_id)
    return sa.and_(*clauses)


def list_cases(where: sa.ColumnElement[bool], *, after: Position | None = None, limit: int = PAGE) -> list[CareCase]:
    """In walking order, one page; `after` is the position of the last row shown. Two queries: cases, medicines."""
    statement = _with_parts().where(where).order_by(*_walk()).limit(limit)
    if after is not None:
        statement = statement.where(follows(_walk(), after))
    return list(db.session.scalars(statement))


def list_ended_cases(where: sa.ColumnElement[bool], *, before: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[CareCase]:
    """Latest end first, one page; `before` is the (ended_at, id) of the last row shown."""
    statement = _with_parts().where(where).order_by(CareCase.ended_at.desc(), CareCase.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(precedes((CareCase.ended_at, CareCase.id), before))
    return list(db.session.scalars(statement))


def count_cases(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(CareCase).where(where)) or 0


def position_of(actor: Actor, case_id: int) -> Position | None:
    """Where a case stands in walking order; None when it is not the actor's."""
    statement = sa.select(*_walk()).select_from(CareCase).join(CareCase.household).join(Household.building)
    row = db.session.execute(statement.where(CareCase.id == case_id, case_scope(actor))).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def cases_of_household(actor: Actor, household_id: int) -> list[CareCase]:
    """The open cases of a door."""
    where = sa.and_(case_scope(actor), CareCase.household_id == household_id, shown("all", clock.now()))
    return list_cases(where)


def open_case_of(community_id: int, resident_id: int) -> CareCase | None:
    """The one open case a resident can have, locked."""
    statement = sa.select(CareCase).where(
        CareCase.community_id == community_id, CareCase.resident_id == resident_id, CareCase.ended_at.is_(None)
    )
    return db.session.scalar(statement.with_for_update())


def first_worker_of(household: Household) -> int | None:
    """The worker proposed for a new case: the first of the door's grid."""
    return next(iter(workers_of_grid(household.community_id, household.grid_id)), None)


def names_of_users(user_ids: Iterable[int]) -> dict[int, str]:
    """Also of those who have left."""
    statement = sa.select(User.id, User.name).where(User.id.in_(sorted(user_ids)))
    return {row.id: row.name for row in db.session.execute(statement)}


def changes_of_case(case: CareCase, *, limit: int = 30) -> list[AuditEvent]:
    """What was changed about the case itself, newest first."""
    statement = (
        sa.select(AuditEvent)
        .where(
            AuditEvent.community_id == case.community_id,
            AuditEvent.entity_type == CareCase.__tablename__,
            AuditEvent.entity_id == case.id,
        )
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def _with_parts() -> sa.Select[Any]:
    return (
        sa.select(CareCase)
        .join(CareCase.household)
        .join(Household.building)
        .options(
            contains_eager(CareCase.household),
            joinedload(CareCase.resident),
            joinedload(CareCase.worker),
            joinedload(CareCase.deputy),
            joinedload(CareCase.last_contact).joinedload(CareContact.user),
            selectinload(CareCase.medicines),
        )
    )


def _walk() -> tuple[Any, ...]:
    """Estate, building, door, person: the way one walks."""
    return Building.estate_id, Building.sort_key, Household.sort_key, CareCase.id


def _plus(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)
