"""Which worker answers for which grid, and where somebody works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.places.models import Community, Grid, GridWorker
from core.database import db


def grids_of_users(user_ids: Iterable[int]) -> dict[int, list[Grid]]:
    """user id → grids by name. One query."""
    statement = (
        sa.select(GridWorker.user_id, Grid)
        .join(Grid, Grid.id == GridWorker.grid_id)
        .where(GridWorker.user_id.in_(list(user_ids)))
        .order_by(Grid.sort_key)
    )
    found: dict[int, list[Grid]] = defaultdict(list)
    for user_id, grid in db.session.execute(statement):
        found[user_id].append(grid)
    return found


def grids_of_community(community_id: int | None) -> list[Grid]:
    return list(db.session.scalars(sa.select(Grid).where(Grid.community_id == community_id).order_by(Grid.sort_key)))


def worker_links(user_id: int) -> list[GridWorker]:
    """The rows that tie a user to grids, locked."""
    return list(db.session.scalars(sa.select(GridWorker).where(GridWorker.user_id == user_id).with_for_update()))


def community_of_user(user: User) -> Community:
    """Of somebody who has one; officers have none."""
    return db.session.get_one(Community, user.community_id)


def worker(user_id: int) -> User:
    return db.session.get_one(User, user_id)
