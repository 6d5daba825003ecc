"""The doors a round asks: one definition for the list and for every number about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.inspections.models import Inspection, Round, RoundHousehold
from blueprints.inspections.rules import Outcome, RoundState
from blueprints.places.door_map import DoorState
from blueprints.places.models import Building, Estate, GridWorker, Household
from blueprints.places.queries.scope import by_household
from core.actors import Actor
from core.database import db, follows

PAGE = 300

# What `show` may be: "open" is what is still to be done.
SHOWS: dict[str, tuple[DoorState, ...]] = {
    "open": (DoorState.MISSING, DoorState.REVISIT),
    "missing": (DoorState.MISSING,),
    "revisit": (DoorState.REVISIT,),
    "done": (DoorState.DONE,),
    "all": (DoorState.MISSING, DoorState.REVISIT, DoorState.DONE),
}

_ORDER = (Estate.name, Building.sort_key, Building.id, Household.sort_key, Household.id)


def missing_filter(
    actor: Actor,
    *,
    round_id: int | None = None,
    show: str = "open",
    grid_id: int | None = None,
    building_id: int | None = None,
    worker_id: int | None = None,
    visited_by: int | None = None,
    community_id: int | None = None,
) -> sa.ColumnElement[bool]:
    """Doors of one round, or (without `round_id`) of all running rounds.

    `worker_id` means the doors of that worker's grids, `visited_by` those whose deciding visit that worker made.
    """
    clauses = [by_household(actor, RoundHousehold), RoundHousehold.state.in_(SHOWS[show])]
    if round_id is not None:
        clauses.append(RoundHousehold.round_id == round_id)
    else:
        clauses.append(RoundHousehold.round_id.in_(sa.select(Round.id).where(Round.state == RoundState.OPEN)))
    if grid_id is not None:
        clauses.append(RoundHousehold.grid_id == grid_id)
    if building_id is not None:
        clauses.append(RoundHousehold.building_id == building_id)
    if worker_id is not None:
        clauses.append(RoundHousehold.grid_id.in_(sa.select(GridWorker.grid_id).where(GridWorker.user_id == worker_id)))
    if visited_by is not None:
        clauses.append(RoundHousehold.user_id == visited_by)
    if community_id is not None:
        clauses.append(RoundHousehold.community_id == community_id)
    return sa.and_(*clauses)


def count_missing(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(RoundHousehold).where(where)) or 0


def list_missing(where: sa.ColumnElement[bool], *, after: int | None = None, limit: int = PAGE) -> list[RoundHousehold]:
    """In walking order, one page, with household, building and last visit; `after` is the household id of the last row shown."""
    statement = (
        sa.select(RoundHousehold)
        .join(RoundHousehold.household)
        .join(Household.building)
        .join(Building.estate)
        .options(
            contains_eager(RoundHousehold.household).contains_eager(Household.building).contains_eager(Building.estate),
            joinedload(RoundHousehold.last_inspection).joinedload(Inspection.user),
        )
        .where(where)
        .order_by(*_ORDER)
        .limit(limit)
    )
    if after is not None:
        place = db.session.execute(
            sa.select(*_ORDER).select_from(Household).join(Household.building).join(Building.estate).where(Household.id == after)
        ).first()
        if place is not None:
            statement = statement.where(follows(_ORDER, place))
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class BuildingDoors:
    """How many doors of a building are still to be done."""

    building_id: int
    name: str  # with the estate
    missing: int
    revisit: int

    @property
    def open(self) -> int:
        return self.missing + self.revisit


def missing_by_building(where: sa.ColumnElement[bool]) -> list[BuildingDoors]:
    """In walking order; buildings with nothing left are not in it."""

    def counted(state: DoorState) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((RoundHousehold.state == state, 1), else_=0)), 0)

    statement = (
        sa.select(Building.id, Estate.name, Building.name, counted(DoorState.MISSING), counted(DoorState.REVISIT))
        .select_from(RoundHousehold)
        .join(Building, Building.id == RoundHousehold.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(where)
        .group_by(Building.id, Estate.name, Building.name, Building.sort_key)
        .order_by(Estate.name, Building.sort_key, Building.id)
    )
    return [BuildingDoors(row[0], row[1] + row[2], int(row[3]), int(row[4])) for row in db.session.execute(statement)]


def doors_of_building(actor: Actor, building_id: int) -> list[tuple[int, DoorState, bool]]:
    """(household, state, symptoms at the last visit) of the running rounds: what the door map marks."""
    statement = (
        sa.select(RoundHousehold.household_id, RoundHousehold.state, Inspection.has_symptoms)
        .outerjoin(Inspection, Inspection.id == RoundHousehold.last_inspection_id)
        .where(missing_filter(actor, building_id=building_id, show="all"))
    )
    return [(row[0], row[1], bool(row[2])) for row in db.session.execute(statement)]


def count_by_building(actor: Actor, building_ids: Iterable[int]) -> list[tuple[int, DoorState, int]]:
    """(building, state, doors) of the running rounds."""
    statement = (
        sa.select(RoundHousehold.building_id, RoundHousehold.state, sa.func.count())
        .where(missing_filter(actor, show="all"), RoundHousehold.building_id.in_(list(building_ids)))
        .group_by(RoundHousehold.building_id, RoundHousehold.state)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def door_of_round(community_id: int, round_id: int, household_id: int, *, lock: bool = False) -> RoundHousehold | None:
    statement = sa.select(RoundHousehold).where(
        RoundHousehold.community_id == community_id,
        RoundHousehold.round_id == round_id,
        RoundHousehold.household_id == household_id,
    )
    return db.session.scalar(statement.with_for_update() if lock else statement)


def doors_in_open_rounds(community_id: int, household_ids: Iterable[int]) -> list[RoundHousehold]:
    """Locked, for a change."""
    statement = (
        sa.select(RoundHousehold)
        .join(Round, Round.id == RoundHousehold.round_id)
        .where(
            RoundHousehold.community_id == community_id,
            RoundHousehold.household_id.in_(list(household_ids)),
            Round.state == RoundState.OPEN,
        )
        .order_by(RoundHousehold.id)
        .with_for_update(of=RoundHousehold)
    )
    return list(db.session.scalars(statement))


def deciding_visits(community_id: int, round_id: int, household_id: int) -> list[tuple[int, int, Outcome]]:
    """(id, user, outcome) of the valid visits of a round to a door, the latest first."""
    statement = (
        sa.select(Inspection.id, Inspection.user_id, Inspection.outcome)
        .where(
            Inspection.community_id == community_id,
            Inspection.round_id == round_id,
            Inspection.household_id == household_id,
            Inspection.replaced_by_id.is_(None),
            Inspection.withdrawn_at.is_(None),
        )
        .order_by(Inspection.visited_at.desc(), Inspection.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]
