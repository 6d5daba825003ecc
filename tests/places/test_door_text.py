"""Doors as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.places.door_text import DoorText, building_key, door_key, door_name, parse, unit_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3-2-501", DoorText("", "3", "2", "501")),
        ("３－２－５０１", DoorText("", "3", "2", "501")),
        (" 3 - 2 - 501 ", DoorText("", "3", "2", "501")),
        ("3—2—501", DoorText("", "3", "2", "501")),
        ("3.2.501", DoorText("", "3", "2", "501")),
        ("3/2/501", DoorText("", "3", "2", "501")),
        ("03-02-501室", DoorText("", "3", "2", "501")),
        ("3号楼2单元501室", DoorText("", "3", "2", "501")),
        ("３号楼２单元５０１", DoorText("", "3", "2", "501")),
        ("3 号楼 2 单元 501 室", DoorText("", "3", "2", "501")),
        ("三号楼二单元501", DoorText("", "3", "2", "501")),
        ("十二号楼1单元1201", DoorText("", "12", "1", "1201")),
        ("二十一栋1单元101", DoorText("", "21", "1", "101")),
        ("3栋2-501", DoorText("", "3", "2", "501")),
        ("3幢501", DoorText("", "3", "", "501")),
        ("3#2单元501", DoorText("", "3", "2", "501")),
        ("3#501", DoorText("", "3", "", "501")),
        ("A座1203", DoorText("", "A", "", "1203")),
        ("a座东单元1203", DoorText("", "A", "东", "1203")),
        ("阳光花园3号楼2单元501", DoorText("阳光花园", "3", "2", "501")),
        ("阳光花园3-2-501", DoorText("阳光花园", "3", "2", "501")),
        ("滨江1号院13号楼2单元501", DoorText("滨江1号院", "13", "2", "501")),
        ("3号2单元501", DoorText("", "3", "2", "501")),
        ("2单元501", DoorText("", "", "2", "501")),
        ("3号楼", DoorText("", "3", "", "")),
        ("3号楼2单元", DoorText("", "3", "2", "")),
        ("501", DoorText("", "", "", "501")),
        ("501室", DoorText("", "", "", "501")),
        ("A101", DoorText("", "", "", "A101")),
        ("商铺3", DoorText("", "", "", "商铺3")),
        ("3-501", DoorText("", "3", "", "501")),
        ("3-2-501-1", DoorText("", "3", "2", "501-1")),
        ("张秀兰", None),
        ("zxl", None),
        ("", None),
        ("1-2-3-4-5", None),
    ],
)
def test_what_is_read(text, expected):
    assert parse(text) == expected


def test_inside_a_building_two_parts_are_unit_and_door():
    assert parse("2-501", in_building=True) == DoorText(unit="2", door="501")
    assert parse("2单元501", in_building=True) == DoorText(unit="2", door="501")
    assert parse("501", in_building=True) == DoorText(door="501")


def test_keys_make_ways_of_writing_equal():
    assert {building_key(name) for name in ("3号楼", "3栋", "03幢", "3#", "三号楼", "３号楼", "3 号楼", "3")} == {"3"}
    assert building_key("A座") == "A" and building_key("综合楼") == "综合楼"
    assert {unit_key(name) for name in ("1", "1单元", "一单元", "01")} == {"1"} and unit_key("") == ""
    assert door_key("0501") == door_key("501室") == "501"
    assert door_name("a101") == "A101" and door_name("东边那户") is None


@given(building=st.integers(1, 199), unit=st.integers(1, 12), floor=st.integers(1, 60), number=st.integers(1, 20))
def test_every_way_of_writing_gives_the_same_door(building, unit, floor, number):
    door = f"{floor}{number:02d}"
    expected = DoorText("", str(building), str(unit), door)
    for text in (
        f"{building}-{unit}-{door}",
        f"{building}号楼{unit}单元{door}室",
        f"{building}栋{unit}-{door}",
        f"{building}幢 {unit}单元 {door}",
    ):
        assert parse(text) == expected, text


@given(st.text(max_size=100))
def test_no_text_breaks_it(text):
    found = parse(text)
    assert found is None or found.building or found.unit or found.door
    building_key(text), unit_key(text), door_key(text)
