"""How every form of this slice is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash

from core.errors import Invalid
from core.htmx import go_to
from core.permissions import current_actor
from core.submissions import submit_once


def send(form: Any, work: Callable[[], str], show: Callable[[], Any], done: str) -> Any:
    """Save once and say `done`, or `show` the form again with what is wrong beside the field."""
    if not form.validate():
        return show()
    try:
        url = submit_once(form, current_actor(), work)
    except Invalid as error:
        form.add_error(error.message, error.field if error.field in form else None)
        return show()
    flash(done)
    return go_to(url)
