"""What the list of households and residents to download holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from blueprints.places.models import Building, BuildingUnit, Community, Estate, Grid, Household, Resident
from blueprints.places.queries.scope import household_filter
from core.actors import Actor
from core.database import db


def door_rows(
    actor: Actor,
    *,
    community_id: int | None = None,
    estate_id: int | None = None,
    building_id: int | None = None,
    grid_id: int | None = None,
) -> Iterator[Any]:
    """The actor's doors in walking order, a row for each person who lives there, one for a door without people. One query."""
    wanted = {
        Household.community_id: community_id,
        Building.estate_id: estate_id,
        Household.building_id: building_id,
        Household.grid_id: grid_id,
    }
    statement = (
        sa.select(
            Community.name.label("community"),
            Estate.name.label("estate"),
            Building.name.label("building"),
            BuildingUnit.name.label("unit"),
            Household.door,
            Grid.name.label("grid"),
            Household.tenancy,
            Household.note,
            Resident,
        )
        .select_from(Household)
        .join(Community, Household.community_id == Community.id)
        .join(Building, Household.building_id == Building.id)
        .join(Estate, Building.estate_id == Estate.id)
        .join(BuildingUnit, Household.unit_id == BuildingUnit.id)
        .outerjoin(Grid, Household.grid_id == Grid.id)
        .outerjoin(Resident, sa.and_(Resident.household_id == Household.id, Resident.moved_out_on.is_(None)))
        .where(household_filter(actor), *(column == value for column, value in wanted.items() if value is not None))
        .order_by(Community.id, Estate.name, Building.sort_key, Building.id, Household.sort_key, Household.id, Resident.id)
    )
    yield from db.session.execute(statement)
