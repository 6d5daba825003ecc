"""Complaints: the list, one of them, taking one down from a telephone call, closing."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.purchases.queries import request_in_scope
from blueprints.purchases.rules import sees_door
from blueprints.settlement import actions, blueprint, queries
from blueprints.settlement.complaint_forms import CloseComplaintForm, ComplaintForm
from blueprints.settlement.queries.complaints import PAGE_OF_COMPLAINTS, SHOWS
from blueprints.settlement.rules import ComplaintKind, can_close_complaint, can_complain
from core import clock, htmx
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id


@blueprint.get("/complaints")
@requires(*STAFF)
def complaints() -> Any:
    args, actor = request.args, current_actor()
    show = args.get("show", "open")
    show = show if show in SHOWS else "open"
    kind = args.get("kind", type=ComplaintKind)
    where = queries.complaint_filter(
        actor, show=show, kind=kind, community_id=args.get("community", type=row_id), order_id=args.get("order", type=row_id)
    )
    limit = PAGE_OF_COMPLAINTS + 1
    rows = queries.list_complaints(where, oldest_first=show == "open", after_id=args.get("after", type=row_id), limit=limit)
    return htmx.render(
        "settlement/complaints.html",
        "settlement/_complaints.html",
        complaints=rows[:PAGE_OF_COMPLAINTS],
        has_more=len(rows) > PAGE_OF_COMPLAINTS,
        show=show,
        shows=SHOWS,
        kind=kind,
        kinds=list(ComplaintKind),
        narrowed=any(args.get(name) for name in ("community", "order")),
    )


@blueprint.get("/complaints/<int:complaint_id>")
@requires(*STAFF)
def complaint(complaint_id: int) -> Any:
    return _show(complaint_id, None, 200)


@blueprint.post("/complaints/<int:complaint_id>/close")
@requires(Role.SECRETARY)
def close_complaint(complaint_id: int) -> Any:
    form, actor = CloseComplaintForm(), current_actor()
    queries.complaint_in_scope(actor, complaint_id)
    if not form.validate():
        return _show(complaint_id, form, 422)

    def work() -> str:
        found = queries.complaint_in_scope(actor, complaint_id, lock=True)
        actions.close_complaint(found, actor=actor, now=clock.now(), **form.facts())
        return url_for("settlement.complaints")

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(complaint_id, form, 422)
    except Conflict as error:
        return _show(complaint_id, None, still_here(error))
    flash(_("已办好，居民在小票上能看到。"))
    return go_to(url)


@blueprint.get("/requests/<int:request_id>/complaints/new")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def new_complaint(request_id: int) -> Any:
    found = request_in_scope(current_actor(), request_id)
    return _show_new(request_id, ComplaintForm(queries.lines_to_complain_of(found), formdata=None), 200)


@blueprint.post("/requests/<int:request_id>/complaints/new")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def open_complaint(request_id: int) -> Any:
    """From a telephone call, or said at the door."""
    actor = current_actor()
    form = ComplaintForm(queries.lines_to_complain_of(request_in_scope(actor, request_id)))
    if not form.validate():
        return _show_new(request_id, form, 422)

    def work() -> str:
        found = request_in_scope(actor, request_id)
        facts = form.facts(queries.lines_to_complain_of(found))
        opened = actions.open_complaint(found, actor=actor, now=clock.now(), **facts)
        return url_for("settlement.complaint", complaint_id=opened.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_new(request_id, form, 422)
    except Conflict as error:
        return _show_new(request_id, form, still_here(error))
    flash(_("已记下，办好以后请在这里写明。"))
    return go_to(url)


def _show(complaint_id: int, form: CloseComplaintForm | None, status: int) -> Any:
    actor = current_actor()
    found = queries.complaint_in_scope(actor, complaint_id)
    context = {
        "complaint": found,
        "purchase": found.request,
        "lines": queries.lines_to_complain_of(found.request),
        "account": queries.account_of(found.request),
        "entries": queries.entries_of_complaint(found),
        "history": queries.history_of_complaint(found),
        "can_close": can_close_complaint(actor, found),
        "sees_door": sees_door(actor, found.request.household.grid_id),
        "form": form or CloseComplaintForm(formdata=None),
    }
    return render_template("settlement/complaint.html", **context), status


def _show_new(request_id: int, form: ComplaintForm, status: int) -> Any:
    actor = current_actor()
    found = request_in_scope(actor, request_id)
    context = {"purchase": found, "form": form, "may": can_complain(actor, found)}
    return render_template("settlement/new_complaint.html", **context), status
