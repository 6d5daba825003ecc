"""People behind a door: added, corrected, moved out, moved in again."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import residents as actions
from blueprints.places.forms.residents import MoveOutForm, NewResidentForm, PlainForm, ResidentForm, today
from blueprints.places.models import Household, Resident
from blueprints.places.queries.households import resident_in_scope
from blueprints.places.queries.scope import household_in_scope
from blueprints.places.views._send import send
from core import clock
from core.htmx import go_to
from core.permissions import current_actor, requires

RECORDERS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.get("/households/<int:household_id>/residents/new")
@requires(*RECORDERS)
def new_resident(household_id: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    return _show_new(household, NewResidentForm(formdata=None), 200)


@blueprint.post("/households/<int:household_id>/residents/add")
@requires(*RECORDERS)
def add_resident(household_id: int) -> Any:
    form, actor = NewResidentForm(), current_actor()

    def show() -> Any:
        return _show_new(household_in_scope(actor, household_id), form, 422)

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        actions.add_resident(actor=actor, now=clock.now(), household=household, **form.fields())
        return _file(household_id)

    return send(form, work, show, _("已登记。"))


@blueprint.get("/residents/<int:resident_id>/edit")
@requires(*RECORDERS)
def edit_resident(resident_id: int) -> Any:
    resident = resident_in_scope(current_actor(), resident_id)
    return _show_edit(resident, ResidentForm(formdata=None, obj=resident), 200)


@blueprint.post("/residents/<int:resident_id>/change")
@requires(*RECORDERS)
def change_resident(resident_id: int) -> Any:
    form, actor = ResidentForm(), current_actor()

    def show() -> Any:
        return _show_edit(resident_in_scope(actor, resident_id), form, 422)

    def work() -> str:
        resident = resident_in_scope(actor, resident_id, lock=True)
        actions.change_resident(resident, actor=actor, now=clock.now(), **form.fields())
        return _file(resident.household_id)

    return send(form, work, show, _("已保存。"))


@blueprint.get("/residents/<int:resident_id>/moved-out")
@requires(*RECORDERS)
def moving_out(resident_id: int) -> Any:
    resident = resident_in_scope(current_actor(), resident_id)
    return _show_move_out(resident, MoveOutForm(formdata=None, moved_out_on=today()), 200)


@blueprint.post("/residents/<int:resident_id>/move-out")
@requires(*RECORDERS)
def move_out(resident_id: int) -> Any:
    form, actor = MoveOutForm(), current_actor()

    def show() -> Any:
        return _show_move_out(resident_in_scope(actor, resident_id), form, 422)

    def work() -> str:
        resident = resident_in_scope(actor, resident_id, lock=True)
        actions.move_out(resident, actor=actor, now=clock.now(), on=form.moved_out_on.data)
        return _file(resident.household_id)

    return send(form, work, show, _("已登记搬走。"))


@blueprint.post("/residents/<int:resident_id>/move-in-again")
@requires(*RECORDERS)
def move_in_again(resident_id: int) -> Any:
    form, actor = PlainForm(), current_actor()

    def show() -> Any:
        for message in form.form_errors:
            flash(message, "bad")
        return go_to(_file(resident_in_scope(actor, resident_id).household_id))

    def work() -> str:
        resident = resident_in_scope(actor, resident_id, lock=True)
        actions.move_in_again(resident, actor=actor, now=clock.now())
        return _file(resident.household_id)

    return send(form, work, show, _("已登记住回来。"))


def _file(household_id: int) -> str:
    return url_for("places.household_file", household_id=household_id)


def _show_new(household: Household, form: NewResidentForm, status: int) -> Any:
    return render_template("places/new_resident.html", household=household, form=form), status


def _show_edit(resident: Resident, form: ResidentForm, status: int) -> Any:
    return render_template("places/edit_resident.html", resident=resident, form=form), status


def _show_move_out(resident: Resident, form: MoveOutForm, status: int) -> Any:
    return render_template("places/move_out.html", resident=resident, form=form), status
