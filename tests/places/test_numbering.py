"""Doors of a generated building."""

from __future__ import annotations

import pytest

from blueprints.places.numbering import (
    BuildingPlan,
    Numbering,
    door_sort_key,
    floor_numbers,
    floor_of,
    plan_doors,
    read_doors_on,
    read_numbers,
)


def doors(**plan):
    return [planned.door for planned in plan_doors(BuildingPlan(**{"units": ("1",), "floors": 2, "doors_per_floor": 2, **plan}))]


def test_a_walk_up_with_three_units():
    planned = plan_doors(BuildingPlan(("1", "2", "3"), 6, 2))
    assert len(planned) == 36
    assert [(door.unit, door.floor, door.door) for door in (planned[0], planned[-1])] == [("1", 1, "101"), ("3", 6, "602")]


def test_ways_of_numbering():
    assert doors() == ["101", "102", "201", "202"]
    assert doors(numbering=Numbering.PADDED) == ["0101", "0102", "0201", "0202"]
    assert doors(numbering=Numbering.RUNNING) == ["1", "2", "3", "4"]
    assert doors(first_floor=10) == ["1001", "1002", "1101", "1102"]
    assert doors(first_floor=-1, floors=2) == ["B101", "B102", "101", "102"]


def test_unlucky_numbers_and_irregular_floors():
    assert floor_numbers(BuildingPlan(("1",), 5, 1, skipped_floors=frozenset({4}))) == [1, 2, 3, 5, 6]
    assert doors(floors=1, doors_per_floor=4, skipped_numbers=frozenset({4})) == ["101", "102", "103", "105"]
    assert doors(doors_on={1: 0, 2: 3}) == ["201", "202", "203"]


def test_walking_order_goes_unit_by_unit_from_below():
    keys = [door_sort_key("1", -1, "B101"), door_sort_key("1", 2, "201"), door_sort_key("1", 10, "1001"), door_sort_key("2", 1, "101")]
    assert keys == sorted(keys)


def test_lists_as_people_type_them():
    assert read_numbers(" 4，14、 24 ") == {4, 14, 24} and read_numbers("") == frozenset()
    assert read_doors_on("1:2，30：1") == {1: 2, 30: 1} and read_doors_on("1层=3户") == {1: 3}
    for bad in ("四", "1:x", "1", "1:2:3", "1:99"):
        with pytest.raises(ValueError):
            read_doors_on(bad)


def test_the_floor_a_number_tells():
    assert [floor_of(door) for door in ("501", "0501", "1203", "A101", "12", "商铺3")] == [5, 5, 12, 1, 1, 1]
