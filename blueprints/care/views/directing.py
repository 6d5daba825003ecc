"""The secretary's pages: change, assign, end; and the list of medicines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.care import actions, blueprint, queries
from blueprints.care.forms import AssignForm, CaseForm, EndForm, MedicinesForm
from blueprints.care.models import CareCase
from blueprints.care.rules import EndReason
from blueprints.care.views.contacts import CARERS
from blueprints.care.views.people import chosen_worker, worker_choices, workers_and_load
from core import clock, htmx
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.get("/care-cases/<int:case_id>/edit")
@requires(Role.SECRETARY)
def edit(case_id: int) -> Any:
    case = queries.case_in_scope(current_actor(), case_id)
    return _show("care/edit.html", case_id, CaseForm(formdata=None, data=CaseForm.data_of(case)), 200)


@blueprint.post("/care-cases/<int:case_id>/change")
@requires(Role.SECRETARY)
def change(case_id: int) -> Any:
    form, actor = CaseForm(), current_actor()
    if not form.validate():
        return _show("care/edit.html", case_id, form, 422)
    return _save(
        "care/edit.html",
        case_id,
        form,
        lambda case: actions.change_case(case, actor=actor, now=clock.now(), facts=form.facts()),
    )


@blueprint.get("/care-cases/<int:case_id>/medicines")
@requires(*CARERS)
def medicines(case_id: int) -> Any:
    case = queries.case_in_scope(current_actor(), case_id)
    return _show("care/medicines.html", case_id, MedicinesForm(formdata=None, data=MedicinesForm.data_of(case)), 200)


@blueprint.post("/care-cases/<int:case_id>/medicines/change")
@requires(*CARERS)
def set_medicines(case_id: int) -> Any:
    form, actor = MedicinesForm(), current_actor()
    if form.medicines.was_edited():
        form.medicines.edit()
        if htmx.is_fragment_request():
            return render_template("care/_medicine_rows.html", form=form, case_id=case_id)
        return _show("care/medicines.html", case_id, form, 200)
    if not form.validate():
        return _show("care/medicines.html", case_id, form, 422)
    return _save(
        "care/medicines.html",
        case_id,
        form,
        lambda case: actions.set_medicines(case, actor=actor, now=clock.now(), medicines=form.facts(), reminder=form.reminder()),
    )


@blueprint.get("/care-cases/<int:case_id>/assignment")
@requires(Role.SECRETARY)
def assignment(case_id: int) -> Any:
    case = queries.case_in_scope(current_actor(), case_id)
    data = {"worker": str(case.worker_id or "") or None, "deputy": str(case.deputy_id or "") or None}
    return _show("care/assignment.html", case_id, AssignForm(formdata=None, data=data), 200)


@blueprint.post("/care-cases/<int:case_id>/assign")
@requires(Role.SECRETARY)
def assign(case_id: int) -> Any:
    form, actor = AssignForm(), current_actor()
    form.worker.choices = form.deputy.choices = worker_choices(actor)
    if not form.validate():
        return _show("care/assignment.html", case_id, form, 422)

    def act(case: CareCase) -> None:
        worker, deputy = chosen_worker(actor, form.worker.data), chosen_worker(actor, form.deputy.data)
        actions.assign_case(case, actor=actor, now=clock.now(), worker=worker, deputy=deputy)

    return _save("care/assignment.html", case_id, form, act)


@blueprint.get("/care-cases/<int:case_id>/ending")
@requires(Role.SECRETARY)
def ending(case_id: int) -> Any:
    return _show("care/ending.html", case_id, EndForm(formdata=None), 200)


@blueprint.post("/care-cases/<int:case_id>/end")
@requires(Role.SECRETARY)
def end(case_id: int) -> Any:
    form, actor = EndForm(), current_actor()
    if not form.validate():
        return _show("care/ending.html", case_id, form, 422)
    return _save(
        "care/ending.html",
        case_id,
        form,
        lambda case: actions.end_case(case, actor=actor, now=clock.now(), reason=EndReason(form.reason.data), note=form.note.data or ""),
    )


def _save(template: str, case_id: int, form: Any, act: Callable[[CareCase], None]) -> Any:
    actor = current_actor()

    def work() -> str:
        act(queries.case_in_scope(actor, case_id, lock=True))
        return url_for("care.case", case_id=case_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(template, case_id, form, 422)
    except Conflict as error:
        return _show(template, case_id, form, still_here(error))
    flash(_("已保存。"))
    return go_to(url)


def _show(template: str, case_id: int, form: Any, status: int) -> Any:
    actor = current_actor()
    case = queries.case_in_scope(actor, case_id)
    context: dict[str, Any] = {}
    if isinstance(form, AssignForm):
        form.worker.choices = form.deputy.choices = worker_choices(actor)
        context["workers"], context["load"] = workers_and_load(actor)
    return render_template(template, case=case, form=form, **context), status
