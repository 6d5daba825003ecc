"""When an order placed now would come. Pure.

A window is closed at the last cut-off before it opens (with a cut-off of 10:00, the van of 15:00 is closed at 10:00 that
day, the one of 9:00 at 10:00 the day before); without a cut-off at its own beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from core import clock


class HasHours(Protocol):
    """`starts` and `ends` in Shanghai, on a `weekday` (1 Monday … 7 Sunday)."""

    @property
    def weekday(self) -> int: ...
    @property
    def starts(self) -> time: ...
    @property
    def ends(self) -> time: ...


class Delivers(Protocol):
    @property
    def cut_off(self) -> time | None: ...
    @property
    def windows(self) -> Sequence[HasHours]: ...


@dataclass(frozen=True)
class NextWindow:
    day: date
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime  # until then an order still comes in this window


def next_window(supplier: Delivers, now: datetime) -> NextWindow | None:
    """The first window an order placed at `now` can come in; None for a supplier without windows."""
    today = clock.day_of(now)
    for ahead in range(9):  # a week, and what an early cut-off takes away of it
        day = today + timedelta(days=ahead)
        for hours in sorted((one for one in supplier.windows if one.weekday == day.isoweekday()), key=lambda one: one.starts):
            closes_at = _closes_at(day, hours.starts, supplier.cut_off)
            if now <= closes_at:
                return NextWindow(day, clock.at(day, hours.starts), clock.at(day, hours.ends), closes_at)
    return None


def _closes_at(day: date, starts: time, cut_off: time | None) -> datetime:
    if cut_off is None:
        return clock.at(day, starts)
    return clock.at(day if cut_off <= starts else day - timedelta(days=1), cut_off)


@dataclass(frozen=True)
class WeekHours:
    """The same hours on some days of the week."""

    days: tuple[int, ...]
    starts: time
    ends: time


def by_hours(windows: Iterable[HasHours]) -> list[WeekHours]:
    """Windows as people say them: on which days, from when until when."""
    days: dict[tuple[time, time], set[int]] = {}
    for one in windows:
        days.setdefault((one.starts, one.ends), set()).add(one.weekday)
    return [WeekHours(tuple(sorted(found)), *hours) for hours, found in sorted(days.items(), key=lambda pair: (min(pair[1]), pair[0]))]


def overlap(hours: Sequence[WeekHours]) -> int | None:
    """A weekday on which two windows overlap, or None."""
    for weekday in range(1, 8):
        there = sorted((one.starts, one.ends) for one in hours if weekday in one.days)
        if any(later[0] < earlier[1] for earlier, later in zip(there, there[1:], strict=False)):
            return weekday
    return None
