"""What places put into the pages of accounts."""

from __future__ import annotations

from collections.abc import Collection

from flask import render_template
from markupsafe import Markup

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, can_manage
from blueprints.places.queries.scope import communities
from blueprints.places.queries.workers import community_of_user, grids_of_users
from core import slots
from core.actors import Actor


def community_names(*, actor: Actor) -> dict[int, str]:
    return {community.id: community.name for community in communities(actor)}


def user_grids(*, actor: Actor, user_ids: Collection[int]) -> dict[int, list[str]]:
    return {user_id: [grid.name for grid in grids] for user_id, grids in grids_of_users(user_ids).items()}


def user_card(*, actor: Actor, user: User) -> Markup | None:
    """Where somebody works: community and grids, and for who manages them the way to change that."""
    if user.community_id is None:
        return None
    grids = grids_of_users([user.id])[user.id]
    community = community_of_user(user)
    may_assign = user.role is Role.GRID_WORKER and can_manage(actor, user)
    return Markup(render_template("places/_user_card.html", user=user, community=community, grids=grids, may_assign=may_assign))  # noqa: S704


slots.fill("community_names", community_names)
slots.fill("user_grids", user_grids)
slots.fill("user_card", user_card)
