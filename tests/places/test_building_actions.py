"""Buildings, doors and grids change, and those who must know are told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.places.actions import areas, buildings, residents
from blueprints.places.events import HouseholdAdded, HouseholdRemoved, UnitsRegridded
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household, Resident
from blueprints.places.numbering import PlannedDoor
from blueprints.places.vocabulary import Tenancy
from core import clock, events
from core.audit import AuditEvent
from core.database import db, run_tx
from core.errors import Conflict, Invalid, Refused
from tests.support import world


@pytest.fixture
def told(app, monkeypatch):
    """What other slices were told, in order."""
    heard = []
    monkeypatch.setattr(events, "_handlers", {kind: [heard.append] for kind in (HouseholdAdded, HouseholdRemoved, UnitsRegridded)})
    return heard


def act(verb, *things, who="secretary", **fields):
    return run_tx(
        lambda: verb(
            *(thing() for thing in things),
            actor=world.actor(who),
            now=clock.now(),
            **{k: v() if callable(v) else v for k, v in fields.items()},
        )
    )


def estate():
    return db.session.scalars(sa.select(Estate).where(Estate.name == "阳光花园")).one()


def building(name="1号楼"):
    return db.session.scalars(sa.select(Building).where(Building.name == name, Building.estate_id == estate().id)).one()


def door(address):
    return lambda: world.household_at(address)


def actions_recorded():
    return set(db.session.scalars(sa.select(AuditEvent.action)))


def test_a_generated_building_has_all_its_doors(told):
    grid = lambda: db.session.scalars(sa.select(Grid).where(Grid.name == "第一网格")).one()  # noqa: E731
    act(buildings.generate_building, estate=estate, name="9号楼", units=3, floors=6, doors_per_floor=2, grid=grid)
    found = db.session.scalars(sa.select(Household).where(Household.building_id == building("9号楼").id).order_by(Household.sort_key)).all()
    assert len(found) == 36
    assert (found[0].address, found[-1].address) == ("阳光花园9号楼1单元101", "阳光花园9号楼3单元602")
    assert {home.grid.name for home in found} == {"第一网格"}
    assert [len(event.household_ids) for event in told] == [36]
    assert {"building.created", "building.doors_added"} <= actions_recorded()


def test_the_same_building_written_otherwise_is_refused(app):
    with pytest.raises(Invalid, match="已经有1号楼"):
        act(buildings.generate_building, estate=estate, name="1栋", units=1, floors=1, doors_per_floor=1)
    with pytest.raises(Invalid, match="1 到 1000 户"):
        act(buildings.generate_building, estate=estate, name="7号楼", units=10, floors=30, doors_per_floor=10)


@pytest.mark.parametrize("who", ["owner", "other_secretary", "officer"])
def test_only_the_own_secretary_builds(app, who):
    with pytest.raises(Refused):
        act(buildings.generate_building, who=who, estate=estate, name="9号楼", units=1, floors=1, doors_per_floor=1)


def test_added_doors_join_the_grid_of_their_unit(told):
    act(buildings.add_doors, building=building, doors=[PlannedDoor("1", 3, "301"), PlannedDoor("2", 1, "101")])
    assert [world.household_at(f"阳光花园1号楼{name}").grid.name for name in ("1单元301", "2单元101")] == ["第一网格", "第一网格"]
    with pytest.raises(Invalid, match="已经有了"):
        act(buildings.add_doors, building=building, doors=[PlannedDoor("1", 1, "0101")])


def test_a_renamed_door_keeps_its_people(app):
    act(buildings.rename_door, door(world.OWN_DOOR), door="103", floor=1)
    home = world.household_at("阳光花园1号楼1单元103")
    assert (home.door, world.resident("张秀兰").household_id) == ("103", home.id)
    with pytest.raises(Invalid, match="已经有 102"):
        act(buildings.rename_door, lambda: world.household_at("阳光花园1号楼1单元103"), door="102")


def test_merged_doors_share_their_people_and_free_the_number(told):
    gone = world.household_at(world.NEXT_DOOR).id
    act(buildings.merge_households, door(world.NEXT_DOOR), into=door(world.OWN_DOOR))
    home = world.household_at(world.OWN_DOOR)
    names = set(db.session.scalars(sa.select(Resident.name).where(Resident.household_id == home.id)))
    assert names == {"张秀兰", "张小军", "李建国"}
    assert [(event.household_id, event.merged_into_id) for event in told] == [(gone, home.id)]
    with pytest.raises(Conflict):
        act(buildings.rename_door, lambda: db.session.get_one(Household, gone), door="1")
    act(buildings.add_doors, building=building, doors=[PlannedDoor("1", 1, "102")])
    with pytest.raises(Invalid):
        act(buildings.merge_households, door(world.STRANGERS_DOOR), into=door(world.OWN_DOOR))


def test_a_door_with_people_stays_and_an_empty_one_goes(told):
    with pytest.raises(Conflict, match="还登记着"):
        act(buildings.remove_household, door(world.OWN_DOOR))
    with pytest.raises(Conflict, match="还登记着"):
        act(buildings.set_vacant, door(world.OWN_DOOR))
    act(buildings.set_vacant, door("阳光花园1号楼1单元201"))
    assert world.household_at("阳光花园1号楼1单元201").tenancy is Tenancy.VACANT
    act(buildings.remove_household, door("阳光花园1号楼1单元201"))
    assert world.household_at("阳光花园1号楼1单元201").removed_at is not None
    assert [event.merged_into_id for event in told] == [None]


def test_addresses_follow_a_new_name(app):
    act(buildings.change_building, building, name="壹号楼", has_lift=True)
    act(areas.change_estate, estate, name="月光花园")
    assert world.household_at("月光花园壹号楼1单元101").door == "101"
    assert world.household_at("月光花园2号楼1单元101").door == "101"
    assert world.household_at(world.OTHER_COMMUNITYS_DOOR).door == "101"


def test_doors_follow_their_unit_to_another_grid(told):
    units = lambda: db.session.scalars(sa.select(BuildingUnit).where(BuildingUnit.building_id == building().id)).all()  # noqa: E731
    second = lambda: db.session.scalars(sa.select(Grid).where(Grid.name == "第二网格")).one()  # noqa: E731
    act(areas.assign_units, units, grid=second)
    assert world.household_at(world.OWN_DOOR).grid.name == "第二网格"
    act(areas.assign_units, units, grid=second)  # nothing to do is not an error
    assert len(told) == 1 and isinstance(told[0], UnitsRegridded)
    with pytest.raises(Refused):
        act(areas.assign_units, units, grid=lambda: db.session.scalars(sa.select(Grid).where(Grid.name == "和平网格")).one())


def test_who_may_add_what(app):
    assert (
        act(areas.create_community, who="officer", name="新社区", phone="0571-00000001").subdistrict_id
        == world.actor("officer").subdistrict_id
    )
    for who, verb in (("secretary", areas.create_community), ("officer", areas.create_estate), ("owner", areas.create_grid)):
        with pytest.raises(Refused):
            act(verb, who=who, name="不该有", **({"phone": "1"} if verb is areas.create_community else {}))
    with pytest.raises(Invalid, match="阳光花园"):
        act(areas.create_estate, name="阳光花园")


def test_moving_out_is_said_once(app):
    from blueprints.places.events import ResidentMovedOut

    today = clock.day_of(clock.now())
    heard = []
    events.subscribe(ResidentMovedOut, heard.append)
    try:
        act(residents.move_out, lambda: world.resident("张小军"), who="owner", on=today)
    finally:
        events._handlers[ResidentMovedOut].remove(heard.append)
    assert [event.resident_id for event in heard] == [world.resident("张小军").id]
    with pytest.raises(Conflict, match="已经登记为"):
        act(residents.move_out, lambda: world.resident("张小军"), who="owner", on=today)
    act(residents.move_in_again, lambda: world.resident("张小军"), who="owner")
    assert world.resident("张小军").moved_out_on is None
