"""Buildings: generated from units × floors × doors, renamed, given more doors."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import buildings as actions
from blueprints.places.forms.buildings import AddDoorsForm, BuildingForm, GenerateForm
from blueprints.places.models import Building, Estate
from blueprints.places.numbering import MAX_DOORS, Numbering
from blueprints.places.queries.buildings import estate_in_scope, grid_in_scope
from blueprints.places.queries.scope import building_in_scope, grids
from blueprints.places.views._send import send
from core import clock
from core.permissions import current_actor, requires


@blueprint.get("/estates/<int:estate_id>/buildings/new")
@requires(Role.SECRETARY)
def new_building(estate_id: int) -> Any:
    form = GenerateForm(formdata=None, units=1, first_floor=1, numbering=Numbering.BY_FLOOR.value)
    return _show_new(estate_in_scope(current_actor(), estate_id), form, 200)


@blueprint.post("/estates/<int:estate_id>/buildings/preview")
@requires(Role.SECRETARY)
def preview_building(estate_id: int) -> Any:
    """Shows the doors there would be. Writes nothing."""
    estate, form = estate_in_scope(current_actor(), estate_id), _generate_form()
    if not form.validate():
        return _show_new(estate, form, 422)
    return _show_new(estate, form, 200, preview=True)


@blueprint.post("/estates/<int:estate_id>/buildings/generate")
@requires(Role.SECRETARY)
def generate_building(estate_id: int) -> Any:
    form, actor = _generate_form(), current_actor()

    def work() -> str:
        building = actions.generate_building(
            actor=actor,
            now=clock.now(),
            estate=estate_in_scope(actor, estate_id),
            name=form.name.data or "",
            has_lift=bool(form.has_lift.data),
            grid=grid_in_scope(actor, int(form.grid.data)) if form.grid.data else None,
            **form.plan(),
        )
        return url_for("places.door_map", building_id=building.id)

    return send(form, work, lambda: _show_new(estate_in_scope(actor, estate_id), form, 422), _("楼已建好。"))


@blueprint.get("/buildings/<int:building_id>/edit")
@requires(Role.SECRETARY)
def edit_building(building_id: int) -> Any:
    return _show_edit(building_in_scope(current_actor(), building_id), None, None, 200)


@blueprint.post("/buildings/<int:building_id>/change")
@requires(Role.SECRETARY)
def change_building(building_id: int) -> Any:
    form, actor = BuildingForm(), current_actor()

    def work() -> str:
        building = building_in_scope(actor, building_id, lock=True)
        actions.change_building(building, actor=actor, now=clock.now(), name=form.name.data or "", has_lift=bool(form.has_lift.data))
        return url_for("places.door_map", building_id=building_id)

    return send(form, work, lambda: _show_edit(building_in_scope(actor, building_id), form, None, 422), _("已保存。"))


@blueprint.post("/buildings/<int:building_id>/doors/add")
@requires(Role.SECRETARY)
def add_doors(building_id: int) -> Any:
    form, actor = AddDoorsForm(), current_actor()

    def work() -> str:
        building = building_in_scope(actor, building_id, lock=True)
        actions.add_doors(actor=actor, now=clock.now(), building=building, doors=form.planned())
        return url_for("places.door_map", building_id=building_id)

    return send(form, work, lambda: _show_edit(building_in_scope(actor, building_id), None, form, 422), _("已加上。"))


def _generate_form() -> GenerateForm:
    form = GenerateForm()
    form.grid.choices = [(str(grid.id), grid.name) for grid in grids(current_actor())]
    return form


def _show_new(estate: Estate, form: GenerateForm, status: int, *, preview: bool = False) -> Any:
    form.grid.choices = [(str(grid.id), grid.name) for grid in grids(current_actor())]
    floors: list[tuple[str, int, list[str]]] = []
    doors = form.planned() if preview else []
    for _unit, in_unit in groupby(doors[:MAX_DOORS], key=lambda door: door.unit):
        storeys = [(floor, list(group)) for floor, group in groupby(in_unit, key=lambda door: door.floor)]
        floors += [(group[0].unit, floor, [door.door for door in group]) for floor, group in reversed(storeys)]
    context = {"estate": estate, "form": form, "preview": preview, "floors": floors, "count": len(doors), "limit": MAX_DOORS}
    return render_template("places/new_building.html", **context), status


def _show_edit(building: Building, form: BuildingForm | None, doors: AddDoorsForm | None, status: int) -> Any:
    context = {
        "building": building,
        "form": form or BuildingForm(formdata=None, obj=building),
        "doors_form": doors or AddDoorsForm(formdata=None),
    }
    return render_template("places/edit_building.html", **context), status
