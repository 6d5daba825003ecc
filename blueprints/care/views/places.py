"""Where a one-tap button stands, and so where its answer leads."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from blueprints.care import queries
from blueprints.care.cards import card_of
from blueprints.care.models import CareCase
from core import clock
from core.actors import Actor
from core.permissions import current_actor
from core.web import row_id

FILTERS = ("grid", "mine", "after")


def carried() -> dict[str, Any]:
    """The place and the list's filters, as they ride along in the address of each button."""
    place = request.args.get("place")
    kept: dict[str, Any] = {"place": place} if place in ("due", "door") else {}
    kept.update({name: value for name in FILTERS if (value := request.args.get(name, type=row_id))})
    return kept


def list_filter(actor: Actor, show: str, now: Any) -> Any:
    """The work-through list's WHERE clause, from the filters of the address."""
    mine = bool(request.args.get("mine", type=row_id))
    return queries.case_filter(
        actor, show=show, now=now, grid_id=request.args.get("grid", type=row_id), worker_id=actor.user_id if mine else None
    )


def answer_url(actor: Actor, case: CareCase) -> str:
    """Without JavaScript: back to the list at the next card, to the door, or to the case."""
    kept = carried()
    place = kept.pop("place", "")
    if place == "due":
        where = list_filter(actor, "pending", clock.now())
        following = queries.list_cases(where, after=queries.position_of(actor, case.id), limit=1)
        return url_for("care.due", **kept, _anchor=f"case-{following[0].id if following else case.id}")
    if place == "door":
        return url_for("places.household_file", household_id=case.household_id, _anchor=f"case-{case.id}")
    return url_for("care.case", case_id=case.id)


def card_fragment(case_id: int, *, problem: str = "", status: int = 200) -> Any:
    """Under htmx: the card as it now stands, with the counts above the list."""
    actor, now = current_actor(), clock.now()
    case = queries.case_in_scope(actor, case_id)
    kept = carried()
    counts = queries.totals(list_filter(actor, "all", now), now) if kept.get("place") == "due" else None
    body = render_template("care/_answer.html", card=card_of(actor, case, now), carry=kept, counts=counts, problem=problem)
    return body, status
