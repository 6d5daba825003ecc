"""When somebody is due: examples first, then what must hold for every rhythm and every history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.care import schedule
from blueprints.care.schedule import CaseState, Frequency, FrequencyKind, Reached, missed_slots, next_slot, slot_on, state_of
from core import clock

DAILY = Frequency(FrequencyKind.DAILY)
TWICE = Frequency(FrequencyKind.TWICE_DAILY)
WEEKLY = Frequency(FrequencyKind.WEEKLY)
MONTHLY = Frequency(FrequencyKind.MONTHLY)
EVERY_3 = Frequency(FrequencyKind.EVERY_N_DAYS, 3)
DAY = date(2026, 3, 10)


def at(day: date | int, hour: int, minute: int = 0) -> datetime:
    """A Shanghai time; an int is a day of March 2026."""
    when = day if isinstance(day, date) else date(2026, 3, day)
    return datetime(when.year, when.month, when.day, hour, minute, tzinfo=clock.SHANGHAI)


def state(frequency: Frequency, since: datetime, last: Reached | None, now: datetime) -> CaseState | None:
    return state_of(next_slot(frequency, since=since, last=last), now, last.at if last else None)


@pytest.mark.parametrize(
    ("frequency", "last", "now", "expected"),
    [
        (DAILY, None, at(10, 8), CaseState.DUE),
        (DAILY, None, at(10, 23, 59), CaseState.DUE),
        (DAILY, None, at(11, 0), CaseState.MISSED),
        (DAILY, at(10, 9), at(10, 20), CaseState.DONE),
        (DAILY, at(10, 9), at(11, 0), CaseState.DUE),
        (TWICE, None, at(10, 11, 59), CaseState.DUE),
        (TWICE, None, at(10, 12), CaseState.MISSED),  # the morning's; the afternoon's is open
        (TWICE, at(10, 9), at(10, 11), CaseState.DONE),
        (TWICE, at(10, 9), at(10, 12), CaseState.DUE),
        (TWICE, at(10, 12), at(10, 18), CaseState.DONE),
        (TWICE, at(10, 12), at(11, 7), CaseState.DUE),
        (EVERY_3, at(10, 9), at(12, 9), CaseState.UPCOMING),
        (EVERY_3, at(10, 9), at(13, 9), CaseState.DUE),
        (EVERY_3, at(10, 9), at(14, 9), CaseState.OVERDUE),
        (EVERY_3, at(10, 9), at(16, 0), CaseState.MISSED),
        (WEEKLY, at(10, 9), at(17, 9), CaseState.DUE),
        (WEEKLY, at(10, 9), at(18, 9), CaseState.OVERDUE),
        (WEEKLY, at(10, 9), at(24, 0), CaseState.MISSED),
        (MONTHLY, at(10, 9), at(date(2026, 4, 10), 9), CaseState.DUE),
        (MONTHLY, at(10, 9), at(date(2026, 5, 9), 23), CaseState.OVERDUE),
    ],
)
def test_states(frequency, last, now, expected):
    assert state(frequency, at(10, 7), Reached(last) if last else None, now) is expected


def test_days_are_shanghai_days():
    half_past_midnight_of_the_tenth = datetime(2026, 3, 9, 16, 30, tzinfo=UTC)
    assert state(DAILY, at(9, 7), Reached(half_past_midnight_of_the_tenth), at(10, 9)) is CaseState.DONE


def test_a_month_after_the_31st_is_the_last_day():
    assert schedule.add_month(date(2026, 1, 31)) == date(2026, 2, 28)
    assert schedule.add_month(date(2026, 12, 5)) == date(2027, 1, 5)


def test_an_agreed_day_replaces_the_next_slot_once():
    agreed = Reached(at(10, 9), next_on=date(2026, 3, 14))
    assert next_slot(DAILY, since=at(1, 7), last=agreed) == slot_on(DAILY, date(2026, 3, 14))
    assert next_slot(DAILY, since=at(1, 7), last=Reached(at(14, 9))) == slot_on(DAILY, date(2026, 3, 15))
    assert missed_slots(DAILY, since=at(10, 7), reached=[agreed], now=at(14, 9)) == []
    assert len(missed_slots(DAILY, since=at(10, 7), reached=[agreed], now=at(16, 9))) == 2


def test_a_new_frequency_forgets_what_was_agreed_and_makes_nothing_late():
    monthly_long_ago = Reached(at(1, 9), next_on=date(2026, 4, 1))
    assert next_slot(DAILY, since=at(10, 15), last=monthly_long_ago) == slot_on(DAILY, DAY)
    assert next_slot(TWICE, since=at(10, 15), last=monthly_long_ago) == slot_on(TWICE, DAY, afternoon=True)


def test_a_contact_before_the_day_counts():
    assert next_slot(WEEKLY, since=at(1, 7), last=Reached(at(5, 9))) == slot_on(WEEKLY, date(2026, 3, 12))


def test_missed_slots_are_counted():
    assert len(missed_slots(DAILY, since=at(10, 7), reached=[Reached(at(12, 9))], now=at(15, 9))) == 4  # 10, 11, 13, 14
    assert len(missed_slots(TWICE, since=at(10, 7), reached=[Reached(at(10, 13))], now=at(11, 13))) == 2  # both mornings
    assert missed_slots(WEEKLY, since=at(10, 7), reached=[Reached(at(14, 9))], now=at(20, 9)) == []
    assert missed_slots(WEEKLY, since=at(1, 7), reached=[Reached(at(3, 9)), Reached(at(12, 9))], now=at(18, 9)) == []  # late, made good
    assert len(missed_slots(DAILY, since=at(date(2020, 1, 1), 7), reached=[], now=at(20, 9))) == 13  # of years, these two weeks


FREQUENCIES = st.one_of(
    st.sampled_from([DAILY, TWICE, WEEKLY, MONTHLY]),
    st.integers(schedule.MIN_INTERVAL, schedule.MAX_INTERVAL).map(lambda days: Frequency(FrequencyKind.EVERY_N_DAYS, days)),
)
MOMENTS = st.integers(0, 200 * 24 * 60).map(lambda minutes: at(date(2026, 1, 1), 0) + timedelta(minutes=minutes))


@given(FREQUENCIES, MOMENTS, st.none() | MOMENTS)
def test_a_slot_opens_closes_and_the_next_one_follows_at_once(frequency, since, last):
    slot = next_slot(frequency, since=since, last=Reached(last) if last else None)
    assert slot.opens_at < slot.overdue_at <= slot.missed_at
    assert schedule.following(frequency, slot).opens_at == slot.missed_at
    assert slot.overdue_at > since  # nothing is late from before the start
    if last is not None and last >= since:
        assert slot.opens_at > last  # whoever was reached is not due in the same slot


@given(FREQUENCIES, MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_every_moment_has_exactly_one_state_and_it_only_gets_worse(frequency, since, last, now):
    reached = Reached(last) if last else None
    rank = {CaseState.DONE: 0, CaseState.UPCOMING: 0, CaseState.DUE: 1, CaseState.OVERDUE: 2, CaseState.MISSED: 3}
    early, late = (state(frequency, since, reached, moment) for moment in (now, now + timedelta(days=1)))
    assert rank[early] <= rank[late]


@given(FREQUENCIES, MOMENTS, MOMENTS)
def test_whoever_is_reached_now_is_not_pending_now(frequency, since, now):
    assert state(frequency, min(since, now), Reached(now), now) is CaseState.DONE


@given(FREQUENCIES, MOMENTS, st.lists(MOMENTS, max_size=12), MOMENTS)
def test_missed_slots_hold_no_contact_and_do_not_overlap(frequency, since, moments, now):
    reached = [Reached(moment) for moment in sorted(moments) if since <= moment <= now]
    missed = missed_slots(frequency, since=since, reached=reached, now=now)
    for slot in missed:
        assert schedule.history_begin(now) < slot.missed_at <= now
        assert not any(slot.opens_at <= contact.at < slot.missed_at for contact in reached)
    assert all(earlier.missed_at <= later.opens_at for earlier, later in zip(missed, missed[1:], strict=False))
    assert len(missed) <= 28


@given(FREQUENCIES, MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_missed_state_and_a_missed_slot_say_the_same(frequency, since, last, now):
    reached = Reached(last) if last and last <= now else None
    slot = next_slot(frequency, since=since, last=reached)
    missed = missed_slots(frequency, since=since, reached=[reached] if reached else [], now=now)
    if schedule.history_begin(now) < slot.missed_at:
        assert (slot in missed) == (state_of(slot, now, None) is CaseState.MISSED)
