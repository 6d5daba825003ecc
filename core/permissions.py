"""Every route says who may use it; a route that says nothing is refused.

`@requires("secretary", …)` or `@public` stands directly under the route decorator. The check runs
before the view; scope (which rows) is the business of each slice's queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

from core.actors import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    public: bool
    roles: frozenset[str] = frozenset()


def public(view: View) -> View:
    """Declare a route open to everybody, without an account."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def requires(*roles: str) -> Callable[[View], View]:
    """Declare which roles may use a route."""

    def mark(view: View) -> View:
        view.access = Access(public=False, roles=frozenset(roles))  # type: ignore[attr-defined]
        return view

    return mark


def access_of(endpoint: str) -> Access | None:
    if endpoint == "static":
        return Access(public=True)
    return getattr(current_app.view_functions[endpoint], "access", None)


def may_open(endpoint: str) -> bool:
    """Is there such a page, and may the one who asks open it? For links to pages of other slices."""
    if endpoint not in current_app.view_functions:
        return False
    access = access_of(endpoint)
    return access is not None and (access.public or (current_user.is_authenticated and current_actor().role in access.roles))


def current_actor() -> Actor:
    """The signed-in user as an Actor, loaded once per request."""
    if "actor" not in g:
        g.actor = current_app.extensions["linli_load_actor"](current_user)
    return g.actor


def init_app(
    app: Flask,
    *,
    load_actor: Callable[[Any], Actor],
    sign_in_page: Callable[[], Any],
    detour: Callable[[str], Any] = lambda _endpoint: None,
) -> None:
    """`load_actor(user)` turns a signed-in user into an Actor; `sign_in_page()` answers a stranger;
    `detour(endpoint)` may answer a signed-in user who must do something else first."""
    app.extensions["linli_load_actor"] = load_actor
    app.extensions["linli_sign_in_page"] = sign_in_page
    app.extensions["linli_detour"] = detour

    @app.before_request
    def check_access() -> Any:
        if request.endpoint is None:
            return None  # 404 or 405 follows by itself
        return check_endpoint(request.endpoint, sign_in_page)


def check_endpoint(endpoint: str, sign_in_page: Callable[[], Any]) -> Any:
    access = access_of(endpoint)
    if access is None:
        raise RuntimeError(f"{endpoint} declares neither @public nor @requires")
    if access.public:
        return None
    if not current_user.is_authenticated:
        return sign_in_page()
    if current_actor().role not in access.roles:
        abort(403)
    return current_app.extensions["linli_detour"](endpoint)
