"""Opening a case from the household's file."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.care import actions, blueprint, queries
from blueprints.care.forms import CaseForm, NewCaseForm
from blueprints.care.models import CareCase
from blueprints.care.schedule import FrequencyKind
from blueprints.care.views.people import chosen_worker, worker_choices
from blueprints.places.models import Household
from blueprints.places.queries.households import residents_of
from blueprints.places.queries.scope import household_in_scope
from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id


@blueprint.get("/households/<int:household_id>/care-cases/new")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def new_case(household_id: int) -> Any:
    actor = current_actor()
    household = household_in_scope(actor, household_id)
    form = NewCaseForm(formdata=None, data=_first_data(actor, household))
    return _show(household, form, 200)


@blueprint.post("/households/<int:household_id>/care-cases")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def open_case(household_id: int) -> Any:
    actor, form = current_actor(), NewCaseForm()
    household = household_in_scope(actor, household_id)
    _offer_choices(household, form)
    if not form.validate():
        return _show(household, form, 422)

    def work() -> str:
        return url_for("care.case", case_id=_open(actor, household_id, form).id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(household_in_scope(actor, household_id), form, 422)
    flash(_("帮扶已建立。"))
    return go_to(url)


def _open(actor: Actor, household_id: int, form: NewCaseForm) -> CareCase:
    household = household_in_scope(actor, household_id, lock=True)
    resident = next((one for one in residents_of(household) if str(one.id) == form.resident.data), None)
    if resident is None:
        raise Conflict(_("这个人已经不在这一户了，请返回看看。"))
    by_secretary = actor.role == Role.SECRETARY
    worker = chosen_worker(actor, form.worker.data) if by_secretary else None
    deputy = chosen_worker(actor, form.deputy.data) if by_secretary else None
    if worker is not None and deputy is not None and worker.id == deputy.id:
        raise Invalid(_("负责人和代班人不能是同一个人。"), field="deputy")
    return actions.open_case(
        actor=actor,
        now=clock.now(),
        household=household,
        resident=resident,
        facts=form.facts(),
        started_on=form.started_on.data,
        worker_id=(worker.id if worker else None) if by_secretary else actor.user_id,
        deputy_id=deputy.id if deputy else None,
    )


def _first_data(actor: Actor, household: Household) -> dict[str, Any]:
    """What the form starts with: the person asked for, the grid's worker, or the words of an ended case."""
    proposed = queries.first_worker_of(household)
    data: dict[str, Any] = {
        "resident": request.args.get("resident", ""),
        "frequency": FrequencyKind.DAILY.value,
        "started_on": clock.day_of(clock.now()),
        "worker": str(proposed) if proposed else None,
    }
    earlier = request.args.get("again", type=row_id)
    if earlier:
        case = queries.case_in_scope(actor, earlier)
        data.update(CaseForm.data_of(case), resident=str(case.resident_id), worker=str(case.worker_id) if case.worker_id else None)
    return data


def _offer_choices(household: Household, form: NewCaseForm) -> None:
    form.resident.choices = [(str(one.id), one.name) for one in residents_of(household)]
    form.worker.choices = form.deputy.choices = worker_choices(current_actor())


def _show(household: Household, form: NewCaseForm, status: int) -> Any:
    _offer_choices(household, form)
    cared_for = {case.resident_id: case for case in queries.cases_of_household(current_actor(), household.id)}
    is_secretary = current_actor().role == Role.SECRETARY
    return render_template(
        "care/new_case.html", household=household, form=form, cared_for=list(cared_for.values()), is_secretary=is_secretary
    ), status
