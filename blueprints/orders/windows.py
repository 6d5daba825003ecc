"""错峰取物: when the people of each building come down. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTES = 20  # of one building, unless the secretary says otherwise
ROUND = 5  # windows begin at a full five minutes where there is room


@dataclass(frozen=True)
class Window:
    """One building's time at a place."""

    name: str
    place: str
    starts_at: datetime
    ends_at: datetime


def propose(count: int, begins: datetime, until: datetime, minutes: int) -> list[tuple[datetime, datetime]]:
    """`count` windows of `minutes` each, spaced evenly from `begins` to `until`; the last one ends by `until`.

    With too little time they overlap evenly. A window longer than the whole time is a ValueError.
    """
    length, whole = timedelta(minutes=minutes), until - begins
    if minutes <= 0 or length > whole:
        raise ValueError("the time is shorter than one window")
    if count == 0:
        return []
    room = int(whole.total_seconds() // 60)
    fits = count * minutes <= room
    starts = [index * room // count for index in range(count)] if fits else _overlapping(count, room - minutes)
    if fits and room // count - minutes >= ROUND:  # rounding down cannot make two of them meet
        starts = [start // ROUND * ROUND for start in starts]
    return [(begins + timedelta(minutes=start), begins + timedelta(minutes=start) + length) for start in starts]


def _overlapping(count: int, last: int) -> list[int]:
    return [index * last // max(count - 1, 1) for index in range(count)]


def overlaps(windows: Iterable[Window]) -> list[tuple[Window, Window]]:
    """Those that meet at the same place, the earlier first."""
    ordered = sorted(windows, key=lambda window: (window.starts_at, window.ends_at))
    return [
        (first, second)
        for index, first in enumerate(ordered)
        for second in ordered[index + 1 :]
        if first.place == second.place and second.starts_at < first.ends_at
    ]
