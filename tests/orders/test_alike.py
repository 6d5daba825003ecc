"""What is the same thing, and what only looks like it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from blueprints.orders.alike import Thing, alike, by_thing, thing_of


@dataclass(frozen=True)
class Item:
    id: int
    name: str
    unit: str = "份"
    strength: str = ""
    is_personal: bool = False
    price_item_id: int | None = None


@dataclass(frozen=True)
class Line:
    item: str
    unit: str = "份"
    strength: str = ""
    price_item_id: int | None = None


def same(one: Line, two: Line) -> bool:
    assert thing_of(one).is_same(thing_of(two)) == thing_of(two).is_same(thing_of(one))
    return thing_of(one).is_same(thing_of(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Line("大米", "斤"), Line(" 大 米 ", "斤")),
        (Line("大米（东北）", "KG"), Line("大米 东北", "公斤")),
        (Line("洗洁精", "瓶", price_item_id=3), Line("洗洁精", "瓶", price_item_id=3)),
        (Line("洗洁精", "瓶", price_item_id=3), Line("洗洁精", "瓶")),
    ],
)
def test_the_same(one, two):
    assert same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Line("大米", "斤"), Line("大米", "公斤")),
        (Line("大米", "斤"), Line("东北大米", "斤")),
        (Line("牛奶", "箱", "250ml"), Line("牛奶", "箱", "1L")),
        (Line("洗洁精", "瓶", price_item_id=3), Line("洗洁精", "瓶", price_item_id=4)),
    ],
)
def test_not_the_same(one, two):
    assert not same(one, two)


def groups(*items: Item) -> list[list[str]]:
    names = {item.id: item.name for item in items}
    return [[names[one] for one in group] for group in alike(items)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("大米", "东北大米"),
        ("鸡蛋", "土鸡蛋"),
        ("2L 酱油", "酱油2升"),
        ("酱油 ２升装", "酱油2L"),
        ("纸巾", "纸巾（抽纸）"),
        ("酱油", "酱油2升"),
    ],
)
def test_what_is_proposed(one, two):
    assert groups(Item(1, one), Item(2, two)) == [[one, two]]
    assert groups(Item(1, two), Item(2, one)) == [[two, one]]


@pytest.mark.parametrize(
    ("one", "two"),
    [("酱油2升", "酱油5升"), ("大米", "小米"), ("油", "酱油"), ("米", "大米"), ("7号电池", "电池"), ("牛奶", "面包")],
)
def test_what_is_not(one, two):
    assert groups(Item(1, one), Item(2, two)) == []


def test_units_medicine_and_prices_stand_in_the_way():
    assert groups(Item(1, "大米", "斤"), Item(2, "东北大米", "公斤")) == []
    assert groups(Item(1, "阿司匹林", is_personal=True), Item(2, "阿司匹林", is_personal=True)) == []
    assert groups(Item(1, "大米", price_item_id=1), Item(2, "东北大米", price_item_id=2)) == []
    assert groups(Item(1, "大米", price_item_id=1), Item(2, "东北大米")) == [["大米", "东北大米"]]


def test_each_stands_in_one_group_at_most():
    found = groups(Item(1, "大米"), Item(2, "东北大米"), Item(3, "泰国大米"), Item(4, "盐"))
    assert found == [["大米", "东北大米"]]


def test_a_free_name_never_brings_two_picks_together():
    lines = [Line("盐", "袋"), Line("盐", "袋", price_item_id=1), Line("盐", "袋", price_item_id=2), Line("盐", "袋", price_item_id=1)]
    assert by_thing(lines, lambda line: line) == [[lines[0], lines[1], lines[3]], [lines[2]]]
    assert by_thing(lines, lambda line: line, listed={2}) == [lines], "what was picked elsewhere is only a name here"


def test_lines_in_groups_of_the_same():
    lines = [Line("盐", "袋"), Line("糖", "袋"), Line(" 盐", "袋"), Line("盐", "斤")]
    assert by_thing(lines, lambda line: line) == [[lines[0], lines[2]], [lines[1]], [lines[3]]]
    assert thing_of(lines[0]) == Thing("盐", "", "袋")
