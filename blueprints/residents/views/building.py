"""What the sticker opens: the building's page, or for its own worker the door map."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user

from blueprints.accounts.rules import Role
from blueprints.places.models import Building
from blueprints.places.queries.scope import building_in_scope
from blueprints.residents import blueprint, queries, slips
from core.errors import OutOfScope
from core.permissions import current_actor, public


@blueprint.get("/b/<string:token>")
@public
def building_page(token: str) -> Any:
    place = queries.place_of(token)
    if "resident" not in request.args and is_theirs(place.building):
        door_map = url_for("places.door_map", building_id=place.building.id)
        if current_actor().role == Role.GRID_WORKER:
            return redirect(door_map, code=303)
        return render_template("residents/choice.html", place=place, door_map=door_map)
    mine = queries.filed_here(place.building, session.get("slips", []))
    return render_template("residents/building.html", place=place, mine=mine, can_repeat=slips.can_repeat)


def is_theirs(building: Building) -> bool:
    """Is this somebody signed in, whose work this building is?"""
    if not current_user.is_authenticated:
        return False
    try:
        building_in_scope(current_actor(), building.id)
    except OutOfScope:
        return False
    return True
