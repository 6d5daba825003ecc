"""Opening, directing and ending a care case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.care import queries
from blueprints.care.actions.reminding import ReminderFacts, set_reminder
from blueprints.care.actions.upkeep import recount_medicine, reschedule
from blueprints.care.models import CareCase, CareMedicine, open_moments
from blueprints.care.rules import EndReason, can_direct, can_open, can_set_medicines
from blueprints.care.schedule import Frequency, FrequencyKind, next_slot
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import CareCategory
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused


@dataclass(frozen=True)
class EmergencyContact:
    name: str = ""
    phone: str | None = None
    relation: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """What is written down about a case."""

    categories: tuple[CareCategory, ...]
    frequency: Frequency = field(default_factory=lambda: Frequency(FrequencyKind.DAILY))
    emergency: EmergencyContact = field(default_factory=EmergencyContact)
    note: str = ""


@dataclass(frozen=True)
class MedicineFacts:
    name: str
    dose: str = ""
    days_supply: int | None = None
    supply_from: date | None = None


def open_case(
    *,
    actor: Actor,
    now: datetime,
    household: Household,
    resident: Resident,
    facts: CaseFacts,
    started_on: date | None = None,
    worker_id: int | None = None,
    deputy_id: int | None = None,
    medicines: Sequence[MedicineFacts] = (),
) -> CareCase:
    """Add a case. Raises Refused, Invalid, or Conflict when the resident has an open one already.

    The household must be locked, so that two who open at once come one after the other.
    """
    if not can_open(actor):
        raise Refused
    if resident.household_id != household.id:
        raise Invalid(_("这个人没有登记在这一户。"), field="resident")
    earlier = queries.open_case_of(household.community_id, resident.id)
    if earlier is not None:
        raise Conflict(
            _(
                "%(resident)s 已经是帮扶对象了，由 %(name)s 在 %(time)s 建立。",
                resident=resident.name,
                name=earlier.opened_by.name if earlier.opened_by else _("系统"),
                time=clock.stamp(earlier.opened_at),
            )
        )
    started_on = started_on or clock.day_of(now)
    since = max(now, clock.start_of(started_on))
    case = CareCase(
        community_id=household.community_id,
        household_id=household.id,
        resident_id=resident.id,
        worker_id=worker_id,
        deputy_id=deputy_id if deputy_id != worker_id else None,
        started_on=started_on,
        opened_at=now,
        opened_by_id=actor.user_id,
        counts_since=since,
        **open_moments(next_slot(facts.frequency, since=since, last=None)),
        **_columns(facts),
    )
    db.session.add(case)
    audit.record(actor, "care_case.opened", case, now=now)
    if medicines:
        _write_medicines(case, medicines, now)
    return case


def change_case(case: CareCase, *, actor: Actor, now: datetime, facts: CaseFacts) -> None:
    """Change why, how often and whom to call. A new frequency counts from now. Raises Refused or Conflict."""
    _check(can_direct(actor, case), case)
    if facts.frequency != case.rhythm:
        case.counts_since = max(now, case.counts_since)
    for name, value in _columns(facts).items():
        if getattr(case, name) != value:
            setattr(case, name, value)
    if not db.session.is_modified(case):
        return
    audit.record(actor, "care_case.changed", case, now=now)
    reschedule(case)


def set_medicines(
    case: CareCase, *, actor: Actor, now: datetime, medicines: Sequence[MedicineFacts], reminder: ReminderFacts | None = None
) -> None:
    """Write the list of regular medicines anew, and how often to buy them (None leaves that). Raises Refused, Conflict or Invalid."""
    _check(can_set_medicines(actor, case), case)
    before = {"medicines": [_medicine_text(medicine) for medicine in case.medicines], "buy_every_days": case.buy_every_days}
    _write_medicines(case, medicines, now)
    set_reminder(case, reminder or ReminderFacts(case.buy_every_days if medicines else None), actor=actor, now=now)
    after = {"medicines": [_medicine_text(medicine) for medicine in case.medicines], "buy_every_days": case.buy_every_days}
    audit.record(actor, "care_case.medicines_set", case, now=now, before=before, after=after)


def assign_case(case: CareCase, *, actor: Actor, now: datetime, worker: User | None, deputy: User | None) -> None:
    """Say who is responsible, and who stands in. Raises Refused, Conflict or Invalid."""
    _check(can_direct(actor, case), case)
    for somebody, name in ((worker, "worker"), (deputy, "deputy")):
        if somebody is not None and not _may_carry(somebody, case):
            raise Invalid(_("请选本社区在岗的工作人员。"), field=name)
    if worker is not None and deputy is not None and worker.id == deputy.id:
        raise Invalid(_("负责人和代班人不能是同一个人。"), field="deputy")
    ids = (worker.id if worker else None, deputy.id if deputy else None)
    if ids == (case.worker_id, case.deputy_id):
        return
    case.worker_id, case.deputy_id = ids
    audit.record(actor, "care_case.assigned", case, now=now)


def end_case(case: CareCase, *, actor: Actor, now: datetime, reason: EndReason, note: str) -> None:
    """End with a reason; nothing is due any more. Raises Refused or Conflict."""
    _check(can_direct(actor, case), case)
    case.ended_at, case.ended_by_id, case.end_reason, case.end_note = now, actor.user_id, reason, note
    for name, value in open_moments(None).items():
        setattr(case, name, value)
    set_reminder(case, ReminderFacts(None), actor=actor, now=now)
    after = {"end_reason": reason, "end_note": note, "ended_at": now}
    audit.record(actor, "care_case.ended", case, now=now, before={"end_reason": None}, after=after)


def check_open(case: CareCase) -> None:
    """Raises Conflict, saying who ended it and when."""
    if case.ended_at is not None:
        raise Conflict(
            _(
                "%(name)s 已在 %(time)s 结束了这个帮扶。",
                name=case.ended_by.name if case.ended_by else _("系统"),
                time=clock.stamp(case.ended_at),
            )
        )


def _check(allowed: bool, case: CareCase) -> None:
    """No for the state is a Conflict; no for the role is Refused."""
    if not allowed:
        check_open(case)
        raise Refused


def _may_carry(user: User, case: CareCase) -> bool:
    return user.community_id == case.community_id and user.is_enabled and user.role in (Role.GRID_WORKER, Role.SECRETARY)


def _columns(facts: CaseFacts) -> dict[str, Any]:
    every_n = facts.frequency.kind is FrequencyKind.EVERY_N_DAYS
    return {
        "categories": [category.value for category in facts.categories],
        "frequency": facts.frequency.kind,
        "interval_days": facts.frequency.interval_days if every_n else None,
        "emergency_name": facts.emergency.name,
        "emergency_phone": facts.emergency.phone,
        "emergency_relation": facts.emergency.relation,
        "note": facts.note,
    }


def _write_medicines(case: CareCase, medicines: Sequence[MedicineFacts], now: datetime) -> None:
    case.medicines = [
        CareMedicine(
            community_id=case.community_id,
            name=medicine.name,
            dose=medicine.dose,
            days_supply=medicine.days_supply,
            supply_from=(medicine.supply_from or clock.day_of(now)) if medicine.days_supply is not None else None,
        )
        for medicine in medicines
    ]
    case.medicines_set_at = now
    recount_medicine(case)


def _medicine_text(medicine: CareMedicine) -> str:
    """One line for the history: name, dose, days, from when."""
    supply = f"{medicine.days_supply} / {medicine.supply_from:%Y-%m-%d}" if medicine.supply_from else ""
    return " · ".join(part for part in (medicine.name, medicine.dose, supply) if part)
