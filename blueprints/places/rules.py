"""Who may change places and the people in them. Pure."""

from __future__ import annotations

from typing import Protocol

from blueprints.accounts.rules import Role
from core.actors import SYSTEM_ROLE, Actor


class Door(Protocol):
    community_id: int
    grid_id: int | None


class Below(Protocol):
    """Any row below a community."""

    community_id: int


def can_record(actor: Actor, household: Door) -> bool:
    """Write down who lives behind a door: its grid's worker and the community's secretary."""
    if actor.role == SYSTEM_ROLE:
        return True
    if actor.community_id != household.community_id:
        return False
    return actor.role == Role.SECRETARY or (actor.role == Role.GRID_WORKER and household.grid_id in actor.grid_ids)


def can_see_phone(actor: Actor, household: Door) -> bool:
    """Who is responsible for a door sees whole telephone numbers; everybody else the masked form."""
    return can_record(actor, household)


def can_manage_places(actor: Actor, thing: Below) -> bool:
    """Estates, buildings, doors and grids are the secretary's."""
    return can_manage_community(actor, thing.community_id)


def can_manage_community(actor: Actor, community_id: int | None) -> bool:
    if actor.role == SYSTEM_ROLE:
        return actor.community_id in (None, community_id)
    return actor.role == Role.SECRETARY and community_id is not None and actor.community_id == community_id


def can_create_community(actor: Actor, subdistrict_id: int | None) -> bool:
    """An officer adds communities to the own subdistrict."""
    if actor.role == SYSTEM_ROLE:
        return True
    return actor.role == Role.OFFICER and actor.subdistrict_id == subdistrict_id
