"""The work-through list: thirty people one after the other, without leaving it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from blueprints.accounts.rules import STAFF
from blueprints.care import blueprint, queries
from blueprints.care.cards import cards_of
from blueprints.care.views.places import carried, list_filter
from blueprints.places.queries import scope
from core import clock
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/care-cases/due")
@requires(*STAFF)
def due() -> Any:
    actor, now = current_actor(), clock.now()
    after = request.args.get("after", type=row_id)
    position = queries.position_of(actor, after) if after else None
    cases = queries.list_cases(list_filter(actor, "today", now), after=position, limit=queries.PAGE + 1)
    return render_template(
        "care/due.html",
        cards=cards_of(actor, cases[: queries.PAGE], now),
        more_after=cases[queries.PAGE - 1].id if len(cases) > queries.PAGE else None,
        counts=queries.totals(list_filter(actor, "all", now), now),
        carry={**carried(), "place": "due"},
        grids=scope.grids(actor),
        grid=request.args.get("grid", type=row_id),
        mine=bool(request.args.get("mine", type=row_id)),
    )
