"""Which visits were made. Replaced and withdrawn versions are never counted."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import Outcome
from blueprints.places.models import Household, Resident
from blueprints.places.queries.scope import by_household, in_grid, row_in_scope
from core.actors import Actor
from core.database import db, precedes
from core.errors import OutOfScope

PAGE = 50
CURRENT = sa.and_(Inspection.replaced_by_id.is_(None), Inspection.withdrawn_at.is_(None))


def inspection_in_scope(actor: Actor, inspection_id: int, *, lock: bool = False) -> Inspection:
    """Any version. Raises OutOfScope."""
    return row_in_scope(actor, Inspection, inspection_id, lock=lock)


def inspections_filter(
    actor: Actor,
    *,
    day: date | None = None,
    since: date | None = None,
    round_id: int | None = None,
    grid_id: int | None = None,
    community_id: int | None = None,
    user_id: int | None = None,
    household_id: int | None = None,
    outcome: Outcome | None = None,
    finding: str | None = None,
) -> sa.ColumnElement[bool]:
    """The one definition of "which visits". `finding` is "symptoms", "hazards" or "arrivals"."""
    clauses = [by_household(actor, Inspection), CURRENT]
    if day is not None:
        clauses.append(Inspection.visited_on == day)
    if since is not None:
        clauses.append(Inspection.visited_on >= since)
    if round_id is not None:
        clauses.append(Inspection.round_id == round_id)
    if grid_id is not None:
        clauses.append(Inspection.household_id.in_(sa.select(Household.id).where(in_grid(grid_id))))
    if community_id is not None:
        clauses.append(Inspection.community_id == community_id)
    if user_id is not None:
        clauses.append(Inspection.user_id == user_id)
    if household_id is not None:
        clauses.append(Inspection.household_id == household_id)
    if outcome is not None:
        clauses.append(Inspection.outcome == outcome)
    if finding is not None:
        clauses.append(FINDINGS[finding].is_(True))
    return sa.and_(*clauses)


FINDINGS = {"symptoms": Inspection.has_symptoms, "hazards": Inspection.has_hazards, "arrivals": Inspection.has_arrivals}


def count_inspections(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Inspection).where(where)) or 0


def list_inspections(where: sa.ColumnElement[bool], *, before: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[Inspection]:
    """Newest first, one page; `before` is the (visited_at, id) of the last row shown."""
    statement = (
        sa.select(Inspection)
        .join(Inspection.household)
        .options(contains_eager(Inspection.household), joinedload(Inspection.user), selectinload(Inspection.people))
        .where(where)
        .order_by(Inspection.visited_at.desc(), Inspection.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(precedes((Inspection.visited_at, Inspection.id), before))
    return list(db.session.scalars(statement))


def last_inspections(household: Household, limit: int = 3) -> list[Inspection]:
    """The last valid visits to a door the caller has loaded in scope."""
    statement = (
        sa.select(Inspection)
        .options(joinedload(Inspection.user), selectinload(Inspection.people))
        .where(Inspection.community_id == household.community_id, Inspection.household_id == household.id, CURRENT)
        .order_by(Inspection.visited_at.desc(), Inspection.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def same_day_visit_of_another(inspection: Inspection) -> Inspection | None:
    """The last valid visit to the same door on the same day by a colleague, if there was one."""
    statement = (
        sa.select(Inspection)
        .options(joinedload(Inspection.user))
        .where(
            Inspection.community_id == inspection.community_id,
            Inspection.household_id == inspection.household_id,
            Inspection.visited_on == inspection.visited_on,
            Inspection.user_id != inspection.user_id,
            CURRENT,
        )
        .order_by(Inspection.visited_at.desc(), Inspection.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def versions_of(inspection: Inspection) -> list[Inspection]:
    """Every version of a visit, the first one first."""
    first = inspection.original_id or inspection.id
    statement = (
        sa.select(Inspection)
        .options(joinedload(Inspection.recorded_by), joinedload(Inspection.user), selectinload(Inspection.people))
        .where(Inspection.community_id == inspection.community_id, sa.or_(Inspection.id == first, Inspection.original_id == first))
        .order_by(Inspection.version)
    )
    return list(db.session.scalars(statement))


def by_submission(community_id: int, submission_id: str) -> Inspection | None:
    return db.session.scalar(
        sa.select(Inspection)
        .options(joinedload(Inspection.household))
        .where(Inspection.community_id == community_id, Inspection.submission_id == submission_id)
    )


def residents_by_id(household: Household, resident_ids: list[int]) -> dict[int, Resident]:
    """People of this door, moved out or not. Raises OutOfScope for an id that is not of this door."""
    statement = sa.select(Resident).where(
        Resident.community_id == household.community_id, Resident.household_id == household.id, Resident.id.in_(resident_ids)
    )
    found = {resident.id: resident for resident in db.session.scalars(statement)}
    if set(resident_ids) - set(found):
        raise OutOfScope
    return found
