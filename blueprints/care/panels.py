"""What care puts into the pages of earlier slices."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.care import queries
from blueprints.care.cards import cards_of
from blueprints.care.rules import can_open
from blueprints.places.door_map import DoorMark
from blueprints.places.models import Building, Household
from core import clock, slots
from core.actors import Actor
from core.labels import label


def household_card(*, actor: Actor, household: Household) -> Markup:
    """Open cases of the door with their one-tap buttons."""
    now = clock.now()
    cards = cards_of(actor, queries.cases_of_household(actor, household.id), now)
    context = {"cards": cards, "household": household, "may_open": can_open(actor), "carry": {"place": "door"}}
    return Markup(render_template("care/_household.html", **context))  # noqa: S704 - our own template, escaped there


def marks(*, actor: Actor, building: Building) -> dict[int, DoorMark]:
    """帮扶 on each door with an open case; 要联系 instead where somebody is to be contacted now."""
    doors = queries.open_by_door(actor, building.id, clock.now())
    return {
        household_id: DoorMark(urgent=(_("要联系"),)) if pending else DoorMark(badges=(_("帮扶"),))
        for household_id, pending in doors.items()
    }


def load(*, actor: Actor, user_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Open cases each is responsible for, and how many of them are to be contacted now."""
    counts = queries.load_of_users(actor, list(user_ids), clock.now())
    return {user_id: [(_("帮扶对象"), count.open), (_("今天要联系"), count.pending)] for user_id, count in counts.items()}


def reasons(*, actor: Actor, household_ids: Collection[int]) -> dict[int, list[str]]:
    """Why the people of a door are cared for (独居老人 …), beside what they ask to be bought."""
    found = queries.reasons_by_door(actor, household_ids, clock.now())
    return {household_id: [label(reason) for reason in known] for household_id, known in found.items()}


slots.fill("household_file", household_card, order=20)
slots.fill("door_marks", marks, order=20)
slots.fill("user_load", load, order=20)
slots.fill("request_context", reasons, order=20)
