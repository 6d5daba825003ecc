"""Times for the buildings, and finding a bag by what somebody says at the pick-up point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.orders.finding import Findable, asks_for
from blueprints.orders.windows import Window, overlaps, propose

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def minutes(times: list[tuple[datetime, datetime]]) -> list[tuple[int, int]]:
    return [tuple(int((moment - NINE).total_seconds() // 60) for moment in pair) for pair in times]


def test_three_buildings_in_an_hour_and_a_half():
    assert minutes(propose(3, NINE, NINE + timedelta(minutes=90), 20)) == [(0, 20), (30, 50), (60, 80)]


def test_exactly_as_much_time_as_needed():
    assert minutes(propose(3, NINE, NINE + timedelta(minutes=60), 20)) == [(0, 20), (20, 40), (40, 60)]


def test_too_little_time_makes_them_overlap_evenly():
    times = propose(4, NINE, NINE + timedelta(minutes=50), 20)
    assert minutes(times) == [(0, 20), (10, 30), (20, 40), (30, 50)]
    windows = [Window(str(number), "南门", *pair) for number, pair in enumerate(times)]
    assert [(first.name, second.name) for first, second in overlaps(windows)] == [("0", "1"), ("1", "2"), ("2", "3")]


def test_other_places_do_not_meet():
    until = NINE + timedelta(minutes=20)
    assert overlaps([Window("1号楼", "南门", NINE, until), Window("2号楼", "北门", NINE, until)]) == []
    assert overlaps([Window("1号楼", "南门", NINE, until), Window("2号楼", "南门", until, until + timedelta(minutes=5))]) == []


def test_no_window_longer_than_the_time():
    with pytest.raises(ValueError, match="shorter"):
        propose(2, NINE, NINE + timedelta(minutes=15), 20)


@given(count=st.integers(0, 40), room=st.integers(1, 600), length=st.integers(1, 120))
def test_every_proposal_is_even_and_inside(count, room, length):
    until = NINE + timedelta(minutes=room)
    if length > room:
        with pytest.raises(ValueError, match="shorter"):
            propose(count, NINE, until, length)
        return
    times = propose(count, NINE, until, length)
    assert len(times) == count
    assert all(ends - starts == timedelta(minutes=length) and starts >= NINE and ends <= until for starts, ends in times)
    gaps = [later[0] - earlier[0] for earlier, later in zip(times, times[1:], strict=False)]
    assert not gaps or max(gaps) - min(gaps) <= timedelta(minutes=5)
    if count * length <= room:
        assert overlaps(Window(str(number), "南门", *pair) for number, pair in enumerate(times)) == []


BAG = Findable(1, 7, "0001", "1号楼", "2", "101", "阳光花园1号楼2单元101")


@pytest.mark.parametrize(
    "typed",
    ["7", "07", "007", "取货号07", "取货号 7", "７", "7号", "0001", "19900000001", "101", "101室", "2-101", "2单元101", "1-101", "1号楼101"]
    + ["1号楼2单元101", "1-2-101", "1 2 101", "阳光花园1号楼2单元101"],
)
def test_a_bag_is_found(typed):
    assert asks_for(typed, BAG)


@pytest.mark.parametrize(
    "typed", ["", " ", "8", "70", "1", "001", "0002", "9000001", "102", "3-101", "1号楼", "单元", "阳光花园", "-", "１０２"]
)
def test_another_is_not(typed):
    assert not asks_for(typed, BAG)


def test_without_number_phone_and_unit():
    bag = Findable(1, None, None, "别墅", "", "A座", "阳光花园别墅A座")
    assert asks_for("a", bag) and asks_for("别墅A", bag) is False and asks_for("别墅-A", bag) and not asks_for("0001", bag)
