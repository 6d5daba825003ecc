"""Which doors a round ought to ask: what the doors are held against while they come, go and change hands.

Some return the statement itself: the change in `actions.doors` happens in one INSERT, UPDATE or DELETE around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from blueprints.inspections.models import Inspection, Round, RoundHousehold
from blueprints.places.door_map import DoorState
from blueprints.places.models import Household
from core.database import db

ASKED = ("community_id", "round_id", "household_id", "building_id", "grid_id", "state", "changed_at")


def doors_to_ask(
    round_: Round, grid_ids: Sequence[int], *, now: datetime, household_ids: Sequence[int] | None = None
) -> sa.Select[*tuple[Any, ...]]:
    """For an INSERT: the columns ASKED of the doors of these grids that the round does not ask yet."""
    asked = sa.exists().where(
        RoundHousehold.community_id == round_.community_id,
        RoundHousehold.round_id == round_.id,
        RoundHousehold.household_id == Household.id,
    )
    doors = sa.select(
        Household.community_id,
        sa.literal(round_.id),
        Household.id,
        Household.building_id,
        Household.grid_id,
        sa.literal(DoorState.MISSING, RoundHousehold.state.type),
        sa.literal(now, RoundHousehold.changed_at.type),
    ).where(Household.community_id == round_.community_id, Household.grid_id.in_(grid_ids), Household.removed_at.is_(None), ~asked)
    return doors if household_ids is None else doors.where(Household.id.in_(household_ids))


def households_of_units(community_id: int, unit_ids: Sequence[int]) -> sa.Select[int]:
    """For the WHERE of a change: the ids of the doors behind these stairs, removed ones too."""
    return sa.select(Household.id).where(Household.community_id == community_id, Household.unit_id.in_(unit_ids))


def grid_of_door() -> sa.ScalarSelect[int | None]:
    """For a change of RoundHousehold: the grid its door belongs to by now."""
    return sa.select(Household.grid_id).where(Household.id == RoundHousehold.household_id).correlate(RoundHousehold).scalar_subquery()


def doors_in_grids(community_id: int, unit_ids: Sequence[int], grid_ids: Sequence[int]) -> list[int]:
    """The ids of the doors behind these stairs that belong to one of the grids."""
    here = households_of_units(community_id, unit_ids)
    return list(db.session.scalars(here.where(Household.grid_id.in_(grid_ids), Household.removed_at.is_(None))))


def visited_but_missing(round_: Round, household_ids: Sequence[int]) -> list[int]:
    """Which of these doors count as missing although the round has visits to them."""
    statement = (
        sa.select(RoundHousehold.household_id)
        .join(Inspection, sa.and_(Inspection.round_id == RoundHousehold.round_id, Inspection.household_id == RoundHousehold.household_id))
        .where(
            RoundHousehold.community_id == round_.community_id,
            RoundHousehold.round_id == round_.id,
            RoundHousehold.state == DoorState.MISSING,
            RoundHousehold.household_id.in_(household_ids),
        )
        .distinct()
    )
    return list(db.session.scalars(statement))


def door_that_took_over(household_id: int) -> Household:
    """The door another one was merged into."""
    return db.session.get_one(Household, household_id)
