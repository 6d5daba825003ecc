"""What purchases puts into the pages of earlier slices."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.places.door_map import DoorMark
from blueprints.places.models import Building, Household
from blueprints.purchases import queries
from blueprints.purchases.rules import RequestState, can_file
from core import slots
from core.actors import Actor


def requests_of_household(actor: Actor, household: Household) -> Markup:
    """Open requests of a door, and the way to file one for it."""
    rows = queries.open_requests_of_household(household.community_id, household.id)
    return slots.part("purchases/_panel.html", requests=rows, household=household, may_file=can_file(actor))


def marks(actor: Actor, building: Building) -> dict[int, DoorMark]:
    """A badge on each door with an open request."""
    return {household_id: DoorMark(badges=(_("代购"),)) for household_id in queries.doors_with_open_requests(actor, building)}


def load(actor: Actor, user_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """What each worker has to buy, and to bring."""
    told: dict[int, list[tuple[str, int]]] = {}
    for user_id, states in queries.load_of(user_ids).items():
        to_buy = states.get(RequestState.APPROVED, 0) + states.get(RequestState.ORDERED, 0)
        to_bring = states.get(RequestState.BOUGHT, 0) + states.get(RequestState.OUT_FOR_DELIVERY, 0)
        told[user_id] = [(text, number) for text, number in ((_("待买代购"), to_buy), (_("待送代购"), to_bring)) if number]
    return told


slots.fill("household_file", requests_of_household, order=30)
slots.fill("door_marks", marks, order=30)
slots.fill("user_load", load, order=30)
