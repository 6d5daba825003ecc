"""Every SELECT about users."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, roles_to_create
from core.actors import Actor
from core.database import db, follows
from core.errors import OutOfScope, Refused

PAGE = 60


def by_session_id(session_id: str) -> User | None:
    """The user a session names, or None once the account is disabled or its sessions were ended."""
    user_id, _, number = session_id.partition(".")
    if not (user_id.isascii() and user_id.isdigit() and number.isascii() and number.isdigit()):
        return None
    user = db.session.get(User, int(user_id))
    if user is None or not user.is_enabled or user.session_number != int(number):
        return None
    return user


def by_username(username: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.username == normal_username(username)))


def normal_username(username: str) -> str:
    """Login names are kept in lower case: a phone begins each input with a capital."""
    return username.strip().lower()


def enabled_user(user_id: int) -> User:
    """The row of somebody who acts on the own account, locked. Raises Refused once it is disabled."""
    user = db.session.scalar(sa.select(User).where(User.id == user_id).with_for_update())
    if user is None or not user.is_enabled:
        raise Refused
    return user


def visible_users(actor: Actor) -> sa.Select[Any]:
    """Colleagues: a secretary's and worker's own community, an officer's whole subdistrict."""
    if actor.role == Role.OFFICER:
        return sa.select(User).where(User.subdistrict_id == actor.subdistrict_id)
    return sa.select(User).where(User.community_id == actor.community_id)


def user_in_scope(actor: Actor, user_id: int, *, lock: bool = False) -> User:
    """Raises OutOfScope."""
    statement = visible_users(actor).where(User.id == user_id)
    user = db.session.scalar(statement.with_for_update() if lock else statement)
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


def managed_filter(actor: Actor, *, enabled: bool = True, community_id: int | None = None) -> sa.ColumnElement[bool]:
    """The people a secretary or officer answers for; the WHERE clause of the list."""
    clauses: list[sa.ColumnElement[bool]] = [User.role.in_(roles_to_create(actor)), User.is_enabled.is_(enabled)]
    if actor.role == Role.OFFICER:
        clauses.append(User.subdistrict_id == actor.subdistrict_id)
    else:
        clauses.append(User.community_id == actor.community_id)
    if community_id is not None:
        clauses.append(User.community_id == community_id)
    return sa.and_(*clauses)


def list_people(where: sa.ColumnElement[bool], *, after: User | None = None, limit: int = PAGE) -> list[User]:
    """By community and name, one row more than `limit` when there are more. One query."""
    order = (User.community_id, User.name, User.id)
    statement = sa.select(User).where(where).order_by(*order).limit(limit + 1)
    if after is not None:
        statement = statement.where(follows(order, (after.community_id, after.name, after.id)))
    return list(db.session.scalars(statement))


def who_can_take_over(user: User) -> list[User]:
    """The other working grid workers of the same community, by name."""
    statement = (
        sa.select(User)
        .where(User.community_id == user.community_id, User.is_enabled, User.role == Role.GRID_WORKER, User.id != user.id)
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(statement))
