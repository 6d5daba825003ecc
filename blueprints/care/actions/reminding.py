"""The reminder to buy a case's medicines: care says how often, purchases keeps the days (places.events.MedicineReminderSet)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.care.models import CareCase
from blueprints.care.rules import first_reminder
from blueprints.places.events import MedicineReminderSet, WantedLine
from core import clock, events
from core.actors import Actor
from core.errors import Invalid


@dataclass(frozen=True)
class ReminderFacts:
    """How often the medicines are to be bought (None: no reminder), and from which day on."""

    every_days: int | None
    first_on: date | None = None


def set_reminder(case: CareCase, facts: ReminderFacts, *, actor: Actor, now: datetime) -> None:
    """Begin, change or end it. The medicines are written already."""
    before, case.buy_every_days = case.buy_every_days, facts.every_days
    if before is None and facts.every_days is None:
        return
    if facts.every_days is not None and not case.medicines:
        raise Invalid(_("请先写上要买的药。"), field="every_days")
    first_on = facts.first_on
    if first_on is None and before is None:
        first_on = first_reminder(case.medicine_runs_out_on, clock.day_of(now))
    person = case.resident
    events.publish(
        MedicineReminderSet(
            actor=actor,
            now=now,
            household_id=case.household_id,
            name=person.name,
            phone=person.phone,
            every_days=facts.every_days,
            source_type=CareCase.__tablename__,
            source_id=case.id,
            lines=tuple(
                WantedLine(item=medicine.name, amount=Decimal(1), unit=_("盒"), prescription_for=person.name) for medicine in case.medicines
            ),
            first_on=first_on,
        )
    )
