"""Pages that refresh themselves cheaply: an unchanged one costs a 304 and a single look at the change counters.

The tag stands for everything such a page depends on: the change counters of the communities it shows,
the day and half-day in Shanghai (what is due turns at noon and at midnight), who looks and how, and the
templates themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Response, current_app, make_response, request, session

from core import audit, clock
from core.actors import Actor
from core.htmx import is_fragment_request
from core.i18n import select_locale
from core.settings import ROOT
from core.template_tools import look

NOON = 12
FLASHES = "_flashes"  # where Flask keeps what is to be said once


def tag_for(actor: Actor, community_ids: Iterable[int], now: datetime) -> str:
    """One query: the change counters."""
    local = clock.local(now)
    parts = (
        sorted(audit.revision_numbers(community_ids).items()),
        (local.date().isoformat(), local.hour >= NOON),
        (actor.user_id, actor.role, sorted(actor.grid_ids)),
        (select_locale(), look(), request.full_path, session.get("csrf_token")),
        _build(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def answer(tag: str, make: Callable[[], Any]) -> Response:
    """304 when the browser has just this; otherwise what `make` renders, to be asked for again each time.

    Page and fragment carry different tags: a browser may offer the tag of the one when it asks for the other.
    """
    if session.get(FLASHES):  # said once: such a page is not kept
        return make_response(make())
    own = _of(tag, part=is_fragment_request())
    same = request.if_none_match.contains_weak(own)
    response = make_response("", 304) if same else make_response(make())
    response.set_etag(own, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def to_ask_with(tag: str) -> str:
    """What the page's fragment is asked for with: the value of If-None-Match."""
    return f'W/"{_of(tag, part=True)}"'


def _of(tag: str, *, part: bool) -> str:
    return f"{tag}-part" if part else tag


def _build() -> str:
    """A hash of this version's templates and assets: after an update no page stays the old one."""
    known: str | None = current_app.extensions.get("linli_summary_build")
    if known is None:
        digest = hashlib.sha256(repr(sorted(current_app.extensions["linli_assets"].items())).encode())
        for path in [*sorted((ROOT / "templates").rglob("*.html")), *sorted((ROOT / "translations").rglob("*.mo"))]:
            digest.update(path.read_bytes())
        known = current_app.extensions["linli_summary_build"] = digest.hexdigest()
    return known
