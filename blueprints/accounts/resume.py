"""A session that ended in the middle of a form: sign in, and the form is there with everything typed.

The fields that were sent ride through the sign-in page in one hidden field of that same page, so
nothing is stored on the server. After signing in the same view runs with them; BaseForm sees
`g.resumed`, does not accept the form, and shows it again.
"""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

MAX_CARRIED = 200_000  # characters; a form of ours stays far below
_NOT_CARRIED = {"csrf_token", "password", "current", "new", "again"}


def carried() -> str:
    """The current POST as text for the hidden field, or an empty text when there is nothing to carry."""
    if request.method != "POST" or not request.form:
        return ""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    text = json.dumps({"path": request.path, "fields": fields}, ensure_ascii=False)
    return text if len(text) <= MAX_CARRIED else ""


def answer(text: str, check_endpoint: Any) -> Any:
    """Answer the carried POST by showing its form again; None when the text is not one of ours."""
    try:
        parcel = json.loads(text)
        path = str(parcel["path"])
        fields = MultiDict([(str(name), str(value)) for name, value in parcel["fields"]])
        endpoint, arguments = current_app.create_url_adapter(request).match(path, method="POST")  # type: ignore[union-attr]
    except (ValueError, KeyError, TypeError, HTTPException):
        return None
    request.form = fields  # type: ignore[assignment]
    g.resumed = True
    g.pop("actor", None)
    refusal = check_endpoint(endpoint)
    return refusal if refusal is not None else current_app.ensure_sync(current_app.view_functions[endpoint])(**arguments)
