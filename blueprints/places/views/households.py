"""A household's file, and what is known of the door."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places import blueprint
from blueprints.places.actions import residents as actions
from blueprints.places.forms.residents import HouseholdForm, PlainForm
from blueprints.places.queries import households as queries
from blueprints.places.queries.scope import household_in_scope
from blueprints.places.rules import can_manage_places, can_record, can_see_phone
from blueprints.places.vocabulary import Tenancy
from core import clock
from core.errors import OutOfScope
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.get("/households/<int:household_id>")
@requires(*STAFF)
def household_file(household_id: int) -> Any:
    actor = current_actor()
    try:
        household = queries.household_file(actor, household_id)
    except OutOfScope:
        taken_over_by = queries.merged_into(actor, household_id)
        if taken_over_by is None:
            raise
        return redirect(url_for("places.household_file", household_id=taken_over_by))
    return render_template(
        "places/household_file.html",
        household=household,
        residents=queries.residents_of(household),
        moved_out=[(resident, PlainForm(formdata=None)) for resident in queries.moved_out_of(household)],
        can_record=can_record(actor, household),
        can_manage=can_manage_places(actor, household),
        sees_phone=can_see_phone(actor, household),
        today=clock.day_of(clock.now()),
    )


@blueprint.get("/households/<int:household_id>/edit")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def edit_household(household_id: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    return _show_edit(household, HouseholdForm(formdata=None, obj=household), 200)


@blueprint.post("/households/<int:household_id>/change")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def change_household(household_id: int) -> Any:
    form, actor = HouseholdForm(), current_actor()
    if not form.validate():
        return _show_edit(household_in_scope(actor, household_id), form, 422)

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        actions.change_household(household, actor=actor, now=clock.now(), tenancy=Tenancy(form.tenancy.data), note=form.note.data or "")
        return url_for("places.household_file", household_id=household_id)

    url = submit_once(form, actor, work)
    flash(_("已保存。"))
    return go_to(url)


def _show_edit(household: Any, form: HouseholdForm, status: int) -> Any:
    return render_template("places/edit_household.html", household=household, form=form), status
