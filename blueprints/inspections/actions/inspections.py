"""Recording a visit, correcting it by a new version, taking back one that never was."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.inspections.actions import household_file
from blueprints.inspections.actions.doors import settle_door
from blueprints.inspections.models import Inspection, InspectionPerson
from blueprints.inspections.queries import inspections as queries
from blueprints.inspections.queries import rounds as round_queries
from blueprints.inspections.rules import Findings, Outcome, PersonFound, Presence, can_correct, can_record, can_withdraw
from blueprints.places.models import Household, Resident
from blueprints.places.queries.households import residents_of
from blueprints.places.vocabulary import ContactMethod, Tenancy
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Invalid, Refused


def record_inspection(*, actor: Actor, now: datetime, household: Household, findings: Findings, submission_id: str) -> Inspection:
    """Write down one visit with all that follows from it: file, round, alerts, care, purchase. Raises Refused, Invalid."""
    if not can_record(actor):
        raise Refused
    _check_time(findings, now)
    round_ = round_queries.round_of_visit(household, findings.visited_at, now)
    inspection = _version(actor, now, household, findings, submission_id)
    inspection.round_id = round_.id if round_ else None
    _write(inspection, household, findings, actor=actor, now=now, action="inspection.recorded", earlier=None)
    return inspection


def record_as_usual(*, actor: Actor, now: datetime, household: Household, submission_id: str) -> Inspection:
    """One tap: everybody known still lives here and is well; an empty flat is still empty."""
    empty = household.tenancy is Tenancy.VACANT
    people = () if empty else tuple(PersonFound(name=one.name, resident_id=one.id) for one in residents_of(household))
    findings = Findings(visited_at=now, outcome=Outcome.VACANT if empty else Outcome.SEEN, people=people)
    return record_inspection(actor=actor, now=now, household=household, findings=findings, submission_id=submission_id)


def record_nobody_home(*, actor: Actor, now: datetime, household: Household, submission_id: str) -> Inspection:
    findings = Findings(visited_at=now, outcome=Outcome.NOBODY_HOME, method=ContactMethod.VISIT)
    return record_inspection(actor=actor, now=now, household=household, findings=findings, submission_id=submission_id)


def correct_inspection(old: Inspection, *, actor: Actor, now: datetime, findings: Findings, submission_id: str) -> Inspection:
    """A new version in place of `old`, which stays readable. Raises Refused, Conflict (changed meanwhile), Invalid."""
    if not can_correct(actor, old):
        raise _moved_on(old) if can_record(actor) else Refused
    _check_time(findings, now)
    new = _version(actor, now, old.household, findings, submission_id)
    new.round_id, new.user_id = old.round_id, old.user_id
    new.version, new.replaces_id, new.original_id = old.version + 1, old.id, old.original_id or old.id
    if not compare_and_set(Inspection, old.id, expect={"replaced_by_id": None, "withdrawn_at": None}, change={"withdrawn_at": None}):
        raise _moved_on(old)
    _write(new, old.household, findings, actor=actor, now=now, action="inspection.corrected", earlier=old)
    return new


def withdraw_inspection(inspection: Inspection, *, actor: Actor, now: datetime) -> None:
    """It was the wrong door: the visit no longer counts. Raises Refused, or Conflict when it has moved on."""
    if not can_withdraw(actor, inspection, now):
        if inspection.replaced_by_id is not None or inspection.withdrawn_at is not None:
            raise _moved_on(inspection)
        raise Refused
    change = {"withdrawn_at": now, "withdrawn_by_id": actor.user_id}
    if not compare_and_set(Inspection, inspection.id, expect={"replaced_by_id": None, "withdrawn_at": None}, change=change):
        raise _moved_on(inspection)
    audit.record(actor, "inspection.withdrawn", inspection, now=now, before={"withdrawn_at": None}, after={"withdrawn_at": now})
    household_file.give_tenancy_back(inspection, actor=actor, now=now)
    if inspection.round_id is not None:
        settle_door(inspection.community_id, inspection.round_id, inspection.household_id, now=now)


def _version(actor: Actor, now: datetime, household: Household, findings: Findings, submission_id: str) -> Inspection:
    people = findings.worth_keeping()
    tenancy = Tenancy.VACANT if findings.outcome is Outcome.VACANT else findings.tenancy or household.tenancy
    assert actor.user_id is not None
    return Inspection(
        community_id=household.community_id,
        household_id=household.id,
        user_id=actor.user_id,
        recorded_by_id=actor.user_id,
        visited_at=findings.visited_at,
        visited_on=clock.day_of(findings.visited_at),
        received_at=now,
        method=findings.method,
        outcome=findings.outcome,
        tenancy=tenancy,
        tenancy_before=household.tenancy.value if tenancy is not household.tenancy else None,
        tenant_note=findings.tenant_note,
        hazards=[hazard.value for hazard in findings.hazards],
        hazard_note=findings.hazard_note,
        needs=[need.value for need in findings.needs],
        need_note=findings.need_note,
        note=findings.note,
        has_symptoms=any(person.has_symptoms for person in people),
        has_hazards=bool(findings.hazards),
        has_arrivals=any(person.arrived_from for person in people),
        submission_id=submission_id,
        version=1,
    )


def _write(
    inspection: Inspection,
    household: Household,
    findings: Findings,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    earlier: Inspection | None,
) -> None:
    """Row, audit, people, file, alerts, events, round: in this order, in one transaction."""
    db.session.add(inspection)
    audit.record(actor, action, inspection, now=now)
    if earlier is not None:
        earlier.replaced_by_id = inspection.id
    people = findings.worth_keeping()
    residents = household_file.bring_up_to_date(household, inspection, people, actor=actor, now=now, earlier=earlier)
    were_new = {person.resident_id for person in earlier.people if person.presence is Presence.NEW} if earlier else set()
    for person, resident in zip(people, residents, strict=True):
        db.session.add(_person_row(inspection, person, resident, is_new=person.resident_id is None or person.resident_id in were_new))
    db.session.flush()
    household_file.raise_alerts(
        household, inspection, findings, list(zip(people, residents, strict=True)), actor=actor, now=now, earlier=earlier
    )
    household_file.publish_wishes(household, inspection, findings, list(zip(people, residents, strict=True)), actor=actor, now=now)
    if inspection.round_id is not None:
        settle_door(household.community_id, inspection.round_id, household.id, now=now)


def _person_row(inspection: Inspection, person: PersonFound, resident: Resident, *, is_new: bool) -> InspectionPerson:
    presence = Presence.MOVED_OUT if person.moved_out else Presence.NEW if is_new else Presence.STAYS
    return InspectionPerson(
        community_id=inspection.community_id,
        inspection_id=inspection.id,
        resident_id=resident.id,
        name=resident.name,
        presence=presence,
        fever=person.has_fever,
        respiratory=person.respiratory,
        temperature=person.temperature,
        arrived_from=person.arrived_from,
        arrived_on=person.arrived_on,
    )


def _check_time(findings: Findings, now: datetime) -> None:
    if (findings.visited_at - now).total_seconds() > 600:
        raise Invalid(_("走访时间不能晚于现在。"), field="visited_at")


def _moved_on(inspection: Inspection) -> Conflict:
    if inspection.withdrawn_by is not None and inspection.withdrawn_at is not None:
        who, when = inspection.withdrawn_by.name, inspection.withdrawn_at
        return Conflict(_("%(name)s 已在 %(time)s 撤销了这条记录。", name=who, time=clock.stamp(when)), by=who, at=when)
    newest = queries.versions_of(inspection)[-1]
    who, when = newest.recorded_by.name, newest.received_at
    return Conflict(_("%(name)s 已在 %(time)s 更正了这条记录，请看最新的一版。", name=who, time=clock.stamp(when)), by=who, at=when)
