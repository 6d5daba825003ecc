"""The own page and password, language and look."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.accounts import actions, blueprint, passwords, queries, resume
from blueprints.accounts.forms import ChangePasswordForm, SignOutEverywhereForm
from blueprints.accounts.rules import STAFF
from blueprints.accounts.views.sign_in import begin_session, sign_in_page
from core import clock
from core.database import run_tx
from core.htmx import go_to
from core.i18n import LANGUAGE_COOKIE, LANGUAGES
from core.permissions import current_actor, public, requires
from core.template_tools import LOOK_COOKIE
from core.unsent import at_once
from core.web import HOME, back_to

A_YEAR = 60 * 60 * 24 * 365
BEFORE_THE_CHANGE = {"accounts.password", "accounts.change_password", "accounts.sign_out", "accounts.sign_out_everywhere"}


def must_change_first(endpoint: str) -> Any:
    """A temporary password opens one page only: the one that replaces it."""
    if current_user.must_change_password and endpoint not in BEFORE_THE_CHANGE:
        return go_to(url_for("accounts.password"))
    return None


@blueprint.get("/me")
@requires(*STAFF)
def me() -> Any:
    return render_template("accounts/me.html", user=current_user, sign_out_form=SignOutEverywhereForm(formdata=None))


@blueprint.get("/password")
@requires(*STAFF)
def password() -> Any:
    return render_template("accounts/password.html", form=ChangePasswordForm(current_user.username, formdata=None))


@blueprint.post("/password")
@requires(*STAFF)
@at_once
def change_password() -> Any:
    form = ChangePasswordForm(current_user.username)
    if not form.validate():
        return render_template("accounts/password.html", form=form), 422
    if not passwords.verify(current_user.password_hash, form.current.data):
        form.add_error(_("现在的密码不对。"), field="current")
        return render_template("accounts/password.html", form=form), 422
    new_hash, actor, was_forced = passwords.hash_password(form.new.data), current_actor(), current_user.must_change_password

    def tx() -> None:
        user = queries.enabled_user(actor.user_id or 0)
        actions.change_password(user, actor=actor, now=clock.now(), password_hash=new_hash)
        begin_session(user)

    run_tx(tx)
    carried = form.resume.data
    shown = resume.answer(carried, user_id=actor.user_id or 0, sign_in_page=sign_in_page) if carried else None
    if shown is not None:
        return shown
    flash(_("新密码已保存，下次请用新密码登录。"))
    return go_to(HOME if was_forced else url_for("accounts.me"))


@blueprint.post("/preferences/language")
@public
@at_once
def choose_language() -> Any:
    response = go_to(back_to(HOME))
    language = request.form.get("language", "")
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@blueprint.post("/preferences/look")
@public
@at_once
def choose_look() -> Any:
    """Bigger and stronger (WeUI's care mode), or standard."""
    response = go_to(back_to(HOME))
    look = request.form.get("look", "")
    if look in ("care", "standard"):
        response.set_cookie(LOOK_COOKIE, look, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response
