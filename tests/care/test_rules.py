"""Medicine, alerts and age."""

from __future__ import annotations

from datetime import date

import pytest

from blueprints.alerts.rules import AlertKind
from blueprints.care.rules import Condition, age_on, alert_kind, days_left, is_low, runs_out_on

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days_supply", "supply_from", "left", "low"),
    [(30, TODAY, 30, False), (4, TODAY, 4, False), (3, TODAY, 3, True), (7, date(2026, 3, 6), 3, True), (7, date(2026, 2, 1), 0, True)],
)
def test_medicine_days_left(days_supply, supply_from, left, low):
    runs_out = runs_out_on(supply_from, days_supply)
    assert (days_left(runs_out, TODAY), is_low(runs_out, TODAY)) == (left, low)


def test_unknown_supply_is_no_alarm():
    assert (days_left(None, TODAY), is_low(None, TODAY)) == (None, False)


@pytest.mark.parametrize(
    ("condition", "temperature", "kind"),
    [
        (Condition.WELL, None, None),
        (Condition.WELL, 372, None),
        (Condition.WELL, 373, AlertKind.FEVER),
        (Condition.UNWELL, None, AlertKind.UNWELL),
        (Condition.NEEDS_DOCTOR, 365, AlertKind.UNWELL),
        (Condition.UNWELL, 380, AlertKind.FEVER),
        (None, None, None),
    ],
)
def test_what_raises_an_alert(condition, temperature, kind):
    assert alert_kind(condition, temperature) is kind


def test_age():
    assert (age_on(date(1945, 3, 10), TODAY), age_on(date(1945, 3, 11), TODAY), age_on(None, TODAY)) == (81, 80, None)
