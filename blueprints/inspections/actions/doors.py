"""Which doors a round asks, and in which state each is. Kept exact while doors come, go and change hands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from blueprints.inspections.models import Inspection, Round, RoundHousehold
from blueprints.inspections.queries import asking
from blueprints.inspections.queries import doors as queries
from blueprints.inspections.queries import rounds as round_queries
from blueprints.inspections.rules import COMPLETING, door_state
from blueprints.places.door_map import DoorState
from core import audit
from core.actors import Actor
from core.database import db

BATCH = 500  # ids in one IN list


def ask_doors(round_: Round, grid_ids: Sequence[int], *, now: datetime, household_ids: Sequence[int] | None = None) -> int:
    """Add the doors of these grids (only those in `household_ids`, when given) that the round does not ask yet."""
    doors = asking.doors_to_ask(round_, grid_ids, now=now, household_ids=household_ids)
    statement = sa.insert(RoundHousehold).from_select(asking.ASKED, doors).execution_options(preserve_rowcount=True)
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def settle_door(community_id: int, round_id: int, household_id: int, *, now: datetime) -> DoorState | None:
    """Work out the door's state anew from the valid visits of the round. None when the round does not ask it (any more)."""
    door = queries.door_of_round(community_id, round_id, household_id, lock=True)
    if door is None:
        return None
    visits = queries.deciding_visits(community_id, round_id, household_id)
    state = door_state(outcome for _id, _user, outcome in visits)
    deciding = [visit for visit in visits if visit[2] in COMPLETING] or visits
    door.state = state
    door.last_inspection_id, door.user_id = deciding[0][:2] if deciding else (None, None)
    door.changed_at = now
    db.session.flush()
    return state


def admit_doors(*, actor: Actor, now: datetime, community_id: int, household_ids: Sequence[int]) -> None:
    """New doors join the open rounds that ask their grid."""
    db.session.flush()
    for round_ in round_queries.open_rounds(community_id):
        grid_ids = [one.grid_id for one in round_.scope]
        added = sum(
            ask_doors(round_, grid_ids, now=now, household_ids=household_ids[start : start + BATCH])
            for start in range(0, len(household_ids), BATCH)
        )
        if added:
            audit.record(actor, "round.doors_joined", round_, now=now, before={}, after={"doors": added})


def drop_door(*, actor: Actor, now: datetime, community_id: int, household_id: int, merged_into_id: int | None) -> None:
    """A door is gone: it leaves the open rounds; the door it was merged into takes over its visits."""
    for door in queries.doors_in_open_rounds(community_id, [household_id]):
        db.session.delete(door)
        audit.record(actor, "round.door_left", door, now=now, before={"household_id": household_id, "state": door.state}, after={})
    if merged_into_id is None:
        return
    moved = db.session.execute(
        sa.update(Inspection)
        .where(Inspection.community_id == community_id, Inspection.household_id == household_id)
        .values(household_id=merged_into_id)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount:  # type: ignore[attr-defined]
        survivor = asking.door_that_took_over(merged_into_id)
        audit.record(actor, "household.visits_taken_over", survivor, now=now, before={}, after={"from_household_id": household_id})
    for door in queries.doors_in_open_rounds(community_id, [merged_into_id]):
        settle_door(community_id, door.round_id, merged_into_id, now=now)


def regrid_doors(*, actor: Actor, now: datetime, community_id: int, unit_ids: Iterable[int]) -> None:
    """Doors changed hands: each leaves the open rounds that do not ask its new grid and joins those that do."""
    db.session.flush()
    units = list(unit_ids)
    here = asking.households_of_units(community_id, units)
    for round_ in round_queries.open_rounds(community_id):
        grid_ids = [one.grid_id for one in round_.scope]
        mine = sa.and_(
            RoundHousehold.community_id == community_id, RoundHousehold.round_id == round_.id, RoundHousehold.household_id.in_(here)
        )
        new_grid = asking.grid_of_door()
        quietly = {"synchronize_session": False}
        outside = sa.or_(new_grid.is_(None), new_grid.not_in(grid_ids))
        left = db.session.execute(sa.delete(RoundHousehold).where(mine, outside).execution_options(**quietly)).rowcount  # type: ignore[attr-defined]
        db.session.execute(sa.update(RoundHousehold).where(mine).values(grid_id=new_grid).execution_options(**quietly))
        joining = asking.doors_in_grids(community_id, units, grid_ids)
        joined = sum(
            ask_doors(round_, grid_ids, now=now, household_ids=joining[start : start + BATCH]) for start in range(0, len(joining), BATCH)
        )
        if joined:  # some may have been visited in this round before they left it
            for household_id in asking.visited_but_missing(round_, joining):
                settle_door(community_id, round_.id, household_id, now=now)
        audit.record(actor, "round.doors_regridded", round_, now=now, before={}, after={"left": left, "joined": joined})
    for thing in list(db.session):
        if isinstance(thing, RoundHousehold):
            db.session.expire(thing)
