"""Who may do what with a care case, and what makes an alert. Pure; the calendar is in schedule.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from blueprints.alerts.rules import AlertKind
from blueprints.places.vocabulary import FEVER_TENTHS, RequestKind
from core.actors import SYSTEM_ROLE, Actor

LOW_MEDICINE_DAYS = 3
MOST_DAYS_BETWEEN = 92  # of buying the medicines again
UNDO_WITHIN = timedelta(minutes=10)


class Condition(StrEnum):
    WELL = "well"
    UNWELL = "unwell"
    NEEDS_DOCTOR = "needs_doctor"


class Mood(StrEnum):
    GOOD = "good"
    ORDINARY = "ordinary"
    LOW = "low"
    ANXIOUS = "anxious"


class CareNeed(StrEnum):
    FOOD = "food"
    MEDICINE = "medicine"
    DOCTOR = "doctor"
    REPAIR = "repair"
    COMPANY = "company"
    OTHER = "other"


class EndReason(StrEnum):
    RECOVERED = "recovered"
    QUARANTINE_OVER = "quarantine_over"
    MOVED = "moved"
    DIED = "died"
    REFUSED = "refused"
    OTHER = "other"


# Which needs a purchase request can answer.
BUYABLE = {CareNeed.FOOD: RequestKind.GROCERIES, CareNeed.MEDICINE: RequestKind.MEDICINE}


class HasEnd(Protocol):
    ended_at: datetime | None
    worker_id: int | None
    deputy_id: int | None


class HasVoid(Protocol):
    user_id: int
    received_at: datetime
    voided_at: datetime | None


def can_open(actor: Actor) -> bool:
    """A secretary, a worker (then responsible themselves), or an import."""
    return actor.role in (Role.SECRETARY, Role.GRID_WORKER, SYSTEM_ROLE)


def can_contact(actor: Actor, case: HasEnd) -> bool:
    return actor.role in (Role.SECRETARY, Role.GRID_WORKER) and case.ended_at is None


def can_set_medicines(actor: Actor, case: HasEnd) -> bool:
    """Whoever stands at the door may write down the new box."""
    return can_contact(actor, case)


def can_direct(actor: Actor, case: HasEnd) -> bool:
    """Assign, change frequency and categories, end: the secretary's."""
    return actor.role == Role.SECRETARY and case.ended_at is None


def is_own_contact(actor: Actor, contact: HasVoid) -> bool:
    return actor.user_id == contact.user_id


def can_void(actor: Actor, contact: HasVoid, now: datetime) -> bool:
    """One's own contact, within ten minutes of its arrival."""
    return is_own_contact(actor, contact) and contact.voided_at is None and now - contact.received_at <= UNDO_WITHIN


def alert_kind(condition: Condition | None, temperature: int | None) -> AlertKind | None:
    """What a contact tells the secretary at once. `temperature` in tenths of a degree."""
    if temperature is not None and temperature >= FEVER_TENTHS:
        return AlertKind.FEVER
    return AlertKind.UNWELL if condition in (Condition.UNWELL, Condition.NEEDS_DOCTOR) else None


def runs_out_on(supply_from: date, days_supply: int) -> date:
    """The first day without medicine."""
    return supply_from + timedelta(days=days_supply)


def days_left(runs_out: date | None, today: date) -> int | None:
    """Days the medicine still lasts, today among them; never below 0; None when nothing is known."""
    return None if runs_out is None else max(0, (runs_out - today).days)


def is_low(runs_out: date | None, today: date) -> bool:
    left = days_left(runs_out, today)
    return left is not None and left <= LOW_MEDICINE_DAYS


def first_reminder(runs_out: date | None, today: date) -> date | None:
    """Some days before the medicine ends; None when nobody knows when that is."""
    return None if runs_out is None else max(today, runs_out - timedelta(days=LOW_MEDICINE_DAYS))


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def age_on(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
