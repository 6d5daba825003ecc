"""Rounds: open, watch, close; and the doors still to be done."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.inspections import blueprint
from blueprints.inspections.actions import rounds as actions
from blueprints.inspections.forms import CloseRoundForm, RoundForm
from blueprints.inspections.models import Round
from blueprints.inspections.queries import doors
from blueprints.inspections.queries import rounds as queries
from blueprints.inspections.rules import can_close_round, can_open_round
from blueprints.places.queries.scope import grids
from core import clock, htmx
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.template_tools import here
from core.web import row_id


@blueprint.get("/rounds")
@requires(*STAFF)
def rounds() -> Any:
    actor = current_actor()
    rows = queries.list_rounds(actor, before=request.args.get("before", type=row_id))
    context = {
        "rounds": rows,
        "coverage": queries.coverage_of_rounds(actor, [row.id for row in rows]),
        "communities": queries.community_names({row.community_id for row in rows}) if actor.role == Role.OFFICER else {},
        "more": here(before=rows[-1].id) if len(rows) == queries.PAGE else None,
        "can_open": can_open_round(actor),
    }
    return htmx.render("inspections/rounds.html", "inspections/_rounds.html", **context)


@blueprint.get("/rounds/new")
@requires(Role.SECRETARY)
def new_round() -> Any:
    today = clock.day_of(clock.now())
    form = RoundForm(formdata=None, data={"starts_on": today, "grids": [str(grid.id) for grid in grids(current_actor())]})
    return _show_new(form, 200)


@blueprint.post("/rounds/open")
@requires(Role.SECRETARY)
def open_round() -> Any:
    actor, form = current_actor(), RoundForm()
    form.grids.choices = _grid_choices()
    if not form.validate():
        return _show_new(form, 422)

    def work() -> str:
        opened = actions.open_round(
            actor=actor,
            now=clock.now(),
            title=form.title.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            grid_ids=[int(value) for value in form.grids.data],
            note=form.note.data or "",
        )
        return url_for("inspections.round_page", round_id=opened.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, field=error.field)
        return _show_new(form, 422)
    flash(_("已发起。网格员现在就能在手机上看到。"))
    return go_to(url)


@blueprint.get("/rounds/<int:round_id>")
@requires(*STAFF)
def round_page(round_id: int) -> Any:
    actor = current_actor()
    found = queries.round_in_scope(actor, round_id)
    where = doors.missing_filter(actor, round_id=found.id, show="all")
    by_grid = queries.coverage_by_grid(where)
    context = {
        "round": found,
        "total": sum(by_grid.values(), queries.Coverage()),
        "by_grid": queries.named_grids(by_grid),
        "by_worker": queries.named_workers(found, by_grid, queries.coverage_by_worker(where)),
        "can_close": can_close_round(actor, found),
    }
    return htmx.render("inspections/round.html", "inspections/_round.html", **context)


@blueprint.get("/rounds/<int:round_id>/closing")
@requires(Role.SECRETARY)
def closing(round_id: int) -> Any:
    """What is still missing, before it is closed."""
    return _show_closing(queries.round_in_scope(current_actor(), round_id), CloseRoundForm(formdata=None), 200)


@blueprint.post("/rounds/<int:round_id>/close")
@requires(Role.SECRETARY)
def close_round(round_id: int) -> Any:
    actor, form = current_actor(), CloseRoundForm()
    if not form.validate():
        return _show_closing(queries.round_in_scope(actor, round_id), form, 422)

    def work() -> str:
        found = queries.round_in_scope(actor, round_id, lock=True)
        actions.close_round(found, actor=actor, now=clock.now(), note=form.note.data or "")
        return url_for("inspections.round_page", round_id=round_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict:  # the page itself says who was faster
        return _show_closing(queries.round_in_scope(actor, round_id), form, 409)
    flash(_("这一轮排查已结束。"))
    return go_to(url)


@blueprint.get("/rounds/<int:round_id>/missing")
@requires(*STAFF)
def missing(round_id: int) -> Any:
    """Doors of one round: what is left, the revisit list, or what is done."""
    return _show_doors(queries.round_in_scope(current_actor(), round_id))


@blueprint.get("/rounds/running/missing")
@requires(*STAFF)
def running_missing() -> Any:
    """The same over all running rounds."""
    return _show_doors(None)


def _show_doors(found: Round | None) -> Any:
    actor, args = current_actor(), request.args
    show = args.get("show", "open")
    filters: dict[str, Any] = {
        "round_id": found.id if found else None,
        "grid_id": args.get("grid", type=row_id),
        "building_id": args.get("building", type=row_id),
        "worker_id": args.get("worker", type=row_id),
        "visited_by": args.get("visited_by", type=row_id),
        "community_id": args.get("community", type=row_id),
        "show": show if show in doors.SHOWS else "open",
    }
    where = doors.missing_filter(actor, **filters)
    rows = doors.list_missing(where, after=args.get("after", type=row_id))
    is_officer = actor.role == Role.OFFICER
    context = {
        "round": found,
        "filters": filters,
        "communities": queries.community_names({row.community_id for row in rows}) if is_officer else {},
        "total": doors.count_missing(where),
        "groups": [list(group) for _id, group in groupby(rows, key=lambda row: row.building_id)],
        "more": here(after=rows[-1].household_id) if len(rows) == doors.PAGE else None,
        "shows": {name: here(show=name, after=None) for name in ("open", "missing", "revisit", "done")},
        "all_buildings": here(building=None, after=None) if filters["building_id"] else None,
        "buildings": [(one, here(building=one.building_id, after=None)) for one in doors.missing_by_building(where)],
    }
    return htmx.render("inspections/missing.html", "inspections/_missing.html", **context)


def _grid_choices() -> list[tuple[str, str]]:
    return [(str(grid.id), grid.name) for grid in grids(current_actor())]


def _show_new(form: RoundForm, status: int) -> Any:
    form.grids.choices = _grid_choices()
    return render_template("inspections/new_round.html", form=form), status


def _show_closing(found: Round, form: CloseRoundForm, status: int) -> Any:
    where = doors.missing_filter(current_actor(), round_id=found.id, show="all")
    context = {"round": found, "form": form, "total": queries.coverage(where), "can_close": can_close_round(current_actor(), found)}
    return render_template("inspections/closing.html", **context), status
