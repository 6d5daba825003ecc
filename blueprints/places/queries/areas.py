"""Every SELECT about the areas of a community: estates, grids, their workers and their doors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.places.models import Building, BuildingUnit, Community, Estate, Grid, GridWorker, Household
from core.database import db


@dataclass(frozen=True)
class GridRow:
    id: int
    name: str
    doors: int
    workers: tuple[str, ...]


def grid_rows(community_id: int) -> list[GridRow]:
    """By name, with the number of doors and the workers' names. Three queries."""
    doors = dict(
        db.session.execute(
            sa.select(Household.grid_id, sa.func.count())
            .where(Household.community_id == community_id, Household.removed_at.is_(None))
            .group_by(Household.grid_id)
        ).all()
    )
    workers: dict[int, list[str]] = defaultdict(list)
    named = (
        sa.select(GridWorker.grid_id, User.name)
        .join(User, GridWorker.user_id == User.id)
        .where(GridWorker.community_id == community_id, User.is_enabled)
        .order_by(User.name)
    )
    for grid_id, name in db.session.execute(named):
        workers[grid_id].append(name)
    grids = db.session.scalars(sa.select(Grid).where(Grid.community_id == community_id).order_by(Grid.name))
    return [GridRow(grid.id, grid.name, doors.get(grid.id, 0), tuple(workers[grid.id])) for grid in grids]


def estates_of_community(community_id: int) -> list[Estate]:
    return list(db.session.scalars(sa.select(Estate).where(Estate.community_id == community_id).order_by(Estate.name)))


def doors_without_grid(community_id: int) -> int:
    statement = sa.select(sa.func.count()).where(
        Household.community_id == community_id, Household.grid_id.is_(None), Household.removed_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def locked_community(community_id: int | None) -> Community:
    """Held until the transaction ends: nobody else adds to its estates and grids meanwhile."""
    return db.session.scalars(sa.select(Community).where(Community.id == community_id).with_for_update()).one()


def is_name_taken(model: type[Community] | type[Estate] | type[Grid], name: str, **where: int) -> bool:
    """Has a row of `model` this name, beside the same parent?"""
    return db.session.scalar(sa.select(model.id).filter_by(name=name, **where)) is not None


def units_as_addressed(community_id: int, where: sa.ColumnElement[bool]) -> list[Any]:
    """(id, name, building, estate) of the units of the buildings `where` names."""
    statement = (
        sa.select(BuildingUnit.id, BuildingUnit.name, Building.name.label("building"), Estate.name.label("estate"))
        .join(Building, BuildingUnit.building_id == Building.id)
        .join(Estate, Building.estate_id == Estate.id)
        .where(BuildingUnit.community_id == community_id, where)
    )
    return list(db.session.execute(statement))
