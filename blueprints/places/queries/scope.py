"""Who may see which door: the one definition every slice's queries use.

A worker sees the doors of the own grids, a secretary those of the own community, an officer those of
the subdistrict. What lies outside is as if it did not exist (OutOfScope → 404).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from blueprints.accounts.rules import Role
from blueprints.places.models import Building, BuildingUnit, Community, Estate, Grid, GridWorker, Household
from core.actors import SYSTEM_ROLE, Actor
from core.database import db
from core.errors import OutOfScope


def community_ids(actor: Actor) -> sa.ScalarSelect[int] | list[int]:
    """What `X.community_id.in_(…)` takes for this actor."""
    if actor.role == Role.OFFICER:
        return sa.select(Community.id).where(Community.subdistrict_id == actor.subdistrict_id).scalar_subquery()
    return [actor.community_id] if actor.community_id is not None else []


def in_communities(actor: Actor, model: Any) -> sa.ColumnElement[bool]:
    """The WHERE clause that keeps `model` (any table with community_id) inside the actor's communities."""
    if actor.role == SYSTEM_ROLE and actor.community_id is None:
        return sa.true()
    if actor.role == Role.OFFICER:
        return model.community_id.in_(sa.select(Community.id).where(Community.subdistrict_id == actor.subdistrict_id))
    return model.community_id == actor.community_id


def household_filter(actor: Actor) -> sa.ColumnElement[bool]:
    """The WHERE clause on Household: the actor's doors, without removed ones."""
    clauses = [in_communities(actor, Household), Household.removed_at.is_(None)]
    if actor.role == Role.GRID_WORKER:
        clauses.append(Household.grid_id.in_(actor.grid_ids))
    return sa.and_(*clauses)


def by_household(actor: Actor, model: Any) -> sa.ColumnElement[bool]:
    """The WHERE clause for a table with community_id and household_id: only rows of the actor's doors."""
    if actor.role != Role.GRID_WORKER:
        return in_communities(actor, model)
    doors = sa.select(Household.id).where(Household.community_id == actor.community_id, Household.grid_id.in_(actor.grid_ids))
    return sa.and_(in_communities(actor, model), model.household_id.in_(doors))


def in_grid(grid_id: int) -> sa.ColumnElement[bool]:
    """The WHERE clause on Household for a list's filter ?grid=…; 0 asks for the doors that no grid has."""
    return Household.grid_id == grid_id if grid_id else Household.grid_id.is_(None)


def household_in_scope(actor: Actor, household_id: int, *, lock: bool = False) -> Household:
    """Raises OutOfScope. `lock` takes the row for a change (ignored by SQLite, which has locked all)."""
    statement = sa.select(Household).where(Household.id == household_id, household_filter(actor))
    household = db.session.scalar(statement.with_for_update() if lock else statement)
    if household is None:
        raise OutOfScope
    return household


def building_in_scope(actor: Actor, building_id: int, *, lock: bool = False) -> Building:
    """A worker sees a building if one of its units is in the own grids. Raises OutOfScope."""
    statement = sa.select(Building).where(Building.id == building_id, building_filter(actor))
    building = db.session.scalar(statement.with_for_update() if lock else statement)
    if building is None:
        raise OutOfScope
    return building


def building_filter(actor: Actor) -> sa.ColumnElement[bool]:
    clause = in_communities(actor, Building)
    if actor.role == Role.GRID_WORKER:
        units = sa.select(BuildingUnit.building_id).where(
            BuildingUnit.community_id == actor.community_id, BuildingUnit.grid_id.in_(actor.grid_ids)
        )
        clause = sa.and_(clause, Building.id.in_(units))
    return clause


def row_in_scope(actor: Actor, model: Any, row_id: int, *, lock: bool = False) -> Any:
    """Load any row that has community_id (and, for workers, household_id where present). Raises OutOfScope."""
    clause = by_household(actor, model) if hasattr(model, "household_id") else in_communities(actor, model)
    statement = sa.select(model).where(model.id == row_id, clause)
    row = db.session.scalar(statement.with_for_update() if lock else statement)
    if row is None:
        raise OutOfScope
    return row


def community_of(actor: Actor) -> Community:
    """The actor's own community. Raises OutOfScope for an officer, who has none."""
    community = db.session.get(Community, actor.community_id) if actor.community_id else None
    if community is None:
        raise OutOfScope
    return community


def communities(actor: Actor) -> list[Community]:
    if actor.role == Role.OFFICER:
        return list(db.session.scalars(sa.select(Community).where(Community.subdistrict_id == actor.subdistrict_id).order_by(Community.id)))
    return [community_of(actor)]


def grids(actor: Actor) -> list[Grid]:
    """The grids the actor may see, by name."""
    statement = sa.select(Grid).where(in_communities(actor, Grid))
    if actor.role == Role.GRID_WORKER:
        statement = statement.where(Grid.id.in_(actor.grid_ids))
    return list(db.session.scalars(statement.order_by(Grid.community_id, Grid.sort_key)))


def estates(actor: Actor) -> list[Estate]:
    return list(db.session.scalars(sa.select(Estate).where(in_communities(actor, Estate)).order_by(Estate.name)))


def grid_ids_of(user_id: int) -> frozenset[int]:
    return frozenset(db.session.scalars(sa.select(GridWorker.grid_id).where(GridWorker.user_id == user_id)))


def workers_of_grid(community_id: int, grid_id: int | None) -> list[int]:
    """User ids of a grid's workers, lowest first; empty when the door has no grid."""
    if grid_id is None:
        return []
    statement = sa.select(GridWorker.user_id).where(GridWorker.community_id == community_id, GridWorker.grid_id == grid_id)
    return sorted(db.session.scalars(statement))
