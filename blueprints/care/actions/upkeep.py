"""What follows from the contacts: the next slot, the last contact, the day the medicine ends."""

from __future__ import annotations

from datetime import timedelta

from blueprints.care import queries
from blueprints.care.models import CareCase, open_moments
from blueprints.care.rules import earliest, runs_out_on
from blueprints.care.schedule import Reached, next_slot
from core import clock
from core.database import db


def reschedule(case: CareCase) -> None:
    """Compute again what the contacts say. Call it after the audit event: its queries flush."""
    db.session.flush()
    last = queries.last_contact(case)
    reached = last if last is None or last.reached else queries.last_reached(case)
    case.last_contact_id = last.id if last else None
    case.last_contact_at = last.contacted_at if last else None
    case.last_reached_at = reached.contacted_at if reached else None
    slot = None
    if case.ended_at is None:
        slot = next_slot(case.rhythm, since=case.counts_since, last=Reached(reached.contacted_at, reached.next_on) if reached else None)
    for name, value in open_moments(slot).items():
        setattr(case, name, value)


def recount_medicine(case: CareCase) -> None:
    """The day the medicine ends: as last told by a contact, else from the list of medicines."""
    report = queries.last_medicine_report(case)
    if report is not None and report.medicine_days_left is not None:
        case.medicine_runs_out_on = clock.day_of(report.contacted_at) + timedelta(days=report.medicine_days_left)
        return
    case.medicine_runs_out_on = earliest(
        runs_out_on(medicine.supply_from, medicine.days_supply)
        for medicine in case.medicines
        if medicine.supply_from is not None and medicine.days_supply is not None
    )
