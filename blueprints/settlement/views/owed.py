"""Who still owes."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from blueprints.accounts.rules import STAFF
from blueprints.settlement import blueprint, queries
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/owed")
@requires(*STAFF)
def owed() -> Any:
    actor, community_id = current_actor(), request.args.get("community", type=row_id)
    rows = queries.owed_accounts(
        actor, community_id=community_id, after=_position(request.args.get("after", "")), limit=queries.OWED_PAGE + 1
    )
    page = rows[: queries.OWED_PAGE]
    number, cents = queries.owed_sum(actor, community_id=community_id)
    more = f"{page[-1].owed}_{page[-1].id}" if len(rows) > queries.OWED_PAGE else ""
    return render_template("settlement/owed.html", accounts=page, number=number, cents=cents, more=more, community_id=community_id)


def _position(text: str) -> tuple[int, int] | None:
    cents, _sign, number = text.partition("_")
    try:
        return row_id(cents), row_id(number)
    except ValueError:
        return None
