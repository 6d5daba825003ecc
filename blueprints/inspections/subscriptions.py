"""Doors that come, go or change hands while a round is running."""

from __future__ import annotations

from blueprints.inspections.actions import doors
from blueprints.places.events import HouseholdAdded, HouseholdRemoved, UnitsRegridded
from core.events import subscribe


def on_added(event: HouseholdAdded) -> None:
    doors.admit_doors(actor=event.actor, now=event.now, community_id=event.community_id, household_ids=event.household_ids)


def on_removed(event: HouseholdRemoved) -> None:
    doors.drop_door(
        actor=event.actor,
        now=event.now,
        community_id=event.community_id,
        household_id=event.household_id,
        merged_into_id=event.merged_into_id,
    )


def on_regridded(event: UnitsRegridded) -> None:
    doors.regrid_doors(actor=event.actor, now=event.now, community_id=event.community_id, unit_ids=event.unit_ids)


subscribe(HouseholdAdded, on_added)
subscribe(HouseholdRemoved, on_removed)
subscribe(UnitsRegridded, on_regridded)
