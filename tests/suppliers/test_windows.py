"""When an order placed now would come: Monday 23 November 2026 is the first day here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.suppliers.windows import WeekHours, by_hours, next_window, overlap
from core import clock

MONDAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Hours:
    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True)
class Shop:
    cut_off: time | None
    windows: tuple[Hours, ...]


def shop(cut_off: str | None, *windows: tuple[int, int, int]) -> Shop:
    return Shop(time.fromisoformat(cut_off) if cut_off else None, tuple(Hours(day, time(a), time(b)) for day, a, b in windows))


def at(days: int, clock_time: str) -> datetime:
    return clock.at(MONDAY + timedelta(days=days), time.fromisoformat(clock_time))


@pytest.mark.parametrize(
    ("cut_off", "windows", "now", "comes"),
    [
        ("10:00", [(1, 15, 17)], (0, "09:59"), (0, 15)),
        ("10:00", [(1, 15, 17)], (0, "10:00"), (0, 15)),
        ("10:00", [(1, 15, 17)], (0, "10:01"), (7, 15)),
        ("20:00", [(2, 9, 11)], (0, "19:59"), (1, 9)),
        ("20:00", [(2, 9, 11), (3, 9, 11)], (0, "20:01"), (2, 9)),
        ("20:00", [(2, 9, 11), (3, 9, 11)], (1, "02:00"), (2, 9)),
        ("10:00", [(1, 9, 11), (1, 15, 17)], (0, "08:00"), (0, 15)),
        (None, [(1, 9, 11), (1, 15, 17)], (0, "08:59"), (0, 9)),
        (None, [(1, 9, 11), (1, 15, 17)], (0, "09:01"), (0, 15)),
        ("20:00", [(1, 9, 11)], (6, "20:01"), (14, 9)),
    ],
)
def test_the_cut_off_decides_which_window(cut_off, windows, now, comes):
    found = next_window(shop(cut_off, *windows), at(*now))
    assert found is not None
    assert (found.day, found.starts_at) == (MONDAY + timedelta(days=comes[0]), at(comes[0], f"{comes[1]:02d}:00"))
    assert found.closes_at >= at(*now) and found.starts_at < found.ends_at


def test_without_windows_there_is_none():
    assert next_window(shop("10:00"), at(0, "09:00")) is None


_windows = st.lists(st.tuples(st.integers(1, 7), st.integers(0, 22)), min_size=1, max_size=6, unique=True)


@given(_windows, st.none() | st.integers(0, 23), st.integers(0, 7 * 24 * 60))
def test_the_first_window_still_open_and_no_later_one(windows, cut_off, minutes):
    one = shop(f"{cut_off:02d}:00" if cut_off is not None else None, *((day, hour, hour + 1) for day, hour in windows))
    now = at(0, "00:00") + timedelta(minutes=minutes)
    found = next_window(one, now)
    assert found is not None and now <= found.closes_at <= found.starts_at
    assert found.starts_at - now <= timedelta(days=8)
    later = next_window(one, found.closes_at + timedelta(seconds=1))
    assert later is not None and later.starts_at > found.starts_at, "what is closed is not offered again"


def test_the_same_hours_on_several_days_are_said_once():
    nine, ten = time(9), time(10)
    assert by_hours([Hours(3, nine, ten), Hours(1, nine, ten), Hours(1, ten, time(11))]) == [
        WeekHours((1, 3), nine, ten),
        WeekHours((1,), ten, time(11)),
    ]


def test_overlapping_windows_are_found():
    assert overlap([WeekHours((1, 2), time(9), time(11)), WeekHours((2,), time(10), time(12))]) == 2
    assert overlap([WeekHours((1,), time(9), time(11)), WeekHours((1,), time(11), time(12))]) is None
