"""Pages of alerts."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.alerts import actions, blueprint, queries
from blueprints.alerts.forms import AcknowledgeForm, CloseForm
from blueprints.alerts.rules import AlertKind, AlertState, can_acknowledge, can_close
from core import clock, htmx
from core.errors import Conflict, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import day_asked, row_id

SHOWS = ("pending", "open", "acknowledged", "closed", "all")


@blueprint.get("/alerts")
@requires(*STAFF)
def alerts() -> Any:
    args, actor = request.args, current_actor()
    show = args.get("show", "pending")
    if show not in SHOWS:
        show = "pending"
    day = args.get("day", type=day_asked)
    where = queries.alert_filter(
        actor,
        show=show,
        kind=args.get("kind", type=AlertKind),
        grid_id=args.get("grid", type=row_id),
        community_id=args.get("community", type=row_id),
        day=day,
    )
    rows = queries.list_alerts(where, before_id=args.get("before", type=row_id), limit=queries.PAGE + 1)
    context = {"alerts": rows[: queries.PAGE], "has_more": len(rows) > queries.PAGE, "show": show, "day": day}
    narrowed = any(args.get(name) for name in ("kind", "grid", "community", "day"))
    return htmx.render("alerts/page.html", "alerts/_list.html", shows=SHOWS, states=AlertState, narrowed=narrowed, **context)


@blueprint.get("/alerts/<int:alert_id>")
@requires(*STAFF)
def alert(alert_id: int) -> Any:
    return _show(alert_id, CloseForm(formdata=None), 200)


@blueprint.post("/alerts/<int:alert_id>/acknowledge")
@requires(Role.SECRETARY)
def acknowledge(alert_id: int) -> Any:
    form, actor = AcknowledgeForm(), current_actor()
    if not form.validate():
        return _show(alert_id, CloseForm(formdata=None), 422)

    def work() -> str:
        found = queries.alert_in_scope(actor, alert_id, lock=True)
        actions.acknowledge_alert(found, actor=actor, now=clock.now())
        return url_for("alerts.alert", alert_id=alert_id)

    try:
        return go_to(submit_once(form, actor, work))
    except Conflict as error:
        return _show(alert_id, CloseForm(formdata=None), still_here(error))


@blueprint.post("/alerts/<int:alert_id>/close")
@requires(Role.SECRETARY)
def close(alert_id: int) -> Any:
    form, actor = CloseForm(), current_actor()
    if not form.validate():
        return _show(alert_id, form, 422)

    def work() -> str:
        found = queries.alert_in_scope(actor, alert_id, lock=True)
        actions.close_alert(found, actor=actor, now=clock.now(), closing_note=form.closing_note.data)
        return url_for("alerts.alerts")

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show(alert_id, form, still_here(error))
    flash(_("已办结。"))
    return go_to(url)


def _show(alert_id: int, form: CloseForm, status: int) -> Any:
    actor = current_actor()
    found = queries.alert_in_scope(actor, alert_id)
    context = {
        "alert": found,
        "form": form,
        "acknowledge_form": AcknowledgeForm(formdata=None),
        "can_acknowledge": can_acknowledge(actor, found),
        "can_close": can_close(actor, found),
    }
    return render_template("alerts/alert.html", **context), status
