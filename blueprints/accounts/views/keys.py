"""Who gets in: a new temporary password, shutting an account and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _

from blueprints.accounts import actions, blueprint, passwords, queries
from blueprints.accounts.forms import VerbForm
from blueprints.accounts.models import User
from blueprints.accounts.views.people import OFFICE, managed, show_password
from core import clock
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.post("/people/<int:user_id>/reset-password")
@requires(*OFFICE)
def reset_password(user_id: int) -> Any:
    password = passwords.temporary()
    password_hash = passwords.hash_password(password)
    url = _once(user_id, lambda user: actions.reset_password(user, actor=current_actor(), now=clock.now(), password_hash=password_hash))
    if url is None:
        return _press_again(user_id)
    return show_password(queries.user_in_scope(current_actor(), user_id), password, password_hash, url)


@blueprint.post("/people/<int:user_id>/disable")
@requires(*OFFICE)
def disable(user_id: int) -> Any:
    url = _once(user_id, lambda user: actions.disable_user(user, actor=current_actor(), now=clock.now()))
    if url is None:
        return _press_again(user_id)
    flash(_("账号已停用，对方现在打不开任何页面。"))
    return go_to(url)


@blueprint.post("/people/<int:user_id>/enable")
@requires(*OFFICE)
def enable(user_id: int) -> Any:
    url = _once(user_id, lambda user: actions.enable_user(user, actor=current_actor(), now=clock.now()))
    if url is None:
        return _press_again(user_id)
    flash(_("账号已恢复。"))
    return go_to(url)


def _once(user_id: int, change: Callable[[User], None]) -> str | None:
    """Do it once; None when the button has to be pressed again (the session had ended)."""
    form, actor = VerbForm(), current_actor()
    if not form.validate():
        return None

    def work() -> str:
        change(managed(actor, user_id, lock=True))
        return url_for("accounts.person", user_id=user_id)

    return submit_once(form, actor, work)


def _press_again(user_id: int) -> Any:
    flash(_("刚才的操作还没有做，请再按一次。"), "warn")
    return go_to(url_for("accounts.person", user_id=user_id))
