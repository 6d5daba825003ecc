"""What happens to buildings and doors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _

from blueprints.places.actions.areas import write_addresses
from blueprints.places.actions.qr_tokens import add_tokens
from blueprints.places.actions.residents import change_household
from blueprints.places.door_text import building_key, door_key
from blueprints.places.events import HouseholdAdded, HouseholdRemoved
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household
from blueprints.places.names import door_address, natural_key
from blueprints.places.numbering import MAX_DOORS, BuildingPlan, PlannedDoor, door_sort_key, plan_doors
from blueprints.places.queries import buildings as queries
from blueprints.places.queries.households import everybody_at, is_inhabited
from blueprints.places.rules import can_manage_places
from blueprints.places.vocabulary import Tenancy
from core import audit
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.events import publish


def create_building(*, actor: Actor, now: datetime, estate: Estate, name: str, has_lift: bool = False) -> Building:
    """A building without doors yet, but with a code. Raises Refused, Invalid (the same building under another way of writing)."""
    _check(actor, estate)
    _lock(Estate, estate.id)
    names = queries.building_names(estate.community_id, estate.id)
    twin = next((other for other in names if building_key(other) == building_key(name)), None)
    if twin is not None:
        raise Invalid(_("%(estate)s已经有%(name)s了。", estate=estate.name, name=twin), field="name")
    building = Building(community_id=estate.community_id, estate_id=estate.id, name=name, sort_key=natural_key(name), has_lift=has_lift)
    db.session.add(building)
    audit.record(actor, "building.created", building, now=now)
    add_tokens(building.community_id, [building.id], now)
    return building


def generate_building(
    *,
    actor: Actor,
    now: datetime,
    estate: Estate,
    name: str,
    units: int | Sequence[str],
    floors: int,
    doors_per_floor: int,
    has_lift: bool = False,
    grid: Grid | None = None,
    **plan: object,
) -> Building:
    """A building with all its doors. `units` is their number (0: none) or their names; `plan` as in numbering.BuildingPlan."""
    names = tuple(units) if not isinstance(units, int) else tuple(str(number + 1) for number in range(units)) or ("",)
    doors = plan_doors(BuildingPlan(names, floors, doors_per_floor, **plan))  # type: ignore[arg-type]
    if not 0 < len(doors) <= MAX_DOORS:
        raise Invalid(_("一栋楼要有 1 到 %(limit)s 户，现在算出来是 %(count)s 户。", limit=MAX_DOORS, count=len(doors)))
    building = create_building(actor=actor, now=now, estate=estate, name=name, has_lift=has_lift)
    add_doors(actor=actor, now=now, building=building, doors=doors, grid=grid)
    return building


def add_doors(
    *, actor: Actor, now: datetime, building: Building, doors: Iterable[PlannedDoor], grid: Grid | None = None
) -> list[Household]:
    """Add doors; units that do not exist yet are made, in `grid` or else in the grid all other units are in.

    Raises Refused, Invalid (a door twice in its unit).
    """
    _check(actor, building)
    if grid is not None and grid.community_id != building.community_id:
        raise Refused
    _lock(Building, building.id)
    community_id = building.community_id
    estate = queries.estate_of(building)
    units = queries.units_by_name(building)
    grids = {unit.grid_id for unit in units.values()}
    new_units_grid = grid.id if grid else next(iter(grids)) if len(grids) == 1 else None
    known = {(unit_id, door_key(door)) for unit_id, door in queries.taken_doors(building)}
    added = []
    for planned in doors:
        unit = units.get(planned.unit)
        if unit is None:
            unit = BuildingUnit(
                community_id=community_id,
                building_id=building.id,
                grid_id=new_units_grid,
                name=planned.unit,
                sort_key=natural_key(planned.unit)[:40],
            )
            db.session.add(unit)
            db.session.flush()
            units[planned.unit] = unit
        if (unit.id, door_key(planned.door)) in known:
            raise Invalid(_("%(door)s 已经有了。", door=door_address("", "", unit.name, planned.door)), field="door")
        known.add((unit.id, door_key(planned.door)))
        added.append(
            Household(
                community_id=community_id,
                building_id=building.id,
                unit_id=unit.id,
                grid_id=unit.grid_id,
                door=planned.door,
                floor=planned.floor,
                sort_key=door_sort_key(unit.name, planned.floor, planned.door),
                address=door_address(estate.name, building.name, unit.name, planned.door),
            )
        )
    if not added:
        return []
    db.session.add_all(added)
    audit.record(actor, "building.doors_added", building, now=now, before={}, after={"doors": [door.address for door in added]})
    publish(HouseholdAdded(actor=actor, now=now, community_id=community_id, household_ids=tuple(door.id for door in added)))
    return added


def change_building(building: Building, *, actor: Actor, now: datetime, name: str, has_lift: bool) -> None:
    """Rename a building, say whether it has a lift; the addresses of its doors follow."""
    _check(actor, building)
    renamed = name != building.name
    if renamed:
        _lock(Estate, building.estate_id)
        others = queries.building_names(building.community_id, building.estate_id, without=building.id)
        if building_key(name) in {building_key(other) for other in others}:
            raise Invalid(_("这个小区已经有%(name)s了。", name=name), field="name")
    building.name, building.has_lift, building.sort_key = name, has_lift, natural_key(name)
    if not db.session.is_modified(building):
        return
    audit.record(actor, "building.changed", building, now=now)
    if renamed:
        write_addresses(Building.id == building.id, community_id=building.community_id)


def rename_door(household: Household, *, actor: Actor, now: datetime, door: str, floor: int | None = None) -> None:
    """Another number (or floor) for the same door. Raises Refused, Conflict (door gone), Invalid (number taken)."""
    _check_door(actor, household)
    _lock(Building, household.building_id)
    with db.session.no_autoflush:
        taken = {door_key(other) for other in queries.other_doors_of_unit(household)}
        if door_key(door) in taken:
            raise Invalid(_("这个单元已经有 %(door)s 了。如果是同一户，请用“合并”。", door=door), field="door")
        unit, building = household.unit, household.building
        household.door, household.floor = door, household.floor if floor is None else floor
        household.sort_key = door_sort_key(unit.name, household.floor, door)
        household.address = door_address(building.estate.name, building.name, unit.name, door)
        if db.session.is_modified(household):
            audit.record(actor, "household.renamed", household, now=now)


def merge_households(household: Household, *, into: Household, actor: Actor, now: datetime) -> None:
    """Two doors are one home: the people of `household` move over, and it goes. Later slices move what was open."""
    _check_door(actor, household)
    _check_door(actor, into)
    if into.id == household.id or into.building_id != household.building_id:
        raise Invalid(_("只能并到同一栋楼的另一户。"), field="into")
    _lock(Building, household.building_id)
    for resident in everybody_at(household):
        resident.household_id = into.id
    if into.tenancy is Tenancy.UNKNOWN:
        into.tenancy = household.tenancy
    into.note = "\n".join(note for note in (into.note, household.note) if note)[:500]
    audit.record(actor, "household.took_over", into, now=now, before={}, after={"from": household.address})
    _take_away(household, actor=actor, now=now, action="household.merged", merged_into_id=into.id)


def remove_household(household: Household, *, actor: Actor, now: datetime) -> None:
    """Take away a door that is not there. Raises Conflict while somebody is registered behind it."""
    _check_door(actor, household)
    if is_inhabited(household):
        raise Conflict(_("%(address)s 还登记着住的人，不能去掉。请先登记搬走，或用“合并”。", address=household.address))
    _take_away(household, actor=actor, now=now, action="household.removed", merged_into_id=None)


def set_vacant(household: Household, *, actor: Actor, now: datetime) -> None:
    """Nobody lives here. Raises Conflict while somebody is registered."""
    if is_inhabited(household):
        raise Conflict(_("%(address)s 还登记着住的人，不能标为空置。请先登记搬走。", address=household.address))
    change_household(household, actor=actor, now=now, tenancy=Tenancy.VACANT)


def _take_away(household: Household, *, actor: Actor, now: datetime, action: str, merged_into_id: int | None) -> None:
    household.removed_at, household.merged_into_id = now, merged_into_id
    household.door = f"{household.door[:8]}~{household.id}"[:20]  # the number is free for a new door
    audit.record(actor, action, household, now=now)
    publish(
        HouseholdRemoved(
            actor=actor, now=now, community_id=household.community_id, household_id=household.id, merged_into_id=merged_into_id
        )
    )


def _check(actor: Actor, thing: Estate | Building) -> None:
    if not can_manage_places(actor, thing):
        raise Refused


def _check_door(actor: Actor, household: Household) -> None:
    if not can_manage_places(actor, household):
        raise Refused
    if household.removed_at is not None:
        raise Conflict(_("这一户已经并到别的户或被去掉了。"))


def _lock(model: type[Estate] | type[Building], row_id: int) -> None:
    """Hold the parent, so that two equal names cannot slip in side by side."""
    with db.session.no_autoflush:
        queries.lock_row(model, row_id)
