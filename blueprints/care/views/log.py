"""The contacts of a day."""

from __future__ import annotations

from typing import Any

from flask import request

from blueprints.accounts.rules import STAFF
from blueprints.care import blueprint
from blueprints.care.queries import log
from core import clock, htmx
from core.permissions import current_actor, requires
from core.web import day_asked, row_id


@blueprint.get("/care-contacts")
@requires(*STAFF)
def contacts() -> Any:
    args = request.args
    day = args.get("day", type=day_asked) or clock.day_of(clock.now())
    reached = {"yes": True, "no": False}.get(args.get("reached", ""))
    where = log.contact_filter(
        current_actor(),
        day=day,
        grid_id=args.get("grid", type=row_id),
        community_id=args.get("community", type=row_id),
        reached=reached,
    )
    rows = log.list_contacts(where, before_id=args.get("before", type=row_id), limit=log.PAGE + 1)
    context = {"contacts": rows[: log.PAGE], "has_more": len(rows) > log.PAGE, "total": log.count_contacts(where)}
    return htmx.render("care/contacts.html", "care/_contacts.html", day=day, reached=args.get("reached", ""), **context)
