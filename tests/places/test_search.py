"""Search: by door, name, initials, telephone; inside the own doors alone, and nothing of it in an address."""

from __future__ import annotations

import pytest

from blueprints.places.actions import residents
from core import clock
from core.database import run_tx
from tests.support import world


def look_for(somebody, words):
    page = somebody.get("/search").form("/search").submit(q=words)
    return {item.get_text().strip() for item in page.soup.select(".ll-item__title")}


@pytest.mark.parametrize(
    "words",
    [
        "1-1-101",
        "１－１－１０１",
        "1号楼1单元101室",
        "1栋1-101",
        "阳光花园1号楼101",
        "张秀兰",
        "张秀",
        "秀兰",
        "zxl",
        "ZXL",
        "zx",
        "0001",
        "19900000001",
    ],
)
def test_the_same_door_is_found_in_every_way(person, words):
    assert look_for(person("owner"), words) == {world.OWN_DOOR}


def test_a_door_number_alone_finds_it_in_every_building(person):
    assert look_for(person("secretary"), "101") == {world.OWN_DOOR, world.STRANGERS_DOOR}
    assert look_for(person("owner"), "101") == {world.OWN_DOOR}
    assert look_for(person("officer"), "101") == {world.OWN_DOOR, world.STRANGERS_DOOR, world.OTHER_COMMUNITYS_DOOR}
    assert look_for(person("secretary"), "2号楼") == {f"阳光花园2号楼1单元{door}" for door in ("101", "102", "201", "202")}


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary", "far_secretary", "far_officer"])
@pytest.mark.parametrize("words", ["张秀兰", "zxl", "0001", "19900000001", "阳光花园1号楼1单元101"])
def test_strangers_find_nothing(person, who, words):
    page = person(who).get("/search").form("/search").submit(q=words)
    assert world.OWN_DOOR not in page.text and "没有找到" in page.text


def test_those_who_moved_out_are_not_found(person, app):
    today = clock.day_of(clock.now())
    run_tx(lambda: residents.move_out(world.resident("张小军"), actor=world.actor("owner"), now=clock.now(), on=today))
    assert look_for(person("owner"), "张小军") == set()


def test_what_is_looked_for_stays_out_of_the_address(person):
    form = person("owner").get("/buildings").form("/search")
    assert form.method == "post"
    assert form.submit(q="张秀兰").path == "/search"


def test_signs_of_the_query_language_mean_nothing(person):
    for words in ("%", "_", "张%", "' OR 1=1 --", "\\", "x" * 61):
        assert look_for(person("secretary"), words) == set()


def test_as_one_types_the_answers_come_as_a_fragment(person):
    form = person("owner").get("/search").form("/search").fill(q="zxl")
    page = form.submit(htmx=True)
    assert "<html" not in page.html and world.OWN_DOOR in page.text
    assert "<html" not in form.submit(htmx=True, q="x" * 70).html


def test_nothing_typed_asks_for_nothing(person):
    page = person("owner").get("/search").form("/search").submit(q="  ")
    assert page.status == 200 and "没有找到" not in page.text
