"""Recording that somebody was called or visited, taking it back, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.alerts.actions import raise_alert
from blueprints.care import queries
from blueprints.care.actions.cases import check_open
from blueprints.care.actions.upkeep import recount_medicine, reschedule
from blueprints.care.models import CareCase, CareContact
from blueprints.care.rules import BUYABLE, CareNeed, Condition, Mood, alert_kind, can_contact, can_void, is_low, is_own_contact
from blueprints.places.events import PurchaseNeeded, WantedLine
from blueprints.places.vocabulary import ContactMethod, IfMissing
from core import audit, clock, events
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.labels import label

LATEST_BACK = timedelta(days=14)  # how late a contact may still be entered
FARTHEST_NEXT = 90  # days


@dataclass(frozen=True)
class ContactFacts:
    """What a contact found. `contacted_at` None means now; `temperature` in tenths of a degree."""

    reached: bool
    method: ContactMethod | None = None
    condition: Condition | None = None
    temperature: int | None = None
    mood: Mood | None = None
    medicine_days_left: int | None = None
    needs: tuple[CareNeed, ...] = ()
    action_taken: str = ""
    next_on: date | None = None
    note: str = ""
    contacted_at: datetime | None = None


def record_contact(
    case: CareCase, *, actor: Actor, now: datetime, facts: ContactFacts, submission_id: str | None = None, is_quick: bool = False
) -> CareContact:
    """Add a contact to a locked case; it moves the next slot and may raise an alert. Raises Refused, Conflict, Invalid."""
    if not can_contact(actor, case):
        check_open(case)
        raise Refused
    at = min(facts.contacted_at or now, now)
    _check_facts(facts, at, now)
    contact = CareContact(
        community_id=case.community_id,
        case_id=case.id,
        household_id=case.household_id,
        user_id=actor.user_id,
        submission_id=submission_id,
        contacted_at=at,
        received_at=now,
        method=facts.method,
        reached=facts.reached,
        condition=facts.condition,
        temperature=facts.temperature,
        mood=facts.mood,
        medicine_days_left=facts.medicine_days_left,
        needs=[need.value for need in facts.needs],
        requested=[],
        action_taken=facts.action_taken,
        next_on=facts.next_on,
        note=facts.note,
        is_quick=is_quick,
    )
    db.session.add(contact)
    audit.record(actor, "care_contact.recorded", contact, now=now)
    reschedule(case)
    if facts.medicine_days_left is not None:
        recount_medicine(case)
    _alert(case, contact, actor, now)
    return contact


def all_well(case: CareCase, *, actor: Actor, now: datetime, seen: int | None, submission_id: str | None = None) -> CareContact:
    """One tap: reached, well. `seen` is the last contact the page showed: a colleague's newer one is a Conflict."""
    _check_nobody_was_faster(case, actor, seen)
    facts = ContactFacts(reached=True, condition=Condition.WELL)
    return record_contact(case, actor=actor, now=now, facts=facts, submission_id=submission_id, is_quick=True)


def not_reached(case: CareCase, *, actor: Actor, now: datetime, seen: int | None, submission_id: str | None = None) -> CareContact:
    """One tap: tried, nobody answered. The slot stays open."""
    _check_nobody_was_faster(case, actor, seen)
    return record_contact(case, actor=actor, now=now, facts=ContactFacts(reached=False), submission_id=submission_id, is_quick=True)


def void_contact(case: CareCase, contact: CareContact, *, actor: Actor, now: datetime) -> None:
    """Take back one's own contact within ten minutes; twice is once. Raises Refused, or Conflict when it is too late."""
    if not is_own_contact(actor, contact):
        raise Refused
    if contact.voided_at is not None:
        return
    check_open(case)
    if not can_void(actor, contact, now):
        raise Conflict(_("这条记录已超过 10 分钟，不能撤销了。有变化请再记一条。"))
    contact.voided_at, contact.voided_by_id = now, actor.user_id
    audit.record(actor, "care_contact.voided", contact, now=now)
    reschedule(case)
    if contact.medicine_days_left is not None:
        recount_medicine(case)


def request_purchase(case: CareCase, contact: CareContact, *, actor: Actor, now: datetime, need: CareNeed) -> None:
    """Turn a need of this contact into a purchase request; asking twice is once. Raises Refused, Conflict, Invalid."""
    if not can_contact(actor, case):
        check_open(case)
        raise Refused
    if need not in BUYABLE or need.value not in contact.needs or contact.voided_at is not None:
        raise Invalid(_("这条记录里没有这项需要。"))
    if need.value in contact.requested:
        return
    contact.requested = [*contact.requested, need.value]
    audit.record(actor, "care_contact.purchase_requested", contact, now=now)
    events.publish(
        PurchaseNeeded(
            actor=actor,
            now=now,
            household_id=case.household_id,
            name=case.resident.name,
            phone=case.resident.phone,
            kind=BUYABLE[need],
            is_urgent=need is CareNeed.MEDICINE and is_low(case.medicine_runs_out_on, clock.day_of(now)),
            note=contact.note,
            source_type=CareContact.__tablename__,
            source_id=contact.id,
            lines=_wanted(case, need),
        )
    )


def _check_facts(facts: ContactFacts, at: datetime, now: datetime) -> None:
    if at < now - LATEST_BACK:
        raise Invalid(_("只能补记 14 天以内的联系。"), field="contacted_at")
    if not facts.reached and (facts.condition or facts.temperature is not None or facts.mood):
        raise Invalid(_("没联系上，就不用填身体和心情。"), field="reached")
    if facts.next_on is not None:
        days = (facts.next_on - clock.day_of(at)).days
        if not facts.reached:
            raise Invalid(_("没联系上，仍要按原来的时间再联系，不能改日期。"), field="next_on")
        if not 1 <= days <= FARTHEST_NEXT:
            raise Invalid(_("下次联系请填明天以后、三个月以内的日期。"), field="next_on")


def _check_nobody_was_faster(case: CareCase, actor: Actor, seen: int | None) -> None:
    last = queries.last_contact(case)
    if last is not None and last.id != seen and last.reached and last.user_id != actor.user_id:
        raise Conflict(
            _(
                "%(name)s 已在 %(time)s 联系过 %(resident)s，不用再记。",
                name=last.user.name,
                time=clock.stamp(last.contacted_at),
                resident=case.resident.name,
            )
        )


def _alert(case: CareCase, contact: CareContact, actor: Actor, now: datetime) -> None:
    kind = alert_kind(contact.condition, contact.temperature)
    if kind is None:
        return
    found = [label(contact.condition)] if contact.condition not in (None, Condition.WELL) else []
    if contact.temperature is not None:
        found.append(_("体温 %(value)s℃", value=f"{contact.temperature / 10:.1f}"))
    text = _("%(name)s：%(found)s。", name=case.resident.name, found="，".join(found))
    raise_alert(
        actor=actor,
        now=now,
        household=case.household,
        kind=kind,
        text=" ".join(part for part in (text, contact.note, contact.action_taken) if part),
        source_type=CareContact.__tablename__,
        source_id=contact.id,
        resident_id=case.resident_id,
    )


def _wanted(case: CareCase, need: CareNeed) -> tuple[WantedLine, ...]:
    """The lines of the request: the regular medicines, else one line that says to ask."""
    if need is CareNeed.MEDICINE and case.medicines:
        return tuple(WantedLine(medicine.name, Decimal(1), _("盒"), IfMissing.ASK_ME) for medicine in case.medicines)
    item = _("药品（请先电话问清药名）") if need is CareNeed.MEDICINE else _("买菜日用（请先电话问清要什么）")
    return (WantedLine(item, Decimal(1), _("份"), IfMissing.ASK_ME),)
