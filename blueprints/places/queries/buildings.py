"""Every SELECT about buildings and their doors."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from blueprints.places.door_map import Door
from blueprints.places.models import Building, BuildingUnit, Community, Estate, Grid, Household
from blueprints.places.queries.scope import building_filter, household_filter, in_communities, row_in_scope
from core.actors import Actor
from core.database import db


@dataclass(frozen=True)
class BuildingRow:
    id: int
    name: str
    has_lift: bool
    estate_id: int
    estate: str
    community: str
    doors: int


def buildings(actor: Actor, *, community_id: int | None = None, grid_id: int | None = None) -> list[BuildingRow]:
    """The actor's buildings in the order people say them, with the number of doors the actor may see. One query.

    With `grid_id` only doors of that grid count, and buildings without one are left out.
    """
    doors = (
        sa.select(Household.building_id, sa.func.count().label("doors"))
        .where(household_filter(actor), Household.grid_id == grid_id if grid_id is not None else sa.true())
        .group_by(Household.building_id)
        .subquery()
    )
    statement = (
        sa.select(
            Building.id,
            Building.name,
            Building.has_lift,
            Building.estate_id,
            Estate.name.label("estate"),
            Community.name.label("community"),
            sa.func.coalesce(doors.c.doors, 0).label("doors"),
        )
        .join(Estate, Building.estate_id == Estate.id)
        .join(Community, Building.community_id == Community.id)
        .outerjoin(doors, doors.c.building_id == Building.id)
        .where(building_filter(actor))
        .order_by(Building.community_id, Estate.name, Estate.id, Building.sort_key, Building.id)
    )
    if community_id is not None:
        statement = statement.where(Building.community_id == community_id)
    if grid_id is not None:
        statement = statement.where(doors.c.doors > 0)
    return [BuildingRow(**row._mapping) for row in db.session.execute(statement)]


def building_with_estate(actor: Actor, building_id: int) -> Building | None:
    return db.session.scalar(
        sa.select(Building).options(joinedload(Building.estate)).where(Building.id == building_id, building_filter(actor))
    )


def units_of_building(building: Building) -> list[tuple[int, str]]:
    statement = (
        sa.select(BuildingUnit.id, BuildingUnit.name)
        .where(BuildingUnit.community_id == building.community_id, BuildingUnit.building_id == building.id)
        .order_by(BuildingUnit.sort_key, BuildingUnit.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]


def doors_of_building(actor: Actor, building: Building) -> list[Door]:
    """The doors the actor may see, in walking order. One query."""
    statement = (
        sa.select(Household.id, Household.unit_id, Household.floor, Household.door, Household.tenancy)
        .where(household_filter(actor), Household.community_id == building.community_id, Household.building_id == building.id)
        .order_by(Household.sort_key, Household.id)
    )
    return [Door(**row._mapping) for row in db.session.execute(statement)]


def other_doors(household: Household) -> list[tuple[int, str]]:
    """(id, address) of the other doors of the same building, in walking order."""
    statement = (
        sa.select(Household.id, Household.address)
        .where(
            Household.community_id == household.community_id,
            Household.building_id == household.building_id,
            Household.id != household.id,
            Household.removed_at.is_(None),
        )
        .order_by(Household.sort_key)
    )
    return [(row.id, row.address) for row in db.session.execute(statement)]


def estate_in_scope(actor: Actor, estate_id: int, *, lock: bool = False) -> Estate:
    """Raises OutOfScope."""
    return row_in_scope(actor, Estate, estate_id, lock=lock)


def grid_in_scope(actor: Actor, grid_id: int, *, lock: bool = False) -> Grid:
    """Raises OutOfScope."""
    return row_in_scope(actor, Grid, grid_id, lock=lock)


def buildings_with_units(actor: Actor, community_id: int) -> list[Building]:
    """The buildings of a community with estate, units and the units' grids, in natural order. Three queries."""
    statement = (
        sa.select(Building)
        .join(Building.estate)
        .options(joinedload(Building.estate), selectinload(Building.units).joinedload(BuildingUnit.grid))
        .where(in_communities(actor, Building), Building.community_id == community_id)
        .order_by(Estate.name, Estate.id, Building.sort_key, Building.id)
    )
    return list(db.session.scalars(statement))


def units_by_ids(actor: Actor, unit_ids: set[int], *, lock: bool = False) -> list[BuildingUnit]:
    statement = sa.select(BuildingUnit).where(in_communities(actor, BuildingUnit), BuildingUnit.id.in_(unit_ids)).order_by(BuildingUnit.id)
    return list(db.session.scalars(statement.with_for_update() if lock else statement))


def door_counts(actor: Actor, community_id: int) -> dict[int, int]:
    """Doors by building."""
    statement = (
        sa.select(Household.building_id, sa.func.count())
        .where(household_filter(actor), Household.community_id == community_id)
        .group_by(Household.building_id)
    )
    return dict(db.session.execute(statement).all())


def lock_row(model: type[Estate] | type[Building], row_id: int) -> None:
    """Hold the row until the transaction ends, without loading it."""
    db.session.execute(sa.select(model.id).where(model.id == row_id).with_for_update())


def building_names(community_id: int, estate_id: int, *, without: int | None = None) -> list[str]:
    """The names in an estate, but for the building with the id `without`."""
    statement = sa.select(Building.name).where(Building.community_id == community_id, Building.estate_id == estate_id)
    return list(db.session.scalars(statement if without is None else statement.where(Building.id != without)))


def estate_of(building: Building) -> Estate:
    return db.session.get_one(Estate, building.estate_id)


def units_by_name(building: Building) -> dict[str, BuildingUnit]:
    statement = sa.select(BuildingUnit).where(BuildingUnit.community_id == building.community_id, BuildingUnit.building_id == building.id)
    return {unit.name: unit for unit in db.session.scalars(statement)}


def taken_doors(building: Building) -> list[tuple[int, str]]:
    """(unit id, door) of every door that stands."""
    statement = sa.select(Household.unit_id, Household.door).where(
        Household.community_id == building.community_id, Household.building_id == building.id, Household.removed_at.is_(None)
    )
    return [(row.unit_id, row.door) for row in db.session.execute(statement)]


def other_doors_of_unit(household: Household) -> list[str]:
    statement = sa.select(Household.door).where(
        Household.community_id == household.community_id,
        Household.unit_id == household.unit_id,
        Household.id != household.id,
        Household.removed_at.is_(None),
    )
    return list(db.session.scalars(statement))
