"""What a visit changes beyond its own row: the household's file, alerts, and the wishes other slices answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from blueprints.alerts.actions import raise_alert
from blueprints.alerts.rules import AlertKind
from blueprints.inspections.models import Inspection
from blueprints.inspections.queries import inspections as queries
from blueprints.inspections.rules import Findings, Hazard, PersonFound, Presence
from blueprints.places.actions import residents as file
from blueprints.places.events import CareNeeded, PurchaseNeeded
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import Tenancy
from core.actors import Actor
from core.errors import Invalid
from core.events import publish
from core.labels import label

SOURCE = "inspection"
Found = Sequence[tuple[PersonFound, Resident]]


def bring_up_to_date(
    household: Household,
    inspection: Inspection,
    people: Sequence[PersonFound],
    *,
    actor: Actor,
    now: datetime,
    earlier: Inspection | None,
) -> list[Resident]:
    """Tenancy, newcomers, those who left; the residents in the order of `people`. Raises OutOfScope for people of other doors."""
    if inspection.tenancy is not household.tenancy:
        file.change_household(household, actor=actor, now=now, tenancy=inspection.tenancy)
    known = queries.residents_by_id(household, [person.resident_id for person in people if person.resident_id is not None])
    had_left = {one.resident_id for one in earlier.people if one.presence is Presence.MOVED_OUT} if earlier else set()
    answer = []
    for person in people:
        if person.resident_id is None:
            resident = file.add_resident(
                actor=actor, now=now, household=household, name=person.name, phone=person.phone, moved_in_on=person.arrived_on
            )
        else:
            resident = known[person.resident_id]
            if person.moved_out and resident.moved_out_on is None:
                file.move_out(resident, actor=actor, now=now, on=inspection.visited_on)
            elif not person.moved_out and resident.id in had_left and resident.moved_out_on is not None:
                file.move_in_again(resident, actor=actor, now=now)
        answer.append(resident)
    return answer


def give_tenancy_back(inspection: Inspection, *, actor: Actor, now: datetime) -> None:
    """Undo what the visit did to the use of the door, unless somebody has set it since."""
    household = inspection.household
    if inspection.tenancy_before is not None and household.tenancy is inspection.tenancy and household.removed_at is None:
        file.change_household(household, actor=actor, now=now, tenancy=Tenancy(inspection.tenancy_before))


def raise_alerts(
    household: Household,
    inspection: Inspection,
    findings: Findings,
    found: Found,
    *,
    actor: Actor,
    now: datetime,
    earlier: Inspection | None,
) -> None:
    """One for each person unwell and one for the hazards; a correction raises only what the version before did not tell."""
    told = {one.resident_id for one in earlier.people if one.fever or one.respiratory} if earlier else set()
    for person, resident in found:
        if person.has_symptoms and resident.id not in told:
            raise_alert(
                actor=actor,
                now=now,
                household=household,
                kind=AlertKind.FEVER,
                text=symptoms_text(resident.name, person),
                source_type=SOURCE,
                source_id=inspection.id,
                resident_id=resident.id,
            )
    hazards = [hazard for hazard in findings.hazards if earlier is None or hazard.value not in earlier.hazards]
    if hazards:
        raise_alert(
            actor=actor,
            now=now,
            household=household,
            kind=AlertKind.HAZARD,
            text=hazards_text(hazards, findings.hazard_note),
            source_type=SOURCE,
            source_id=inspection.id,
        )


def publish_wishes(household: Household, inspection: Inspection, findings: Findings, found: Found, *, actor: Actor, now: datetime) -> None:
    """A care case and a purchase on their behalf, opened by whoever listens, in this same transaction."""
    if findings.care is not None:
        resident_id = findings.care.resident_id
        if resident_id is None:
            newcomers = [resident.id for person, resident in found if person.resident_id is None]
            if not newcomers:
                raise Invalid(_("请选择帮扶谁。"), field="care_resident")
            resident_id = newcomers[0]
        else:
            queries.residents_by_id(household, [resident_id])
        publish(
            CareNeeded(
                actor=actor,
                now=now,
                household_id=household.id,
                resident_id=resident_id,
                categories=findings.care.categories,
                note=findings.care.note,
                source_type=SOURCE,
                source_id=inspection.id,
            )
        )
    wish = findings.purchase
    if wish is not None:
        publish(
            PurchaseNeeded(
                actor=actor,
                now=now,
                household_id=household.id,
                name=wish.name,
                phone=wish.phone,
                kind=wish.kind,
                is_urgent=wish.is_urgent,
                note=wish.note,
                source_type=SOURCE,
                source_id=inspection.id,
                lines=wish.lines,
            )
        )


def symptoms_text(name: str, person: PersonFound) -> str:
    """ "张秀兰：发热 38.2℃、咳嗽等呼吸道症状"."""
    parts = []
    if person.has_fever or person.temperature is not None:
        word = _("发热") if person.has_fever else _("体温")
        parts.append(word + (f" {person.temperature / 10:.1f}℃" if person.temperature is not None else ""))
    if person.respiratory:
        parts.append(_("咳嗽等呼吸道症状"))
    text = _("%(name)s：%(symptoms)s", name=name, symptoms="、".join(parts))
    if person.arrived_from and person.arrived_on:
        text += _("；%(day)s从%(place)s来", day=person.arrived_on.isoformat(), place=person.arrived_from)
    return text


def hazards_text(hazards: Sequence[Hazard], note: str) -> str:
    names = "、".join(label(hazard) for hazard in hazards)
    return _("%(hazards)s。%(note)s", hazards=names, note=note)
