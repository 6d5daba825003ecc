"""At the door: one tap, or the whole form; then back on the door map with the next door in view."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.accounts.rules import Role
from blueprints.inspections import blueprint
from blueprints.inspections.actions import inspections as actions
from blueprints.inspections.forms import InspectionForm, QuickForm
from blueprints.inspections.forms.visits import known
from blueprints.inspections.models import Inspection
from blueprints.inspections.queries import inspections as queries
from blueprints.places.models import Household
from blueprints.places.queries.households import residents_of
from blueprints.places.queries.scope import household_in_scope
from core import clock, htmx
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.labels import label
from core.permissions import current_actor, requires
from core.submissions import submit_once

RECORDERS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.post("/households/<int:household_id>/inspections/as-usual")
@requires(*RECORDERS)
def as_usual(household_id: int) -> Any:
    """「一切正常」: the one-tap form on the household's file."""
    return _one_tap(household_id, actions.record_as_usual)


@blueprint.post("/households/<int:household_id>/inspections/nobody-home")
@requires(*RECORDERS)
def nobody_home(household_id: int) -> Any:
    """「没人在家」: puts the door on the revisit list."""
    return _one_tap(household_id, actions.record_nobody_home)


def _one_tap(household_id: int, action: Any) -> Any:
    form, actor = QuickForm(), current_actor()
    if not form.validate():
        household = household_in_scope(actor, household_id)
        flash(_("请再点一次。"), "warn")
        return go_to(url_for("places.household_file", household_id=household.id))

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        action(actor=actor, now=clock.now(), household=household, submission_id=form.submission_id.data)
        return map_url(household)

    url = submit_once(form, actor, work)
    tell_saved(form.submission_id.data)
    return go_to(url)


@blueprint.get("/households/<int:household_id>/inspections/new")
@requires(*RECORDERS)
def new_inspection(household_id: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    residents = residents_of(household)
    form = InspectionForm(formdata=None, data=known(household, residents))
    form.offer(residents)
    return _show(household, form)


@blueprint.post("/households/<int:household_id>/inspections/record")
@requires(*RECORDERS)
def record_inspection(household_id: int) -> Any:
    actor, form = current_actor(), InspectionForm()
    household = household_in_scope(actor, household_id)
    form.offer(residents_of(household))
    if rows_were_edited(form):
        return _show(household, form)
    if not form.validate():
        return _show(household, form, 422)

    def work() -> str:
        now, found = clock.now(), household_in_scope(actor, household_id, lock=True)
        actions.record_inspection(actor=actor, now=now, household=found, findings=form.findings(now), submission_id=form.submission_id.data)
        return map_url(found)

    try:
        url = submit_once(form, actor, work)
    except (Conflict, Invalid) as error:
        return _show(household_in_scope(actor, household_id), form, blame(form, error))
    tell_saved(form.submission_id.data)
    return go_to(url)


def rows_were_edited(form: InspectionForm) -> bool:
    """A row button sent the form: give it one row more or less, and do not save."""
    edited = [rows for rows in (form.people, form.lines) if rows.was_edited()]
    for rows in edited:
        rows.edit()
    return bool(edited)


def blame(form: InspectionForm, error: Conflict | Invalid) -> int:
    """Say on the form what an action refused, so that nothing typed is lost; the status to answer with."""
    form.add_error(error.message, field=getattr(error, "field", None))
    return 422 if isinstance(error, Invalid) else 409


def map_url(household: Household) -> str:
    """The door map with the next door in view."""
    return url_for("places.door_map", building_id=household.building_id, after=household.id, _anchor=f"door-{household.id}")


def tell_saved(submission_id: str) -> None:
    """Say on the next page what was saved, with the way to change it."""
    saved = queries.by_submission(current_actor().community_id or 0, submission_id)
    if saved is None:
        return
    text = _("%(door)s 已记下：%(outcome)s。", door=saved.household.door, outcome=label(saved.outcome))
    flash(Markup('{} <a href="{}">{}</a>').format(text, _change_url(saved), _("改一下")))
    other = queries.same_day_visit_of_another(saved)
    if other is not None:
        seen = {"name": other.user.name, "time": clock.stamp(other.visited_at), "outcome": label(other.outcome)}
        flash(_("%(name)s 在 %(time)s 也记过这一户：%(outcome)s。两条都留着；多出来的一条可以撤销。", **seen), "warn")


def _change_url(inspection: Inspection) -> str:
    return url_for("inspections.correction", inspection_id=inspection.id)


def _show(household: Household, form: InspectionForm, status: int = 200) -> Any:
    context = {
        "household": household,
        "form": form,
        "earlier": None,
        "last": next(iter(queries.last_inspections(household, 1)), None),
        "action": url_for("inspections.record_inspection", household_id=household.id),
        "editing": bool(request.form),
    }
    return htmx.render("inspections/form_page.html", "inspections/_form.html", status=status, **context)
