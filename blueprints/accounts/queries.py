"""Every SELECT about users."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope


def by_session_id(session_id: str) -> User | None:
    """The user a session names, or None once the account is disabled or its sessions were ended."""
    user_id, _, number = session_id.partition(".")
    if not (user_id.isdigit() and number.isdigit()):
        return None
    user = db.session.get(User, int(user_id))
    if user is None or not user.is_enabled or user.session_number != int(number):
        return None
    return user


def by_username(username: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.username == username.strip().lower()))


def visible_users(actor: Actor) -> sa.Select[Any]:
    """Colleagues: a secretary's and worker's own community, an officer's whole subdistrict."""
    if actor.role == Role.OFFICER:
        return sa.select(User).where(User.subdistrict_id == actor.subdistrict_id)
    return sa.select(User).where(User.community_id == actor.community_id)


def user_in_scope(actor: Actor, user_id: int) -> User:
    """Raises OutOfScope."""
    user = db.session.scalar(visible_users(actor).where(User.id == user_id).with_for_update())
    if user is None:
        raise OutOfScope
    return user


def workers_of(community_id: int) -> list[User]:
    """Enabled grid workers and secretaries of a community, workers first, by name."""
    statement = (
        sa.select(User)
        .where(User.community_id == community_id, User.is_enabled, User.role.in_([Role.GRID_WORKER, Role.SECRETARY]))
        .order_by(User.role, User.name, User.id)
    )
    return list(db.session.scalars(statement))
