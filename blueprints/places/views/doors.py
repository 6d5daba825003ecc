"""One door in the office's hands: another number, merged, vacant, taken away."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import buildings as actions
from blueprints.places.forms.buildings import MergeForm, RenameDoorForm
from blueprints.places.forms.residents import PlainForm
from blueprints.places.queries.buildings import other_doors
from blueprints.places.queries.scope import household_in_scope
from blueprints.places.views._send import send
from core import clock
from core.permissions import current_actor, requires


@blueprint.get("/households/<int:household_id>/door")
@requires(Role.SECRETARY)
def edit_door(household_id: int) -> Any:
    return _show(household_id, None, None, 200)


@blueprint.post("/households/<int:household_id>/rename")
@requires(Role.SECRETARY)
def rename_door(household_id: int) -> Any:
    form, actor = RenameDoorForm(), current_actor()

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        actions.rename_door(household, actor=actor, now=clock.now(), door=form.door.data or "", floor=form.floor.data)
        return url_for("places.household_file", household_id=household_id)

    return send(form, work, lambda: _show(household_id, form, None, 422), _("已保存。"))


@blueprint.post("/households/<int:household_id>/merge")
@requires(Role.SECRETARY)
def merge_door(household_id: int) -> Any:
    form, actor = MergeForm(), current_actor()
    typed = form.into.data or ""
    form.into.choices = [(typed, "")] if typed.isascii() and typed.isdigit() and len(typed) < 16 else []  # work() looks whether it may be

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        into = household_in_scope(actor, int(typed), lock=True)
        actions.merge_households(household, into=into, actor=actor, now=clock.now())
        return url_for("places.household_file", household_id=into.id)

    return send(form, work, lambda: _show(household_id, None, form, 422), _("已合并，住的人都搬过来了。"))


@blueprint.post("/households/<int:household_id>/mark-vacant")
@requires(Role.SECRETARY)
def mark_vacant(household_id: int) -> Any:
    form, actor = PlainForm(), current_actor()

    def work() -> str:
        actions.set_vacant(household_in_scope(actor, household_id, lock=True), actor=actor, now=clock.now())
        return url_for("places.household_file", household_id=household_id)

    return send(form, work, lambda: _show(household_id, None, None, 422), _("已标为空置。"))


@blueprint.post("/households/<int:household_id>/remove")
@requires(Role.SECRETARY)
def remove_door(household_id: int) -> Any:
    form, actor = PlainForm(), current_actor()

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        actions.remove_household(household, actor=actor, now=clock.now())
        return url_for("places.door_map", building_id=household.building_id)

    return send(form, work, lambda: _show(household_id, None, None, 422), _("已去掉这一户。"))


def _others(household_id: int) -> list[tuple[str, str]]:
    household = household_in_scope(current_actor(), household_id)
    return [(str(other_id), address) for other_id, address in other_doors(household)]


def _show(household_id: int, rename: RenameDoorForm | None, merge: MergeForm | None, status: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    merge = merge or MergeForm(formdata=None)
    merge.into.choices = _others(household_id)
    context = {
        "household": household,
        "form": rename or RenameDoorForm(formdata=None, obj=household),
        "merge_form": merge,
        "vacant_form": PlainForm(formdata=None),
        "remove_form": PlainForm(formdata=None),
    }
    return render_template("places/edit_door.html", **context), status
