"""The door map: every door the worker may see, its mark, and the way to the next one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from blueprints.places.actions import areas, buildings
from blueprints.places.door_map import Door, DoorMark, DoorState, arrange, merge, next_door
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household
from blueprints.places.vocabulary import Tenancy
from core import clock, slots
from core.database import db, run_tx
from tests.support import world

MISSING, REVISIT, DONE = DoorState.MISSING, DoorState.REVISIT, DoorState.DONE


@pytest.fixture
def marks(app, monkeypatch):
    """Doors by number → state; instead of what the other slices say."""
    states = {}

    def door_marks(actor, building):
        doors = db.session.scalars(sa.select(Household).where(Household.building_id == building.id))
        return {home.id: DoorMark(*states[home.door]) for home in doors if home.door in states}

    monkeypatch.setitem(slots._fillings, "door_marks", [(1, door_marks)])
    monkeypatch.setitem(slots._fillings, "door_map_top", [])
    return states


@pytest.fixture
def queries(app):
    seen = []
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    yield seen
    event.remove(db.engine, "before_cursor_execute", listener)


def building(units, floors, doors, name="8号楼", **plan):
    def work():
        estate = db.session.scalars(sa.select(Estate).where(Estate.name == "阳光花园")).one()
        grid = db.session.scalars(sa.select(Grid).where(Grid.name == "第一网格")).one()
        return buildings.generate_building(
            actor=world.actor("secretary"),
            now=clock.now(),
            estate=estate,
            name=name,
            units=units,
            floors=floors,
            doors_per_floor=doors,
            grid=grid,
            **plan,
        ).id

    return run_tx(work)


def doors_of(*states):
    doors = [Door(number, 1, number, str(number), Tenancy.UNKNOWN) for number in range(1, len(states) + 1)]
    return doors, {door.id: DoorMark(state) for door, state in zip(doors, states, strict=True) if state}


def test_two_slices_agree_on_the_more_urgent_mark():
    merged = merge([{1: DoorMark(DONE, ("帮扶",)), 2: DoorMark(REVISIT)}, {1: DoorMark(None, ("告警", "帮扶")), 2: DoorMark(MISSING)}])
    assert merged == {1: DoorMark(DONE, ("帮扶", "告警")), 2: DoorMark(MISSING)}


@pytest.mark.parametrize(
    ("states", "after", "expected"),
    [
        ((MISSING, MISSING, MISSING), None, 1),
        ((DONE, MISSING, MISSING), 1, 2),
        ((DONE, DONE, REVISIT), 1, 3),
        ((MISSING, DONE, DONE), 3, 1),  # one was passed by: back to it
        ((REVISIT, DONE, DONE), 3, None),  # nobody was home a moment ago: not again on this walk
        ((REVISIT, REVISIT, REVISIT), 3, None),
        ((DONE, DONE, DONE), 2, None),
        ((None, None, None), None, None),
        ((DONE, MISSING, DONE), 99, 2),
    ],
)
def test_which_door_is_next(states, after, expected):
    doors, marks = doors_of(*states)
    found = next_door(doors, marks, after)
    assert (found.id if found else None) == expected


def test_top_floor_on_top_and_units_side_by_side():
    doors = [Door(1, 7, 1, "101", Tenancy.OWNER), Door(2, 7, 3, "301", Tenancy.OWNER), Door(3, 8, 1, "102", Tenancy.SHOP)]
    drawn = arrange([(7, "1"), (8, "2"), (9, "3")], doors, {})
    assert [name for _, name in drawn.units] == ["1", "2"]  # the third has no door for this actor
    assert [(floor, [[cell.door for cell in cells] for cells in units]) for floor, units in drawn.floors] == [
        (3, [["301"], []]),
        (1, [["101"], ["102"]]),
    ]


def test_each_cell_says_its_state_in_words_and_leads_to_the_file(person, marks):
    marks |= {"101": (DONE, ("帮扶",)), "102": (MISSING, ()), "201": (REVISIT, ("告警",))}
    home = world.household_at("阳光花园1号楼1单元202")
    run_tx(lambda: buildings.set_vacant(db.session.get_one(Household, home.id), actor=world.actor("secretary"), now=clock.now()))
    page = person("owner").get(f"/buildings/{home.building_id}")
    cells = {cell.find("b").get_text(): cell for cell in page.soup.select(".pl-map a")}
    assert {door: "".join(cell.stripped_strings) for door, cell in cells.items()} == {
        "201": "201↻再访告警",
        "202": "202空",
        "101": "101✓已查帮扶",
        "102": "102○未查",
    }
    assert list(cells) == ["201", "202", "101", "102"]
    assert cells["202"]["href"] == f"/households/{home.id}" and cells["202"]["id"] == f"door-{home.id}"


def test_after_a_saved_door_the_next_one_is_one_tap_away(person, marks):
    marks |= {"101": (DONE, ()), "102": (DONE, ()), "201": (MISSING, ())}
    saved = world.household_at(world.NEXT_DOOR)
    page = person("owner").get(f"/buildings/{saved.building_id}?after={saved.id}")
    assert page.link("下一户：1单元201") == f"/households/{world.household_at('阳光花园1号楼1单元201').id}"
    assert [cell.find("b").get_text() for cell in page.soup.select(".pl-map a.x")] == ["201"]


def test_when_all_are_done_it_says_so(person, marks):
    marks |= {"101": (DONE, ()), "102": (REVISIT, ())}
    saved = world.household_at(world.NEXT_DOOR)
    text = person("owner").get(f"/buildings/{saved.building_id}?after={saved.id}").text
    assert "这栋楼都走完了" in text and "还有 1 户没遇到人" in text


@pytest.mark.parametrize("who", ["stranger", "other_secretary", "other_worker", "far_officer"])
def test_a_strangers_building_does_not_exist(person, who):
    page = person(who)
    assert page.get(f"/buildings/{world.household_at(world.OWN_DOOR).building_id}").status == 404
    assert "阳光花园1号楼" not in page.get("/buildings").text.replace(" ", "")


def test_a_worker_with_one_unit_sees_only_its_doors(person, marks):
    building_id = building(2, 1, 2)

    def split():
        unit = db.session.scalars(sa.select(BuildingUnit).where(BuildingUnit.building_id == building_id, BuildingUnit.name == "2")).one()
        grid = db.session.scalars(sa.select(Grid).where(Grid.name == "第二网格")).one()
        areas.assign_units([unit], actor=world.actor("secretary"), now=clock.now(), grid=grid)

    run_tx(split)
    page = person("stranger").get(f"/buildings/{building_id}")
    assert [" ".join(head.get_text().split()) for head in page.soup.select("thead th")] == ["2单元"]
    assert len(page.soup.select(".pl-map a")) == 2
    assert len(person("secretary").get(f"/buildings/{building_id}").soup.select(".pl-map a")) == 4
    listed = person("stranger").get("/buildings").text
    assert "8号楼 2 户" in listed and "2号楼 4 户" in listed


def test_thirty_doors_take_as_many_queries_as_three(person, queries):
    owner = person("owner")
    counts = []
    for name, floors in (("6号楼", 1), ("7号楼", 10)):
        building_id = building(1, floors, 3, name)
        queries.clear()
        owner.get(f"/buildings/{building_id}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    queries.clear()
    owner.get("/buildings")
    with_four = len(queries)
    building(1, 1, 1, "5号楼")
    queries.clear()
    owner.get("/buildings")
    assert len(queries) == with_four


def test_120_doors_weigh_at_most_12_kb_compressed(person, marks):
    building_id = building(0, 30, 4, "A座")
    marks |= {f"{floor}0{number}": (MISSING, ("帮扶",) if floor % 5 else ()) for floor in range(1, 31) for number in range(1, 5)}
    import gzip

    page = person("owner").get(f"/buildings/{building_id}")
    assert len(page.soup.select(".pl-map a")) == 120
    assert len(gzip.compress(page.html.encode(), 6)) <= 12 * 1024


def test_buildings_stand_in_natural_order_under_their_estate(person, app):
    building(1, 1, 1, "10号楼")
    page = person("secretary").get("/buildings")
    assert [title.get_text().strip() for title in page.soup.select(".ll-item__title")] == ["1号楼", "2号楼", "10号楼"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Building)) == 4  # the other community's is not listed


def test_the_list_keeps_to_a_grid_or_a_community(person):
    grid = world.household_at(world.STRANGERS_DOOR).grid_id
    names = lambda page: [title.get_text().strip() for title in page.soup.select(".ll-item__title")]  # noqa: E731
    assert names(person("secretary").get(f"/buildings?grid={grid}")) == ["2号楼"]
    assert names(person("owner").get(f"/buildings?grid={grid}")) == []
    community = world.household_at(world.OTHER_COMMUNITYS_DOOR).community_id
    assert names(person("officer").get(f"/buildings?community={community}")) == ["1号楼"]
    assert names(person("secretary").get(f"/buildings?community={community}")) == []
