"""Every SELECT about one household and the people in it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from blueprints.places.models import Building, Household, Resident
from blueprints.places.queries.scope import household_filter
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope

LAST_MOVED_OUT = 10


def household_file(actor: Actor, household_id: int) -> Household:
    """The household with its unit, building, estate and grid. Raises OutOfScope. One query."""
    statement = (
        sa.select(Household)
        .options(
            joinedload(Household.unit),
            joinedload(Household.grid),
            joinedload(Household.building).joinedload(Building.estate),
        )
        .where(Household.id == household_id, household_filter(actor))
    )
    household = db.session.scalar(statement)
    if household is None:
        raise OutOfScope
    return household


def merged_into(actor: Actor, household_id: int) -> int | None:
    """The id of the door that took over a merged one, if the actor may see it."""
    gone = aliased(Household)
    statement = (
        sa.select(Household.id)
        .join(gone, sa.and_(gone.merged_into_id == Household.id, gone.community_id == Household.community_id))
        .where(gone.id == household_id, household_filter(actor))
    )
    return db.session.scalar(statement)


def residents_of(household: Household) -> list[Resident]:
    """Who lives here now: the oldest first, those of unknown age last."""
    statement = (
        sa.select(Resident)
        .where(Resident.community_id == household.community_id, Resident.household_id == household.id, Resident.moved_out_on.is_(None))
        .order_by(Resident.birth_date.is_(None), Resident.birth_date, Resident.id)
    )
    return list(db.session.scalars(statement))


def moved_out_of(household: Household) -> list[Resident]:
    """Who moved out last."""
    statement = (
        sa.select(Resident)
        .where(Resident.community_id == household.community_id, Resident.household_id == household.id, Resident.moved_out_on.is_not(None))
        .order_by(Resident.moved_out_on.desc(), Resident.id.desc())
        .limit(LAST_MOVED_OUT)
    )
    return list(db.session.scalars(statement))


def resident_in_scope(actor: Actor, resident_id: int, *, lock: bool = False) -> Resident:
    """With the household loaded. Raises OutOfScope, also for people of a removed door."""
    statement = (
        sa.select(Resident)
        .join(Resident.household)
        .options(contains_eager(Resident.household))
        .where(Resident.id == resident_id, household_filter(actor))
    )
    resident = db.session.scalar(statement.with_for_update(of=Resident) if lock else statement)
    if resident is None:
        raise OutOfScope
    return resident


def everybody_at(household: Household) -> list[Resident]:
    """Also those who moved out."""
    statement = sa.select(Resident).where(Resident.community_id == household.community_id, Resident.household_id == household.id)
    return list(db.session.scalars(statement))


def is_inhabited(household: Household) -> bool:
    """Is anybody registered as living here?"""
    here = sa.select(Resident.id).where(
        Resident.community_id == household.community_id, Resident.household_id == household.id, Resident.moved_out_on.is_(None)
    )
    return db.session.scalar(here.limit(1)) is not None


def birth_dates_of_namesakes(resident: Resident) -> list[date | None]:
    """Of the others of this name who live behind the same door."""
    statement = sa.select(Resident.birth_date).where(
        Resident.community_id == resident.community_id,
        Resident.household_id == resident.household_id,
        Resident.name == resident.name,
        Resident.moved_out_on.is_(None),
    )
    return list(db.session.scalars(statement if resident.id is None else statement.where(Resident.id != resident.id)))
