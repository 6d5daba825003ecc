"""A form that could not be sent is shown again with everything typed, instead of an error page.

It happens when a session ended in the middle of a form (after signing in again) and when the page's
token is gone (cookies cleared, a page kept open for weeks). The same view runs, but while
`is_shown_again()` holds, BaseForm accepts nothing and no transaction commits: the person looks at
what was typed and sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, flash, g, has_request_context, redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from core.database import before_commit
from core.permissions import check_endpoint

View = TypeVar("View", bound=Callable[..., Any])


class NotSentByItself(RuntimeError):
    """A view without a form tried to change something while its form was only to be shown again."""


def at_once(view: View) -> View:
    """Mark a POST view that acts without a form (signing out): it is never run for showing again."""
    view.at_once = True  # type: ignore[attr-defined]
    return view


def may_be_shown_again(endpoint: str | None) -> bool:
    """A POST view, sent from our own page, that has a form to show."""
    if endpoint is None or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    return endpoint != "static" and not getattr(current_app.view_functions[endpoint], "at_once", False)


def is_shown_again() -> bool:
    return has_request_context() and bool(g.get("shown_again"))


def shown_again_message() -> str:
    return str(g.shown_again)


def show_again(endpoint: str, arguments: dict[str, Any], *, message: str) -> Any:
    """Run the view with the fields of the current request, to show its form with `message`."""
    g.shown_again = message
    try:
        return current_app.ensure_sync(current_app.view_functions[endpoint])(**arguments)
    except NotSentByItself:
        flash(_("刚才的操作还没有做，请再按一次。"), "warn")
        return redirect("/", code=303)


def after_lost_token() -> Any:
    """The answer to a form whose page token is not good any more; None when there is nothing to show."""
    endpoint = request.endpoint
    if not request.form or endpoint is None or not may_be_shown_again(endpoint):
        return None
    try:
        refusal = check_endpoint(endpoint, current_app.extensions["linli_sign_in_page"])
        if refusal is not None:
            return refusal
        return show_again(endpoint, request.view_args or {}, message=_("页面放得太久了。刚才填的内容还在，请核对后再提交一次。"))
    except HTTPException:
        return None
    except Exception as error:  # OutOfScope, Refused …: answered as the view's own would be
        return current_app.handle_user_exception(error)


@before_commit
def _nothing_is_sent_by_itself() -> None:
    if is_shown_again():
        raise NotSentByItself
