"""Signing in and out, the own password, language and look."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from blueprints.accounts import actions, blueprint, passwords, queries, resume
from blueprints.accounts.forms import ChangePasswordForm, SignInForm
from blueprints.accounts.rules import STAFF
from core import clock, rate_limit
from core.database import run_tx
from core.htmx import go_to, is_fragment_request
from core.i18n import LANGUAGE_COOKIE, LANGUAGES
from core.permissions import check_endpoint, current_actor, public, requires
from core.web import HOME, back_to, is_own_path

A_YEAR = 60 * 60 * 24 * 365
LOOK_COOKIE = "linli_look"
PER_ACCOUNT = "10/15minutes"
PER_ADDRESS = "100/15minutes"  # a whole office shares one address


def sign_in_page() -> Any:
    """What a stranger gets instead of a page: the way in, with what they were sending kept."""
    form = SignInForm(formdata=None)
    form.resume.data = resume.carried()
    status = 401 if request.method == "POST" else 200
    if request.method == "GET" and not is_fragment_request():
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), code=303)
    response = _show(form, status)
    if is_fragment_request():
        response[2].update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response


def _show(form: SignInForm, status: int) -> tuple[str, int, dict[str, str]]:
    return render_template("accounts/sign_in.html", form=form, next=_next_path()), status, {}


def _next_path() -> str:
    path = request.values.get("next", "")
    return path if is_own_path(path) else ""


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(HOME)
    return _show(SignInForm(formdata=None), 200)


@blueprint.post("/sign-in")
@public
def do_sign_in() -> Any:
    form = SignInForm()
    if not form.validate():
        return _show(form, 422)
    username = (form.username.data or "").lower()
    address = request.remote_addr or ""
    # Account *and* address, so that nobody can lock a colleague out from elsewhere.
    allowed = rate_limit.allow("sign-in", f"{username}|{address}", PER_ACCOUNT) and rate_limit.allow("sign-in", address, PER_ADDRESS)
    if not allowed:
        form.add_error(_("试的次数太多了，请过 15 分钟再试，或请社区书记重设密码。"))
        return _show(form, 429)
    user = queries.by_username(username)
    fits = passwords.verify(user.password_hash if user else None, form.password.data or "")
    if user is None or not fits or not user.is_enabled:
        form.add_error(_("登录名或密码不对，请再试一次。"))
        return _show(form, 422)
    rate_limit.forgive("sign-in", f"{username}|{address}", PER_ACCOUNT)
    user_id, path, carried = user.id, _next_path(), form.resume.data

    def tx() -> None:
        fresh = queries.by_username(username)
        assert fresh is not None
        session.clear()
        login_user(fresh, remember=False)
        g.pop("actor", None)
        actions.note_sign_in(fresh, actor=current_actor(), now=clock.now())

    run_tx(tx)
    session.permanent = True
    if carried and user_id == current_user.id:
        shown = resume.answer(carried, lambda endpoint: check_endpoint(endpoint, sign_in_page))
        if shown is not None:
            return shown
    return go_to(path or HOME)


@blueprint.post("/sign-out")
@requires(*STAFF)
def sign_out() -> Any:
    logout_user()
    session.clear()
    return go_to(url_for("accounts.sign_in"))


@blueprint.get("/password")
@requires(*STAFF)
def password() -> Any:
    return render_template("accounts/password.html", form=ChangePasswordForm(current_user.username))


@blueprint.post("/password")
@requires(*STAFF)
def change_password() -> Any:
    form = ChangePasswordForm(current_user.username)
    if not form.validate():
        return render_template("accounts/password.html", form=form), 422
    if not passwords.verify(current_user.password_hash, form.current.data):
        form.add_error(_("现在的密码不对。"), field="current")
        return render_template("accounts/password.html", form=form), 422
    new_hash, actor = passwords.hash_password(form.new.data), current_actor()

    def tx() -> None:
        user = queries.user_in_scope(actor, actor.user_id or 0)
        actions.change_password(user, actor=actor, now=clock.now(), password_hash=new_hash)
        login_user(user)

    run_tx(tx)
    return go_to(HOME)


@blueprint.post("/preferences/language")
@public
def choose_language() -> Any:
    response = go_to(back_to(HOME))
    language = request.form.get("language", "")
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@blueprint.post("/preferences/look")
@public
def choose_look() -> Any:
    """Bigger and stronger (WeUI's care mode), or standard."""
    response = go_to(back_to(HOME))
    look = request.form.get("look", "")
    if look in ("care", "standard"):
        response.set_cookie(LOOK_COOKIE, look, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response
