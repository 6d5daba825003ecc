"""When somebody is to be contacted: computed from the frequency and the contacts, never ticked by hand. Pure.

Time is cut into Shanghai days. One contact is asked for in each *slot*:

- twice a day: one slot before 12:00 and one after (mechanism 46); a contact at 12:00 sharp counts for the afternoon;
- daily: one slot a day;
- every N days, weekly, monthly: due on one day, N days (7 days, one month) after the last time somebody was
  reached. It may be made good until the next one falls due; only then is it missed.

Only a contact that reached the person fulfils a slot. A day agreed for the next time (`next_on`) replaces the
next slot once; after that the rhythm goes on from that contact.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from core import clock

NOON = time(12)
MIN_INTERVAL, MAX_INTERVAL = 2, 60
HISTORY_DAYS = 14


class FrequencyKind(StrEnum):
    TWICE_DAILY = "twice_daily"
    DAILY = "daily"
    EVERY_N_DAYS = "every_n_days"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class CaseState(StrEnum):
    """How a case, or one slot of it, stands at a moment."""

    DUE = "due"  # to be contacted now
    OVERDUE = "overdue"  # the day has passed, it can still be made good
    MISSED = "missed"  # at least one whole slot went by without reaching anybody
    DONE = "done"  # reached in time, or today
    UPCOMING = "upcoming"


@dataclass(frozen=True)
class Frequency:
    """`interval_days` counts for EVERY_N_DAYS alone."""

    kind: FrequencyKind
    interval_days: int | None = None


@dataclass(frozen=True)
class Slot:
    """Due from `opens_at`, late from `overdue_at`, lost from `missed_at`."""

    opens_at: datetime
    overdue_at: datetime
    missed_at: datetime


@dataclass(frozen=True)
class Reached:
    """A contact that reached the person, and the day agreed for the next one if it is another."""

    at: datetime
    next_on: date | None = None


def add_month(day: date) -> date:
    """The same day of the next month, or its last one (31 January → 28 February)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def step(frequency: Frequency, day: date) -> date:
    """The day on which the next contact is due after one on `day`."""
    if frequency.kind is FrequencyKind.MONTHLY:
        return add_month(day)
    return day + timedelta(days=_days(frequency))


def slot_on(frequency: Frequency, day: date, *, afternoon: bool = False) -> Slot:
    """The slot that falls due on `day` (of the two, the morning's unless `afternoon`)."""
    begin, end = clock.bounds(day)
    if frequency.kind is FrequencyKind.TWICE_DAILY:
        noon = clock.at(day, NOON)
        return Slot(noon, end, end) if afternoon else Slot(begin, noon, noon)
    return Slot(begin, end, clock.start_of(step(frequency, day)))


def slot_containing(frequency: Frequency, moment: datetime) -> Slot:
    """The slot of the very day (half day) in which `moment` lies."""
    local = clock.local(moment)
    return slot_on(frequency, local.date(), afternoon=local.time() >= NOON)


def following(frequency: Frequency, slot: Slot) -> Slot:
    """The slot after `slot` when nobody was reached in it."""
    return slot_containing(frequency, slot.missed_at)


def next_slot(frequency: Frequency, *, since: datetime, last: Reached | None) -> Slot:
    """The earliest slot that is still unfulfilled.

    `since` is when this frequency began to count (the start of the case, or its last change): nothing
    before it can be due, and a day agreed before it no longer holds.
    """
    first = slot_containing(frequency, since)
    if last is None:
        return first
    if last.at >= since and last.next_on is not None and last.next_on > clock.day_of(last.at):
        return slot_on(frequency, last.next_on)
    after = _after(frequency, last.at)
    return after if after.opens_at > first.opens_at else first


def state_of(slot: Slot | None, now: datetime, last_reached_at: datetime | None) -> CaseState | None:
    """How an open case stands, from its next slot; None for one that has none (ended)."""
    if slot is None:
        return None
    if now >= slot.missed_at:
        return CaseState.MISSED
    if now >= slot.overdue_at:
        return CaseState.OVERDUE
    if now >= slot.opens_at:
        return CaseState.DUE
    reached_today = last_reached_at is not None and clock.day_of(last_reached_at) == clock.day_of(now)
    return CaseState.DONE if reached_today else CaseState.UPCOMING


def missed_slots(frequency: Frequency, *, since: datetime, reached: Sequence[Reached], now: datetime) -> list[Slot]:
    """The slots that closed in the last 14 days, today among them, without anybody reached; oldest first.

    `reached` is sorted by time and holds every contact of these days, and the last one before them if there is one.
    """
    begin = history_begin(now)
    missed: list[Slot] = []
    last: Reached | None = None
    for upcoming in [*reached, None]:
        slot = _skip_to(frequency, next_slot(frequency, since=since, last=last), begin)
        until = now if upcoming is None else min(upcoming.at, now)
        while slot.missed_at <= until:
            if slot.missed_at > begin:
                missed.append(slot)
            slot = following(frequency, slot)
        last = upcoming
    return missed


def history_begin(now: datetime) -> datetime:
    return clock.start_of(clock.day_of(now) - timedelta(days=HISTORY_DAYS - 1))


def _days(frequency: Frequency) -> int:
    if frequency.kind is FrequencyKind.EVERY_N_DAYS:
        return frequency.interval_days or MIN_INTERVAL
    return 7 if frequency.kind is FrequencyKind.WEEKLY else 1


def _after(frequency: Frequency, reached_at: datetime) -> Slot:
    """The slot after the one in which somebody was reached."""
    if frequency.kind is FrequencyKind.TWICE_DAILY:
        return following(frequency, slot_containing(frequency, reached_at))
    return slot_on(frequency, step(frequency, clock.day_of(reached_at)))


def _skip_to(frequency: Frequency, slot: Slot, begin: datetime) -> Slot:
    """Leap over slots that closed long before `begin`, so that an old case costs no more than a young one."""
    if slot.missed_at > begin or frequency.kind is FrequencyKind.MONTHLY:
        return slot
    days = _days(frequency)
    leaps = (clock.day_of(begin) - clock.day_of(slot.opens_at)).days // days - 1
    return slot if leaps <= 0 else slot_on(frequency, clock.day_of(slot.opens_at) + timedelta(days=leaps * days))
