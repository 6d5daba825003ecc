"""The history of a case in plain words, from its audit events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.care import queries
from blueprints.care.rules import EndReason
from blueprints.care.schedule import FrequencyKind
from blueprints.places.vocabulary import CareCategory
from core.audit import AuditEvent
from core.labels import label

WORDS = {
    "care_case.opened": _l("建立帮扶"),
    "care_case.changed": _l("修改"),
    "care_case.medicines_set": _l("更新常用药"),
    "care_case.assigned": _l("换负责人"),
    "care_case.handed_over": _l("工作交接"),
    "care_case.need_added": _l("排查时发现新的需要"),
    "care_case.moved": _l("门牌合并，随户转移"),
    "care_case.ended": _l("结束帮扶"),
}
FIELDS = {
    "categories": _l("原因"),
    "frequency": _l("多久联系一次"),
    "interval_days": _l("每几天"),
    "worker_id": _l("负责人"),
    "deputy_id": _l("代班人"),
    "emergency_name": _l("紧急联系人"),
    "emergency_phone": _l("紧急联系人电话"),
    "emergency_relation": _l("关系"),
    "note": _l("备注"),
    "medicines": _l("常用药"),
    "buy_every_days": _l("每几天提醒代买"),
    "end_reason": _l("结束原因"),
    "end_note": _l("说明"),
}


@dataclass(frozen=True)
class Change:
    """One event: what was done, by whom, and each field as (name, before, after)."""

    at: datetime
    who: str
    what: str
    fields: tuple[tuple[str, str, str], ...]


def told(events: Iterable[AuditEvent]) -> list[Change]:
    events = list(events)
    names = queries.names_of_users({value for event in events for value in _user_ids(event)})
    return [Change(event.at, event.actor_name, str(WORDS.get(event.action, event.action)), _fields(event, names)) for event in events]


def _fields(event: AuditEvent, names: dict[int, str]) -> tuple[tuple[str, str, str], ...]:
    lines = []
    for name, title in FIELDS.items():
        if name in event.before or name in event.after:
            before, after = (_words(name, side.get(name), names) for side in (event.before, event.after))
            if before != after:
                lines.append((str(title), before, after))
    return tuple(lines)


def _words(name: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, "", []):
        return ""
    if name == "categories":
        return "，".join(label(CareCategory(one)) for one in value)
    if name == "medicines":
        return "；".join(value)
    if name == "frequency":
        return label(FrequencyKind(value))
    if name == "end_reason":
        return label(EndReason(value))
    if name in ("worker_id", "deputy_id"):
        return names.get(value, _("（已不在）"))
    return str(value)


def _user_ids(event: AuditEvent) -> list[int]:
    return [side[name] for side in (event.before, event.after) for name in ("worker_id", "deputy_id") if side.get(name)]
