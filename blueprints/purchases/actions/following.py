"""What requests do when somebody or something else moves: a worker hands over, a door is merged."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.purchases import queries
from blueprints.purchases.actions import moving
from blueprints.purchases.rules import is_allowed
from core.actors import Actor


def hand_over_work(*, actor: Actor, now: datetime, community_id: int, from_user_id: int, to_user_id: int) -> int:
    """Everything the one carries goes to the other; who may order that was asked where it was ordered."""
    carried = queries.carried_by(community_id, from_user_id)
    for request in carried:
        moving.give_to(request, to_user_id, now)
        moving.move("assign", request, actor=actor, now=now, event="request.assigned", change={"assigned_to_id": to_user_id})
    return len(carried)


def move_requests_of_door(*, actor: Actor, now: datetime, community_id: int, household_id: int, merged_into_id: int | None) -> None:
    """A merged door's requests, old and open, follow it. Of a door that is gone, those nobody has begun are cancelled."""
    for request in queries.all_of_household(community_id, household_id):
        if merged_into_id is not None:
            moving.relocate(request, merged_into_id, actor=actor, now=now)
        elif is_allowed("cancel", request.state):
            moving.call_off(request)
            change = {"cancelled_at": now, "cancelled_by_name": actor.name, "cancelled_reason": _("这一户已从名册中移除")}
            moving.move("cancel", request, actor=actor, now=now, event="request.cancelled", change=change)
