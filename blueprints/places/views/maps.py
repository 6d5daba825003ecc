"""The list of buildings and the door map of one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import render_template, request

from blueprints.accounts.rules import STAFF
from blueprints.places import blueprint
from blueprints.places.door_map import arrange, merge, next_door
from blueprints.places.forms.search import SearchForm
from blueprints.places.queries import buildings as building_queries
from blueprints.places.rules import can_manage_places
from core import slots
from core.errors import OutOfScope
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/buildings")
@requires(*STAFF)
def buildings() -> Any:
    actor = current_actor()
    rows = building_queries.buildings(
        actor, community_id=request.args.get("community", type=row_id), grid_id=request.args.get("grid", type=row_id)
    )
    estates = [(place, list(group)) for place, group in groupby(rows, key=lambda row: (row.community, row.estate))]
    progress: dict[int, tuple[int, int, str]] = {}
    for filled in slots.results("building_progress", actor=actor, building_ids=[row.id for row in rows]):
        progress.update(filled)
    return render_template("places/buildings.html", estates=estates, progress=progress, form=SearchForm(formdata=None))


@blueprint.get("/buildings/<int:building_id>")
@requires(*STAFF)
def door_map(building_id: int) -> Any:
    actor = current_actor()
    building = building_queries.building_with_estate(actor, building_id)
    if building is None:
        raise OutOfScope
    doors = building_queries.doors_of_building(actor, building)
    marks = merge(slots.results("door_marks", actor=actor, building=building))
    after = request.args.get("after", type=row_id)
    units = building_queries.units_of_building(building)
    return render_template(
        "places/door_map.html",
        building=building,
        map=arrange(units, doors, marks),
        after=after,
        next_door=next_door(doors, marks, after),
        unit_names=dict(units),
        can_manage=can_manage_places(actor, building),
    )
