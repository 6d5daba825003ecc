"""What happens to accounts: one verb, one function."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from blueprints.accounts import queries
from blueprints.accounts.events import WorkHandedOver
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, can_create, can_manage, can_take_over
from core import audit, events
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
    taken = Invalid(_("这个登录名已经有人用了，请换一个。"), field="username")
    if queries.by_username(username) is not None:
        raise taken
    user = User(
        subdistrict_id=subdistrict_id,
        community_id=community_id,
        role=role,
        username=queries.normal_username(username),
        name=name,
        phone=phone,
        password_hash=password_hash,
        must_change_password=must_change_password,
        created_at=now,
    )
    db.session.add(user)
    try:
        audit.record(actor, "user.created", user, now=now)
    except IntegrityError:  # somebody took it a moment ago
        raise taken from None
    return user


def edit_user(user: User, *, actor: Actor, now: datetime, name: str, phone: str | None) -> None:
    """Correct the name or phone. Raises Refused."""
    if not can_manage(actor, user):
        raise Refused
    if (user.name, user.phone) != (name, phone):
        user.name, user.phone = name, phone
        audit.record(actor, "user.edited", user, now=now)


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


def end_sessions(user: User, *, actor: Actor, now: datetime) -> None:
    """Sign the user out on every device."""
    user.session_number += 1
    audit.record(actor, "user.sessions_ended", user, now=now)


def hand_over_work(user: User, *, to: User, actor: Actor, now: datetime, with_grids: bool) -> None:
    """Give what `user` carries to a colleague: later slices move their own. Raises Refused or Invalid."""
    if not can_manage(actor, user):
        raise Refused
    if not can_take_over(to, from_user=user):
        raise Invalid(_("只能交给本社区在用的另一位网格员。"), field="to")
    after = {"to_user_id": to.id, "to": to.name, "with_grids": with_grids}
    audit.record(actor, "user.work_handed_over", user, now=now, before={}, after=after)
    events.publish(
        WorkHandedOver(
            actor=actor,
            now=now,
            community_id=to.community_id or 0,
            from_user_id=user.id,
            to_user_id=to.id,
            with_grids=with_grids,
        )
    )
