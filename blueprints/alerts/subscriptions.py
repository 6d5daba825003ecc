"""What alerts do when something happens to a door."""

from __future__ import annotations

from blueprints.alerts import actions, queries
from blueprints.places.events import HouseholdRemoved
from core.events import subscribe


def on_removed(event: HouseholdRemoved) -> None:
    if event.merged_into_id is not None:
        alerts = queries.of_household(event.community_id, event.household_id)
        actions.follow_door(alerts, actor=event.actor, now=event.now, household_id=event.merged_into_id)


subscribe(HouseholdRemoved, on_removed)
