"""What happens to accounts: one verb, one function."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.accounts import queries
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, can_create, can_manage
from core import audit
from core.actors import Actor
from core.database import db
from core.errors import Invalid, Refused


def create_user(
    *,
    actor: Actor,
    now: datetime,
    role: Role,
    username: str,
    name: str,
    subdistrict_id: int,
    community_id: int | None,
    phone: str | None,
    password_hash: str,
    must_change_password: bool = True,
) -> User:
    """Add an account. Raises Refused, or Invalid when the login name is taken."""
    if not can_create(actor, role, community_id=community_id, subdistrict_id=subdistrict_id):
        raise Refused
    if queries.by_username(username) is not None:
        raise Invalid(_("这个登录名已经有人用了，请换一个。"), field="username")
    user = User(
        subdistrict_id=subdistrict_id,
        community_id=community_id,
        role=role,
        username=username.strip().lower(),
        name=name,
        phone=phone,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    db.session.add(user)
    audit.record(actor, "user.created", user, now=now)
    return user


def note_sign_in(user: User, *, actor: Actor, now: datetime) -> None:
    user.last_sign_in_at = now
    audit.record(actor, "user.signed_in", user, now=now)


def change_password(user: User, *, actor: Actor, now: datetime, password_hash: str) -> None:
    """The user's own change; ends every other session."""
    user.password_hash = password_hash
    user.must_change_password = False
    user.session_number += 1
    audit.record(actor, "user.password_changed", user, now=now)


def reset_password(user: User, *, actor: Actor, now: datetime, password_hash: str) -> None:
    """Set a temporary password that must be changed at the next sign-in. Raises Refused."""
    if not can_manage(actor, user):
        raise Refused
    user.password_hash = password_hash
    user.must_change_password = True
    user.session_number += 1
    audit.record(actor, "user.password_reset", user, now=now)


def disable_user(user: User, *, actor: Actor, now: datetime) -> None:
    """Shut the account; takes effect on its next request. Raises Refused."""
    if not can_manage(actor, user):
        raise Refused
    if user.is_enabled:
        user.is_enabled = False
        user.session_number += 1
        audit.record(actor, "user.disabled", user, now=now)


def enable_user(user: User, *, actor: Actor, now: datetime) -> None:
    """Open the account again. Raises Refused."""
    if not can_manage(actor, user):
        raise Refused
    if not user.is_enabled:
        user.is_enabled = True
        audit.record(actor, "user.enabled", user, now=now)
