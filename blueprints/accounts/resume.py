"""A session that ended in the middle of a form: sign in, and the form is there with everything typed.

The fields that were sent ride through the sign-in page in one hidden field of that same page, so
nothing is stored on the server. After signing in the same view runs with them (core/unsent.py): it
shows its form, and sends nothing by itself. Somebody else who signs in starts clean.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from flask import current_app, g, request, session
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from core.permissions import check_endpoint
from core.unsent import may_be_shown_again, show_again

MAX_CARRIED = 200_000  # characters; a form of ours stays far below
_NOT_CARRIED = {"csrf_token", "password", "current", "new", "again"}


def carried() -> str:
    """The current POST as text for the hidden field, or an empty text when there is nothing to carry."""
    if request.method != "POST" or not request.form or not may_be_shown_again(request.endpoint):
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    parcel = {"path": request.path, "query": request.query_string.decode("latin-1"), "fields": fields, "user": _earlier_user()}
    text = json.dumps(parcel, ensure_ascii=False)
    return text if len(text) <= MAX_CARRIED else ""


def _earlier_user() -> str:
    """The id of whose session it was, as far as the cookie still tells; else empty."""
    return str(session.get("_user_id", "")).partition(".")[0]


def answer(text: str, *, user_id: int, sign_in_page: Any) -> Any:
    """Show the carried form again; None when the text is not one of ours or was somebody else's."""
    try:
        parcel = json.loads(text)
        if str(parcel.get("user") or user_id) != str(user_id):
            return None
        path, query = str(parcel["path"]), str(parcel.get("query") or "")
        fields = MultiDict([(str(name), str(value)) for name, value in parcel["fields"]])
        adapter = current_app.create_url_adapter(request)
        assert adapter is not None
        rule, arguments = adapter.match(path, method="POST", return_rule=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, HTTPException):
        return None
    if not may_be_shown_again(rule.endpoint):
        return None
    # From here on the request is the one that could not be sent.
    request.form = fields  # type: ignore[assignment]
    request.args = MultiDict(parse_qsl(query, keep_blank_values=True))  # type: ignore[assignment]
    request.url_rule, request.view_args = rule, dict(arguments)
    g.pop("actor", None)
    refusal = check_endpoint(rule.endpoint, sign_in_page)
    if refusal is not None:
        return refusal
    return show_again(rule.endpoint, dict(arguments), message=_("您已重新登录。刚才填的内容还在，请核对后再提交一次。"))
