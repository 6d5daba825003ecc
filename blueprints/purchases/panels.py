"""What purchases puts into the pages of earlier slices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.places.door_map import DoorMark
from blueprints.places.models import Building, Household
from blueprints.purchases import queries
from blueprints.purchases.forms import SkipForm
from blueprints.purchases.rules import RequestState, can_file, can_keep_usual, sees_door
from core import clock, slots
from core.actors import Actor


def requests_of_household(actor: Actor, household: Household) -> Markup:
    """Open requests of a door, what it usually buys, and the way to file one for it."""
    may_file = can_file(actor)
    return slots.part(
        "purchases/_panel.html",
        requests=queries.open_requests_of_household(household.community_id, household.id),
        household=household,
        may_file=may_file,
        usual_orders=queries.usual_of_household(household),
        last=queries.last_request_of(household) if may_file else None,
        today=clock.day_of(clock.now()),
        skip_form=SkipForm(formdata=None) if can_keep_usual(actor) else None,
    )


def reminder_of_case(actor: Actor, case: Any) -> Markup | None:
    """The reminder a care case has set: what is to be bought and when."""
    kept = queries.usual_of_source(case.community_id, case.__tablename__, case.id)
    if kept is None:
        return None
    may_file = can_keep_usual(actor) and sees_door(actor, kept.household.grid_id)
    skip_form = SkipForm(formdata=None) if may_file else None
    return slots.part("purchases/_reminder.html", kept=kept, may_file=may_file, skip_form=skip_form, today=clock.day_of(clock.now()))


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


slots.fill("care_case", reminder_of_case, order=30)
slots.fill("household_file", requests_of_household, order=30)
slots.fill("door_marks", marks, order=30)
slots.fill("user_load", load, order=30)
