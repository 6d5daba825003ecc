"""Grids, and which units are theirs."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import areas as actions
from blueprints.places.forms.areas import GridForm, GridUnitsForm
from blueprints.places.models import Grid
from blueprints.places.queries.buildings import buildings_with_units, grid_in_scope, units_by_ids
from blueprints.places.views._send import send
from core import clock
from core.permissions import current_actor, requires


@blueprint.get("/grids/new")
@requires(Role.SECRETARY)
def new_grid() -> Any:
    return _show_new(GridForm(formdata=None), 200)


@blueprint.post("/grids/create")
@requires(Role.SECRETARY)
def create_grid() -> Any:
    form, actor = GridForm(), current_actor()

    def work() -> str:
        grid = actions.create_grid(actor=actor, now=clock.now(), name=form.name.data or "")
        return url_for("places.grid", grid_id=grid.id)

    return send(form, work, lambda: _show_new(form, 422), _("已建好网格。请勾选归它的楼。"))


@blueprint.get("/grids/<int:grid_id>")
@requires(Role.SECRETARY)
def grid(grid_id: int) -> Any:
    return _show(grid_in_scope(current_actor(), grid_id), None, None, 200)


@blueprint.post("/grids/<int:grid_id>/rename")
@requires(Role.SECRETARY)
def rename_grid(grid_id: int) -> Any:
    form, actor = GridForm(), current_actor()

    def work() -> str:
        actions.rename_grid(grid_in_scope(actor, grid_id, lock=True), actor=actor, now=clock.now(), name=form.name.data or "")
        return url_for("places.overview")

    return send(form, work, lambda: _show(grid_in_scope(actor, grid_id), form, None, 422), _("已保存。"))


@blueprint.post("/grids/<int:grid_id>/units")
@requires(Role.SECRETARY)
def assign_units(grid_id: int) -> Any:
    form, actor = GridUnitsForm(), current_actor()
    buildings = buildings_with_units(actor, grid_in_scope(actor, grid_id).community_id)
    form.units.choices = [(str(unit.id), unit.name) for building in buildings for unit in building.units]
    shown = {unit.id for building in buildings for unit in building.units}
    wanted = {int(value) for value in form.units.data or () if value.isascii() and value.isdigit() and len(value) < 16}

    def work() -> str:
        found = grid_in_scope(actor, grid_id, lock=True)
        units = units_by_ids(actor, shown, lock=True)
        now = clock.now()
        actions.assign_units([unit for unit in units if unit.id in wanted], actor=actor, now=now, grid=found)
        left = [unit for unit in units if unit.grid_id == grid_id and unit.id not in wanted]
        actions.assign_units(left, actor=actor, now=now, grid=None)
        return url_for("places.overview")

    return send(form, work, lambda: _show(grid_in_scope(actor, grid_id), None, form, 422), _("已保存。"))


def _show(grid: Grid, rename: GridForm | None, units: GridUnitsForm | None, status: int) -> Any:
    return (
        render_template(
            "places/grid.html",
            grid=grid,
            buildings=buildings_with_units(current_actor(), grid.community_id),
            form=rename or GridForm(formdata=None, obj=grid),
            units_form=units or GridUnitsForm(formdata=None),
        ),
        status,
    )


def _show_new(form: GridForm, status: int) -> Any:
    return render_template("places/new_grid.html", form=form), status
