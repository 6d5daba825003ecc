"""The same again: a form filled from an earlier request or a usual order, and the usual orders of a household."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places.models import Household
from blueprints.places.queries.households import residents_of
from blueprints.places.queries.scope import household_in_scope
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions, blueprint, picking, queries, usual
from blueprints.purchases.forms import OneTapForm, SkipForm, UsualForm
from blueprints.purchases.models import UsualOrder
from blueprints.purchases.queries.repeating import PAGE, SHOWS
from blueprints.purchases.rules import can_keep_usual
from core import clock, htmx
from core.actors import Actor
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import day_asked, row_id

_KEEPERS = (Role.GRID_WORKER, Role.SECRETARY)


def asked_before(household: Household) -> dict[str, Any] | None:
    """What the form begins with when the address names a request (?again=) or a usual order (?usual=) of this door."""
    again, kept = request.args.get("again", type=row_id), request.args.get("usual", type=row_id)
    found: Any
    if again is not None:
        found = queries.request_of_door(household, again)
        wanted = [usual.wanted_of(line) for line in found.lines]
        note = ""  # it was about that day
    elif kept is not None:
        found = queries.usual_on(household, kept)
        wanted, note = found.wanted, found.note
    else:
        return None
    rows = [usual.form_row(line) for line in wanted]
    return {"name": found.name, "phone": found.phone, "kind": found.kind.value, "note": note, "lines": rows}


def for_somebody(household: Household) -> dict[str, Any]:
    """An empty form for the person of this door the address names (?resident=), else the first."""
    residents, asked = residents_of(household), request.args.get("resident", type=row_id)
    chosen = next((one for one in residents if one.id == asked), residents[0] if residents else None)
    who = {"name": chosen.name, "phone": chosen.phone} if chosen else {"name": "", "phone": None}
    return {"kind": RequestKind.GROCERIES.value, **who}


def carried() -> dict[str, Any]:
    """Which usual order the form was made from, and the day of its reminder then: part of the form's address."""
    kept, seen = request.args.get("usual", type=row_id), request.args.get("seen", type=day_asked)
    return {"usual": kept, **({"seen": seen.isoformat()} if seen else {})} if kept is not None else {}


def note_filed(household: Household, *, actor: Actor, now: datetime) -> None:
    """The request being filed answers the reminder it was made from."""
    if carried():
        kept = queries.usual_on(household, carried()["usual"], lock=True)
        actions.note_filed(kept, actor=actor, now=now, seen=request.args.get("seen", type=day_asked))


@blueprint.get("/usual-orders")
@requires(*STAFF)
def usual_orders() -> Any:
    """Reminders: those that are due, or all."""
    actor, args, today = current_actor(), request.args, clock.day_of(clock.now())
    show = args.get("show", "due")
    show = show if show in SHOWS else "due"
    where = queries.reminder_filter(
        actor, show=show, today=today, grid_id=args.get("grid", type=row_id), community_id=args.get("community", type=row_id)
    )
    rows = queries.list_reminders(where, after=_after(), limit=PAGE + 1)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return htmx.render(
        "purchases/usual_orders.html",
        "purchases/_usual_orders.html",
        rows=rows[:PAGE],
        next_position=f"{last.next_on.isoformat()},{last.id}" if last and last.next_on else None,
        show=show,
        shows=SHOWS,
        today=today,
        narrowed=any(args.get(name) for name in ("grid", "community")),
        skip_form=SkipForm(formdata=None) if can_keep_usual(actor) else None,
    )


@blueprint.get("/households/<int:household_id>/usual-orders/new")
@requires(*_KEEPERS)
def new_usual(household_id: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    begin = asked_before(household) or for_somebody(household)
    return _show_new(household_id, UsualForm(formdata=None, **begin), 200)


@blueprint.post("/households/<int:household_id>/usual-orders/new")
@requires(*_KEEPERS)
def save_usual(household_id: int) -> Any:
    form, actor = UsualForm(), current_actor()
    household = household_in_scope(actor, household_id)
    if picking.is_step(form):
        return _show_new(household_id, form, picking.take_step(form, picking.place_of(household)))
    if not form.validate():
        return _show_new(household_id, form, 422)

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        actions.save_usual_order(household, actor=actor, now=clock.now(), **_typed(form))
        return url_for("places.household_file", household_id=household_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_new(household_id, form, 422)
    flash(_("已存好，下次一点就能用。"))
    return go_to(url)


@blueprint.get("/usual-orders/<int:usual_id>")
@requires(*_KEEPERS)
def usual_page(usual_id: int) -> Any:
    return _show_one(usual_id, None, 200)


@blueprint.post("/usual-orders/<int:usual_id>/change")
@requires(*_KEEPERS)
def change_usual(usual_id: int) -> Any:
    form, actor = UsualForm(), current_actor()
    kept = queries.usual_in_scope(actor, usual_id)
    if picking.is_step(form):
        return _show_one(usual_id, form, picking.take_step(form, picking.place_of(kept.household)))
    if not form.validate():
        return _show_one(usual_id, form, 422)
    household_id, version = kept.household_id, request.form.get("version", type=row_id)

    def work() -> str:
        found = queries.usual_in_scope(actor, usual_id, lock=True)
        actions.change_usual_order(found, actor=actor, now=clock.now(), version=version, **_typed(form))
        return url_for("places.household_file", household_id=household_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_one(usual_id, form, 422)
    except Conflict as error:
        return _show_one(usual_id, None, still_here(error))
    flash(_("已改好。"))
    return go_to(url)


@blueprint.post("/usual-orders/<int:usual_id>/end")
@requires(*_KEEPERS)
def end_usual(usual_id: int) -> Any:
    form, actor = OneTapForm(), current_actor()
    household_id = queries.usual_in_scope(actor, usual_id).household_id
    version = request.form.get("version", type=row_id)

    def work() -> str:
        actions.end_usual_order(queries.usual_in_scope(actor, usual_id, lock=True), actor=actor, now=clock.now(), version=version)
        return url_for("places.household_file", household_id=household_id)

    if not form.validate():
        return _show_one(usual_id, None, 422)
    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show_one(usual_id, None, still_here(error))
    flash(_("已停用。"))
    return go_to(url)


@blueprint.post("/usual-orders/<int:usual_id>/skip")
@requires(*_KEEPERS)
def skip_usual(usual_id: int) -> Any:
    form, actor = SkipForm(), current_actor()
    household_id = queries.usual_in_scope(actor, usual_id).household_id

    def work() -> str:
        found = queries.usual_in_scope(actor, usual_id, lock=True)
        actions.skip_once(found, actor=actor, now=clock.now(), seen=_day(form.seen.data))
        return url_for("places.household_file", household_id=household_id)

    if not form.validate():
        return _show_one(usual_id, None, 422)
    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show_one(usual_id, None, still_here(error))
    flash(_("这次不买，下一次到日子再提醒。"))
    return go_to(url)


def _typed(form: UsualForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "name": form.name.data,
        "phone": form.phone.data,
        "kind": RequestKind(form.kind.data),
        "lines": form.wanted(),
        "note": form.note.data,
    }


def _after() -> tuple[date, int] | None:
    """`?after=<day>,<id>` of the last row shown."""
    day, _comma, number = request.args.get("after", "").partition(",")
    on = _day(day)
    return (on, int(number)) if on is not None and number.isascii() and number.isdigit() and len(number) < 19 else None


def _day(text: str | None) -> date | None:
    try:
        return day_asked(text or "")
    except ValueError:
        return None


def _show_new(household_id: int, form: UsualForm, status: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    action = url_for("purchases.save_usual", household_id=household_id)
    picking.show_prices(form, picking.place_of(household))
    context = {"form": form, "household": household, "action": action, "kept": None, "version": None}
    return htmx.render("purchases/usual.html", "purchases/_usual_form.html", status=status, **context)


def _show_one(usual_id: int, form: UsualForm | None, status: int) -> Any:
    """The usual order to be changed; what is ended, or set elsewhere, is only shown."""
    kept: UsualOrder = queries.usual_in_scope(current_actor(), usual_id)
    rows = [usual.form_row(line) for line in kept.wanted]
    as_kept = {"title": kept.title, "name": kept.name, "phone": kept.phone, "kind": kept.kind.value, "note": kept.note}
    shown = form or UsualForm(formdata=None, **as_kept, lines=rows)
    picking.show_prices(shown, picking.place_of(kept.household))
    context = {
        "kept": kept,
        "household": kept.household,
        "form": shown,
        "action": url_for("purchases.change_usual", usual_id=usual_id),
        "version": request.form.get("version", kept.version, type=row_id) if form else kept.version,
        "end_form": OneTapForm(formdata=None),
        "skip_form": SkipForm(formdata=None),
        "today": clock.day_of(clock.now()),
    }
    if form is not None and htmx.is_fragment_request():
        return render_template("purchases/_usual_form.html", **context), status
    return render_template("purchases/usual.html", **context), status
