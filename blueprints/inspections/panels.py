"""What inspections put into the pages of places."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.inspections.forms import QuickForm
from blueprints.inspections.queries import doors, inspections, rounds
from blueprints.inspections.rules import can_record
from blueprints.places.door_map import DoorMark, DoorState
from blueprints.places.models import Building, Household
from blueprints.places.vocabulary import Tenancy
from core import slots
from core.actors import Actor


def household_panel(actor: Actor, household: Household) -> Markup:
    """One tap for an ordinary visit, one for nobody home, the whole form, and the last three visits."""
    context: dict[str, Any] = {
        "household": household,
        "inspections": inspections.last_inspections(household),
        "usual_form": QuickForm(formdata=None) if can_record(actor) else None,
        "nobody_form": QuickForm(formdata=None),
        "is_vacant": household.tenancy is Tenancy.VACANT,
    }
    return slots.part("inspections/_household_panel.html", **context)


def door_marks(actor: Actor, building: Building) -> dict[int, DoorMark]:
    """State in the running round, and a badge where somebody was unwell."""
    unwell = (_("不舒服"),)
    return {
        household_id: DoorMark(state=state, urgent=unwell if has_symptoms else ())
        for household_id, state, has_symptoms in doors.doors_of_building(actor, building.id)
    }


def map_top(actor: Actor, building: Building) -> Markup | None:
    """How far the running round is in this building; nothing when no round asks it."""
    found = rounds.coverage_by_round(doors.missing_filter(actor, building_id=building.id, show="all"))
    if not found:
        return None
    running = [(round_, found[round_.id]) for round_ in rounds.running_rounds(actor) if round_.id in found]
    return slots.part("inspections/_map_top.html", running=running, building=building)


def building_progress(actor: Actor, building_ids: list[int]) -> dict[int, tuple[int, int, str]]:
    """building → (doors done, doors asked, the same in words) in the running rounds."""
    counts: dict[int, tuple[int, int]] = {}
    for building_id, state, count in doors.count_by_building(actor, building_ids):
        done, total = counts.get(building_id, (0, 0))
        counts[building_id] = (done + (count if state is DoorState.DONE else 0), total + count)
    return {key: (done, total, _("已查 %(done)s/%(total)s 户", done=done, total=total)) for key, (done, total) in counts.items()}


slots.fill("household_file", household_panel, order=5)
slots.fill("door_marks", door_marks, order=10)
slots.fill("door_map_top", map_top, order=10)
slots.fill("building_progress", building_progress, order=10)
