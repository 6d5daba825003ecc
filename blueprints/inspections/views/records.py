"""What was written down: lists that the summary counts, one visit with its versions, corrections."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF
from blueprints.inspections import blueprint
from blueprints.inspections.actions import inspections as actions
from blueprints.inspections.forms import CorrectionForm, QuickForm
from blueprints.inspections.forms.visits import written
from blueprints.inspections.models import Inspection
from blueprints.inspections.queries import inspections as queries
from blueprints.inspections.rules import Outcome, can_correct, can_withdraw
from blueprints.inspections.versions import differences, person_text, shown
from blueprints.inspections.views.visits import RECORDERS, blame, map_url, rows_were_edited, tell_saved
from blueprints.places.queries.households import residents_of
from blueprints.places.queries.scope import grids, household_in_scope
from core import clock, htmx
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.template_tools import here
from core.web import day_asked, row_id

RECENT_DAYS = 14


@blueprint.get("/inspections")
@requires(*STAFF)
def inspections() -> Any:
    """Visits, newest first; the filters are those of `queries.inspections_filter`. Without a period: the last fourteen days."""
    actor, args = current_actor(), request.args
    outcome, finding = args.get("outcome"), args.get("finding")
    filters: dict[str, Any] = {
        "day": _day(args.get("day")),
        "since": _day(args.get("since")),
        "round_id": args.get("round", type=row_id),
        "grid_id": args.get("grid", type=row_id),
        "community_id": args.get("community", type=row_id),
        "user_id": args.get("worker", type=row_id),
        "outcome": Outcome(outcome) if outcome in set(Outcome) else None,
        "finding": finding if finding in queries.FINDINGS else None,
    }
    if not (filters["day"] or filters["since"] or filters["round_id"]):
        filters["since"] = clock.day_of(clock.now()) - timedelta(days=RECENT_DAYS - 1)
    where = queries.inspections_filter(actor, **filters)
    return _list(where, title=_("入户排查记录"), back="/", total=queries.count_inspections(where), filters=filters, grids=grids(actor))


@blueprint.get("/households/<int:household_id>/inspections")
@requires(*STAFF)
def household_inspections(household_id: int) -> Any:
    """All visits to one door, a page at a time."""
    actor = current_actor()
    household = household_in_scope(actor, household_id)
    where = queries.inspections_filter(actor, household_id=household.id)
    back = url_for("places.household_file", household_id=household.id)
    return _list(where, title=_("%(door)s 的排查记录", door=household.address), back=back, total=None, filters=None, grids=[])


@blueprint.get("/inspections/<int:inspection_id>")
@requires(*STAFF)
def inspection(inspection_id: int) -> Any:
    actor = current_actor()
    found = queries.inspection_in_scope(actor, inspection_id)
    versions = queries.versions_of(found)
    newest = versions[-1]
    context = {
        "inspection": found,
        "versions": versions,
        "newest": newest,
        "changes": {after.id: differences(before, after) for before, after in zip(versions, versions[1:], strict=False)},
        "can_correct": can_correct(actor, newest),
        "can_withdraw": can_withdraw(actor, newest, clock.now()),
        "withdraw_form": QuickForm(formdata=None),
        "shown": shown,
        "person_text": person_text,
    }
    return render_template("inspections/inspection.html", **context)


@blueprint.get("/inspections/<int:inspection_id>/correction")
@requires(*RECORDERS)
def correction(inspection_id: int) -> Any:
    actor = current_actor()
    old = queries.inspection_in_scope(actor, inspection_id)
    if not can_correct(actor, old):
        flash(_("这条记录已经更正过或撤销了，下面是最新的情况。"), "warn")
        return go_to(url_for("inspections.inspection", inspection_id=old.id))
    residents = residents_of(old.household)
    form = CorrectionForm(formdata=None, data=written(old, residents))
    form.offer(residents)
    return _show(old, form)


@blueprint.post("/inspections/<int:inspection_id>/correct")
@requires(*RECORDERS)
def correct(inspection_id: int) -> Any:
    actor, form = current_actor(), CorrectionForm()
    old = queries.inspection_in_scope(actor, inspection_id)
    form.offer(residents_of(old.household))
    if rows_were_edited(form):
        return _show(old, form)
    if not form.validate():
        return _show(old, form, 422)

    def work() -> str:
        now, found = clock.now(), queries.inspection_in_scope(actor, inspection_id, lock=True)
        actions.correct_inspection(found, actor=actor, now=now, findings=form.findings(now), submission_id=form.submission_id.data)
        return map_url(found.household)

    try:
        url = submit_once(form, actor, work)
    except (Conflict, Invalid) as error:
        return _show(queries.inspection_in_scope(actor, inspection_id), form, blame(form, error))
    tell_saved(form.submission_id.data)
    return go_to(url)


@blueprint.post("/inspections/<int:inspection_id>/withdraw")
@requires(*RECORDERS)
def withdraw(inspection_id: int) -> Any:
    form, actor = QuickForm(), current_actor()
    if not form.validate():
        flash(_("请再点一次。"), "warn")
        return go_to(url_for("inspections.inspection", inspection_id=inspection_id))

    def work() -> str:
        found = queries.inspection_in_scope(actor, inspection_id, lock=True)
        actions.withdraw_inspection(found, actor=actor, now=clock.now())
        return map_url(found.household)

    url = submit_once(form, actor, work)
    flash(_("已撤销，这次走访不再计数。如果当时登记了新来的人或搬走的人，请在这一户的页面上核对。"))
    return go_to(url)


def _day(text: str | None) -> date | None:
    """A day from an address; "today" is kept open for links."""
    if text == "today":
        return clock.day_of(clock.now())
    try:
        return day_asked(text or "")
    except ValueError:
        return None


def _list(where: Any, **context: Any) -> Any:
    before = (
        queries.inspection_in_scope(current_actor(), request.args.get("before", type=row_id) or 0) if request.args.get("before") else None
    )
    rows = queries.list_inspections(where, before=(before.visited_at, before.id) if before else None)
    more = here(before=rows[-1].id) if len(rows) == queries.PAGE else None
    return htmx.render("inspections/list.html", "inspections/_list.html", inspections=rows, more=more, **context)


def _show(old: Inspection, form: CorrectionForm, status: int = 200) -> Any:
    context = {
        "household": old.household,
        "form": form,
        "earlier": old,
        "last": None,
        "action": url_for("inspections.correct", inspection_id=old.id),
        "editing": True,
    }
    return htmx.render("inspections/form_page.html", "inspections/_form.html", status=status, **context)
