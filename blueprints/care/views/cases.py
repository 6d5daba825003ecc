"""The list of cases, and the page of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request

from blueprints.accounts import queries as account_queries
from blueprints.accounts.rules import STAFF
from blueprints.care import blueprint, queries
from blueprints.care.cards import card_of, cards_of, offers_of
from blueprints.care.forms import PurchaseForm, UndoForm
from blueprints.care.history import told
from blueprints.care.rules import can_contact, can_direct, can_open, can_set_medicines, can_void
from blueprints.places.queries import scope
from blueprints.places.vocabulary import CareCategory
from core import clock, htmx
from core.labels import choices
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/care-cases")
@requires(*STAFF)
def cases() -> Any:
    actor, now, args = current_actor(), clock.now(), request.args
    show = args.get("show", "pending")
    show = show if show in queries.SHOWS else "pending"
    category = args.get("category", "")
    chosen: dict[str, Any] = {
        "grid_id": args.get("grid", type=row_id),
        "worker_id": args.get("worker", type=row_id),
        "category": CareCategory(category) if category in set(CareCategory) else None,
        "community_id": args.get("community", type=row_id),
    }
    rows = _page_of_cases(actor, show, now, chosen)
    return htmx.render(
        "care/page.html",
        "care/_list.html",
        cards=cards_of(actor, rows[: queries.PAGE], now),
        more_after=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        show=show,
        shows=queries.SHOWS,
        categories=choices(CareCategory),
        chosen=chosen,
        kept={name: value for name, value in args.items() if name in ("grid", "worker", "category", "community") and value},
        counts=queries.totals(queries.case_filter(actor, show="all", now=now, **chosen), now),
        grids=scope.grids(actor),
        workers=account_queries.workers_of(actor.community_id) if actor.community_id else [],
    )


@blueprint.get("/care-cases/<int:case_id>")
@requires(*STAFF)
def case(case_id: int) -> Any:
    actor, now = current_actor(), clock.now()
    found = queries.case_in_scope(actor, case_id)
    contacts = queries.contacts_of(found, before=_before())
    return render_template(
        "care/case.html",
        card=card_of(actor, found, now),
        contacts=contacts,
        more=contacts[-1] if len(contacts) == queries.contacts.PAGE else None,
        undoable={one.id: UndoForm(formdata=None) for one in contacts if found.ended_at is None and can_void(actor, one, now)},
        offers=_offers(actor, found, contacts),
        missed=queries.missed_in_history(found, now),
        changes=told(queries.changes_of_case(found)),
        may={
            "contact": can_contact(actor, found),
            "medicines": can_set_medicines(actor, found),
            "direct": can_direct(actor, found),
            "reopen": found.ended_at is not None and can_open(actor) and found.resident.moved_out_on is None,
        },
    )


def _page_of_cases(actor: Any, show: str, now: datetime, chosen: dict[str, Any]) -> list[Any]:
    where = queries.case_filter(actor, show=show, now=now, **chosen)
    after = request.args.get("after", type=row_id)
    limit = queries.PAGE + 1
    if show == "ended":
        last = queries.case_in_scope(actor, after) if after else None
        before = (last.ended_at, last.id) if last is not None and last.ended_at is not None else None
        return queries.list_ended_cases(where, before=before, limit=limit)
    return queries.list_cases(where, after=queries.position_of(actor, after) if after else None, limit=limit)


def _before() -> tuple[datetime, int] | None:
    """`?before=<moment>,<id>` of the last contact shown."""
    moment, _comma, contact_id = request.args.get("before", "").partition(",")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    in_our_times = at.tzinfo is not None and 2000 <= at.year <= 2100
    return (at, int(contact_id)) if in_our_times and contact_id.isascii() and contact_id.isdigit() and len(contact_id) < 19 else None


def _offers(actor: Any, found: Any, contacts: list[Any]) -> dict[int, dict[Any, PurchaseForm]]:
    if not can_contact(actor, found):
        return {}
    return {
        one.id: {need: PurchaseForm(formdata=None, data={"need": need.value}) for need in offers_of(one)}
        for one in contacts
        if offers_of(one)
    }
