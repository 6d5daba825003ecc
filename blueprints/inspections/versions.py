"""What changed between two versions of a visit, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.inspections.actions.household_file import symptoms_text
from blueprints.inspections.models import Inspection, InspectionPerson
from blueprints.inspections.rules import Hazard, Need, PersonFound, Presence
from core import clock
from core.labels import label

FIELDS: dict[str, Any] = {
    "outcome": _l("走访结果"),
    "method": _l("怎么走访的"),
    "visited_at": _l("走访时间"),
    "tenancy": _l("房屋使用"),
    "tenant_note": _l("租户变更"),
    "hazards": _l("发现的隐患"),
    "hazard_note": _l("隐患说明"),
    "needs": _l("有什么需要"),
    "need_note": _l("需要说明"),
    "note": _l("备注"),
}


def differences(before: Inspection, after: Inspection) -> list[tuple[str, str, str]]:
    """(what, before, after) for all that differs."""
    rows = []
    for name, title in FIELDS.items():
        old, new = shown(name, getattr(before, name)), shown(name, getattr(after, name))
        if old != new:
            rows.append((str(title), old, new))
    old_people = {person.resident_id: person for person in before.people}
    new_people = {person.resident_id: person for person in after.people}
    for resident_id in {**old_people, **new_people}:
        was, now = old_people.get(resident_id), new_people.get(resident_id)
        old, new = person_text(was), person_text(now)
        if old != new:
            rows.append(((now or was).name, old, new))  # type: ignore[union-attr]
    return rows


def shown(name: str, value: Any) -> str:
    if name in ("outcome", "method", "tenancy"):
        return label(value)
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if name == "hazards":
        return "、".join(label(Hazard(one)) for one in value) or _("无")
    if name == "needs":
        return "、".join(label(Need(one)) for one in value) or _("无")
    return str(value) or _("没填")


def person_text(person: InspectionPerson | None) -> str:
    """ "还住这里", "新来的；发热 38.2℃"."""
    if person is None:
        return _("没登记")
    parts = [label(person.presence)] if person.presence is not Presence.STAYS or not has_news(person) else []
    if has_news(person):
        found = PersonFound(
            name="",
            fever=person.fever,
            respiratory=person.respiratory,
            temperature=person.temperature,
            arrived_from=person.arrived_from,
            arrived_on=person.arrived_on,
        )
        parts.append(symptoms_text("", found).lstrip("：:；; "))
    return "；".join(parts)


def has_news(person: InspectionPerson) -> bool:
    return person.fever or person.respiratory or person.temperature is not None or bool(person.arrived_from)
