"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from blueprints.accounts import actions, blueprint, passwords, queries, resume
from blueprints.accounts.forms import ChangePasswordForm, SignInForm, SignOutEverywhereForm
from blueprints.accounts.models import User
from blueprints.accounts.rules import STAFF
from core import clock, rate_limit
from core.database import run_tx
from core.htmx import go_to, is_fragment_request
from core.permissions import current_actor, public, requires
from core.submissions import submit_once
from core.unsent import at_once
from core.web import HOME, is_own_path, split_address

PER_ACCOUNT = "10/15minutes"
PER_ADDRESS = "100/15minutes"  # a whole office shares one address


def sign_in_page() -> Any:
    """What a stranger gets instead of a page: the way in, with what they were sending kept."""
    if request.method == "GET":
        return go_to(url_for("accounts.sign_in", next=_page_that_asked()))
    form = SignInForm(formdata=None)
    form.resume.data = resume.carried()
    body, status = _show(form, 401)
    headers = {"HX-Retarget": "body", "HX-Reswap": "innerHTML"} if is_fragment_request() else {}
    return body, status, headers


def _page_that_asked() -> str:
    """The path to come back to: under htmx the page in which the fragment stands."""
    if not is_fragment_request():
        return request.full_path.rstrip("?")
    parts = split_address(request.headers.get("HX-Current-URL", ""))
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _show(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("accounts/sign_in.html", form=form, next=_next_path()), status


def _next_path() -> str:
    path = request.values.get("next", "")
    return path if is_own_path(path) else ""


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(_next_path() or HOME, code=303)
    return _show(SignInForm(formdata=None), 200)


@blueprint.post("/sign-in")
@public
def do_sign_in() -> Any:
    form = SignInForm()
    if not form.validate():
        return _show(form, 422)
    username = queries.normal_username(form.username.data or "")
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
    user_id = user.id
    rate_limit.forgive("sign-in", f"{username}|{address}", PER_ACCOUNT)
    return _enter(user_id, form.resume.data or "", _next_path())


def _enter(user_id: int, carried: str, path: str) -> Any:
    """Begin the session, then the form that was being sent, the page that was asked for, or the home page."""

    def tx() -> None:
        fresh = queries.enabled_user(user_id)
        begin_session(fresh)
        actions.note_sign_in(fresh, actor=current_actor(), now=clock.now())

    run_tx(tx)
    session.permanent = True
    if carried and current_user.must_change_password:
        form = ChangePasswordForm(current_user.username, formdata=None)
        form.resume.data = carried
        return render_template("accounts/password.html", form=form)
    shown = resume.answer(carried, user_id=user_id, sign_in_page=sign_in_page) if carried else None
    return shown if shown is not None else go_to(path or HOME)


def begin_session(user: User) -> None:
    session.clear()
    login_user(user, remember=False)
    session.permanent = True
    for kept in ("actor", "csrf_token"):  # of the session that was before
        g.pop(kept, None)


@blueprint.post("/sign-out")
@requires(*STAFF)
@at_once
def sign_out() -> Any:
    logout_user()
    session.clear()
    return go_to(url_for("accounts.sign_in"))


@blueprint.post("/sign-out-everywhere")
@requires(*STAFF)
@at_once
def sign_out_everywhere() -> Any:
    """End every session of the own account, on every phone; this one too."""
    form, actor = SignOutEverywhereForm(), current_actor()

    def work() -> str:
        actions.end_sessions(queries.enabled_user(actor.user_id or 0), actor=actor, now=clock.now())
        return url_for("accounts.sign_in")

    if not form.validate():
        return go_to(url_for("accounts.me"))
    url = submit_once(form, actor, work)
    logout_user()
    session.clear()
    flash(_("所有设备都已退出。"))
    return go_to(url)
