"""Which code leads to which building, and which buildings have one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.places.models import Building, BuildingUnit, Community, Estate, QrToken
from blueprints.places.queries.scope import building_filter, in_communities
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope

PAGE = 60


def by_token(token: str) -> QrToken | None:
    """The code with this text, revoked or not, with its building and estate. For the public pages."""
    statement = (
        sa.select(QrToken).options(joinedload(QrToken.building).joinedload(Building.estate)).where(QrToken.token == token.strip().upper())
    )
    return db.session.scalar(statement)


def working_token(building: Building) -> QrToken | None:
    return db.session.scalar(sa.select(QrToken).where(*_working(building.community_id), QrToken.building_id == building.id))


def working_tokens(buildings: list[Building]) -> dict[int, QrToken]:
    """building_id → its working code; buildings without one are absent. One query."""
    if not buildings:
        return {}
    statement = sa.select(QrToken).where(
        QrToken.community_id.in_({building.community_id for building in buildings}),
        QrToken.building_id.in_([building.id for building in buildings]),
        QrToken.revoked_at.is_(None),
    )
    return {token.building_id: token for token in db.session.scalars(statement)}


def token_in_scope(actor: Actor, token_id: int) -> QrToken:
    """Raises OutOfScope. Locks; a revoked one is found too, so that the second secretary is told who was faster."""
    buildings = sa.select(Building.id).where(building_filter(actor))
    statement = sa.select(QrToken).where(QrToken.id == token_id, in_communities(actor, QrToken), QrToken.building_id.in_(buildings))
    token = db.session.scalar(statement.with_for_update())
    if token is None:
        raise OutOfScope
    return token


def estate_in_scope(actor: Actor, estate_id: int) -> Estate:
    """A worker sees an estate if one of its buildings is theirs. Raises OutOfScope."""
    own = sa.select(Building.estate_id).where(building_filter(actor))
    estate = db.session.scalar(sa.select(Estate).where(Estate.id == estate_id, in_communities(actor, Estate), Estate.id.in_(own)))
    if estate is None:
        raise OutOfScope
    return estate


def estates_with_buildings(actor: Actor) -> list[Estate]:
    """The estates in which the actor sees a building, by name."""
    own = sa.select(Building.estate_id).where(building_filter(actor))
    statement = sa.select(Estate).where(in_communities(actor, Estate), Estate.id.in_(own)).order_by(Estate.name, Estate.id)
    return list(db.session.scalars(statement))


def buildings_of_estate(actor: Actor, estate: Estate, *, lock: bool = False) -> list[Building]:
    """In walking order, with their estate."""
    statement = (
        sa.select(Building)
        .join(Building.estate)
        .options(contains_eager(Building.estate))
        .where(building_filter(actor), Building.community_id == estate.community_id, Building.estate_id == estate.id)
        .order_by(Building.sort_key, Building.id)
    )
    return list(db.session.scalars(statement.with_for_update(of=Building) if lock else statement))


def unit_names(buildings: list[Building]) -> dict[int, list[str]]:
    """building_id → the names of its units in order. One query."""
    names: dict[int, list[str]] = {building.id: [] for building in buildings}
    if names:
        statement = (
            sa.select(BuildingUnit.building_id, BuildingUnit.name)
            .where(
                BuildingUnit.community_id.in_({building.community_id for building in buildings}),
                BuildingUnit.building_id.in_(names),
            )
            .order_by(BuildingUnit.sort_key)
        )
        for building_id, name in db.session.execute(statement):
            names[building_id].append(name)
    return names


def community(community_id: int) -> Community:
    """Whose name and telephone stand on the poster."""
    return db.session.get_one(Community, community_id)


def _working(community_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return QrToken.community_id == community_id, QrToken.revoked_at.is_(None)
