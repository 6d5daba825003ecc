"""Turning a signed-in user into the Actor that rules and queries understand."""

from __future__ import annotations

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.queries.scope import grid_ids_of
from core.actors import Actor


def actor_for(user: User) -> Actor:
    return Actor(
        role=user.role.value,
        name=user.name,
        user_id=user.id,
        subdistrict_id=user.subdistrict_id,
        community_id=user.community_id,
        grid_ids=grid_ids_of(user.id) if user.role is Role.GRID_WORKER else frozenset(),
    )
