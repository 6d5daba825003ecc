"""What the preview says: the plan as a short summary to keep, and the words for its fields and values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.places.imports.plan import Change, Plan
from blueprints.places.names import door_address
from blueprints.places.vocabulary import Gender, Tenancy
from core.labels import label

SHOWN = 20  # of each kind on the page; the rest is in the file to download
REFUSED_SHOWN = 50
FIELD_LABELS: dict[str, Any] = {
    "estate": _l("小区"),
    "grid": _l("网格"),
    "building": _l("楼栋"),
    "unit": _l("单元"),
    "door": _l("房号"),
    "address": _l("地址"),
    "unit_count": _l("单元数"),
    "has_lift": _l("电梯"),
    "tenancy": _l("居住情况"),
    "household_note": _l("房屋备注"),
    "note": _l("房屋备注"),
    "name": _l("姓名"),
    "relation": _l("与户主关系"),
    "gender": _l("性别"),
    "birth_date": _l("出生日期"),
    "phone": _l("电话"),
    "id_number": _l("证件号"),
    "is_tenant": _l("租户"),
    "moved_in_on": _l("入住日期"),
    "remark": _l("备注"),
}


def field_label(name: str) -> str:
    return str(FIELD_LABELS.get(name, name))


def value_label(name: str, value: Any) -> str:
    """A stored value as people read it; nothing is said as such."""
    if value in (None, ""):
        return _("（空）")
    if name == "tenancy":
        return label(Tenancy(value))
    if name == "gender":
        return label(Gender(value))
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def changes_text(changes: dict[str, Any]) -> str:
    return "；".join(f"{field_label(name)}: {value_label(name, old)} → {value_label(name, new)}" for name, (old, new) in changes.items())


def summary_of(plan: Plan) -> dict[str, Any]:
    """JSON for the job: exact counts, and the first few of each kind."""
    return {
        "counts": plan.counts(),
        "estates": plan.estates[:SHOWN],
        "grids": plan.grids[:SHOWN],
        "buildings": [[list(new.row), key[0] + new.name] for key, new in list(plan.buildings.items())[:SHOWN]],
        "households": [[list(new.row), door_text(plan, key), new.tenancy] for key, new in list(plan.households.items())[:SHOWN]],
        "residents": [[list(new.row), door_text(plan, new.door), new.values["name"]] for new in plan.residents[:SHOWN]],
        "building_changes": _changes(plan.building_changes),
        "unit_changes": _changes(plan.unit_changes),
        "household_changes": _changes(plan.household_changes),
        "resident_changes": _changes(plan.resident_changes),
        "refused": [[list(one.row), one.field, one.message] for one in plan.refused[:REFUSED_SHOWN]],
        "remarks": [[list(one.row), one.field, one.message] for one in plan.remarks[:SHOWN]],
        "changes_nothing": plan.changes_nothing,
    }


def counts_only(summary: dict[str, Any]) -> dict[str, Any]:
    """What may be kept of a summary once the import is done: numbers, nobody's name."""
    return {"counts": summary["counts"]} if "counts" in summary else {}


def door_text(plan: Plan, key: tuple[str, str, str, str]) -> str:
    """The address a new door will have (or, for a known one, nearly its own)."""
    building, unit = key[:2], key[:3]
    name = plan.buildings[building].name if building in plan.buildings else plan.building_names.get(building, building[1])
    door = plan.households[key].door if key in plan.households else key[3]
    return door_address(key[0], name, plan.unit_names.get(unit, key[2]), door)


def _changes(changes: list[Change]) -> list[list[Any]]:
    return [[list(change.row), change.label, {name: list(pair) for name, pair in change.changes.items()}] for change in changes[:SHOWN]]


def preview_lines(plan: Plan, sheet_names: Sequence[str], titles: Sequence[dict[str, str]]) -> Iterator[str]:
    """The preview as lines of text: counts, then every refused row, then what will change."""
    counts = plan.counts()
    for noun, text in (("building", _("楼栋")), ("household", _("住户")), ("resident", _("居民"))):
        numbers = counts[noun]
        yield _(
            "%(noun)s: 新增 %(add)s，有变动 %(change)s，没有变化 %(same)s",
            noun=text,
            add=numbers["add"],
            change=numbers["change"],
            same=numbers["same"],
        )
    if plan.estates:
        yield _("将新建小区: %(names)s", names="、".join(plan.estates))
    if plan.grids:
        yield _("将新建网格: %(names)s", names="、".join(plan.grids))
    yield _("没有通过 %(count)s 行", count=counts["rows"]["refused"])
    for one in plan.refused:
        column = titles[one.row[0]].get(one.field) or field_label(one.field)
        yield "  " + " · ".join((_("“%(sheet)s”第 %(row)s 行", sheet=sheet_names[one.row[0]], row=one.row[1]), column, one.message))
    for change in (*plan.building_changes, *plan.unit_changes, *plan.household_changes, *plan.resident_changes):
        yield f"  {change.label} · {changes_text(change.changes)}"
