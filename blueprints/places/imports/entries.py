"""One staged row → one clean entry: where, what is known of the door, and who. Pure.

An entry is plain JSON too (see `clean_row`), so that it can wait for the plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from blueprints.places import door_text
from blueprints.places.imports import cells
from blueprints.places.imports.cells import Bad
from blueprints.places.imports.staging import StagedRow, typed
from blueprints.places.names import initials
from blueprints.places.vocabulary import Gender

Entry = dict[str, Any]
_BUILDING_WORD = re.compile(r"(?:\d{1,4}|[A-Z]{1,2}|[一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座)")


class _Row:
    """Collects the values of one row, what is wrong with it, and what deserves a remark."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.bad: list[list[str]] = []
        self.remarks: list[list[str]] = []

    def take(self, name: str, read: Callable[..., Any], *arguments: Any, empty: Any = None, **options: Any) -> Any:
        if name not in self.values:
            return empty
        try:
            return read(typed(self.values[name]), *arguments, **options)
        except Bad as error:
            self.bad.append([name, error.message])
            return empty


def clean_row(row: StagedRow, *, today: date) -> Entry:
    """Keys: at (sheet, row), place, home, person (or None), bad and remarks ([field, sentence] each)."""
    sheet, number, values = row
    taken = _Row(values)
    place = _place(taken)
    home = {
        "tenancy": taken.take("tenancy", cells.tenancy),
        "note": taken.take("household_note", cells.short_text, 500, empty=""),
        "grid": taken.take("grid", cells.place, 40, empty=""),
        "has_lift": taken.take("has_lift", cells.yes_no),
        "unit_count": taken.take("unit_count", cells.count, 30),
    }
    person = _person(taken, today)
    if home["tenancy"] is None and person is None and cells.says_nobody(values.get("name")) and "空" in str(values["name"]):
        home["tenancy"] = "vacant"
    if person is None and place["door"] and not home["note"]:
        home["note"] = taken.take("remark", cells.short_text, 200, empty="")
    if not taken.bad:
        _check_whole(taken, place, person)
    return {"at": [sheet, number], "place": place, "home": home, "person": person, "bad": taken.bad, "remarks": taken.remarks}


def _check_whole(row: _Row, place: dict[str, str], person: dict[str, Any] | None) -> None:
    if not place["building"] and (person is not None or place["door"]):
        row.bad.append(["building", _("没有写是哪栋楼。")])
    elif person is not None and not place["door"]:
        row.bad.append(["door", _("没有写门牌号。")])
    elif person is None and any(name in row.values for name in ("id_number", "phone", "relation", "birth_date", "gender")):
        if not cells.says_nobody(row.values.get("name")):
            row.bad.append(["name", _("没有写姓名。")])
    elif not place["building"]:
        row.bad.append(["building", _("没有写是哪栋楼。")])


def _place(row: _Row) -> dict[str, str]:
    """estate and unit may be empty; building is {building: name to be given, building_key: what identifies it}."""
    estate = row.take("estate", cells.place, 60, empty="")
    building = row.take("building", cells.place, 40, empty="")
    unit = row.take("unit", cells.place, 20, empty="")
    at_door = "door" if "door" in row.values else "address"
    text = row.take(at_door, cells.place, 80, empty="")
    place = {"estate": estate, "building": "", "building_key": "", "unit": door_text.unit_key(unit) if unit else "", "door": ""}
    if building:
        _take_building(place, building)
    if text and not row.bad:
        try:
            _take_door(place, text)
        except Bad as error:
            row.bad.append([at_door, error.message])
    if len(place["unit"]) > 20 or len(place["door"]) > 12:
        row.bad.append([at_door, _("看不懂这个门牌。请写成 3-2-501，或 3号楼2单元501室。")])
    return place


def _take_building(place: dict[str, str], text: str) -> None:
    found = door_text.parse(text)
    whole = found is not None and found.building and not found.door and (not found.estate or found.estate == place["estate"].upper())
    if found is not None and found.building and not found.door and not place["estate"] and found.estate:
        place["estate"], whole = found.estate, True
    if whole and found is not None:
        place["building"], place["building_key"] = building_name(text, found.building), found.building
        place["unit"] = place["unit"] or found.unit
    else:
        key = door_text.building_key(text)
        place["building"], place["building_key"] = building_name(text, key), key


def _take_door(place: dict[str, str], text: str) -> None:
    found = door_text.parse(text, in_building=bool(place["building"]))
    if found is None and place["building"]:
        found = door_text.parse(text)
    if found is None or not found.door:
        raise Bad(_("看不懂这个门牌。请写成 3-2-501，或 3号楼2单元501室。"))
    if found.building:
        if place["building_key"] and place["building_key"] != found.building:
            raise Bad(_("门牌里写的楼（%(door)s）和楼栋一栏（%(building)s）对不上。", door=found.building, building=place["building"]))
        place["building"] = place["building"] or building_name(text, found.building)
        place["building_key"] = found.building
    if found.unit:
        if place["unit"] and place["unit"] != found.unit:
            raise Bad(_("门牌里写的单元（%(door)s）和单元一栏（%(unit)s）对不上。", door=found.unit, unit=place["unit"]))
        place["unit"] = found.unit
    place["estate"] = place["estate"] or found.estate
    place["door"] = found.door


def building_name(text: str, key: str) -> str:
    """What a building not known yet will be called: as written when a word for building is there, else 3 → 3号楼, A → A座."""
    for written in _BUILDING_WORD.findall(text.upper()):
        if door_text.building_key(written) == key:
            return re.sub(r"^0+(?=\d)", "", written)
    if key.isascii() and key.isdigit():
        return f"{key}号楼"
    return f"{key}座" if re.fullmatch(r"[A-Z]{1,2}", key, re.ASCII) else key[:40]


def _person(row: _Row, today: date) -> dict[str, Any] | None:
    name = row.take("name", cells.name, empty="")
    paper = row.take("id_number", cells.id_number, today=today)
    born, remark = row.take("birth_date", cells.day, today=today, empty=(None, ""))
    gender = row.take("gender", cells.gender)
    phone, others = _phones(row)
    moved_in, _remark = row.take("moved_in_on", cells.day, today=today, empty=(None, ""))
    person = {
        "name": name,
        "gender": gender,
        "birth_date": born,
        "phone": phone,
        "id_number": paper.number if paper else None,
        "relation": row.take("relation", cells.short_text, 20, empty=""),
        "is_tenant": row.take("is_tenant", cells.is_tenant),
        "remark": row.take("remark", cells.short_text, 200, empty=""),
        "moved_in_on": moved_in.isoformat() if moved_in else None,
    }
    if paper is not None and paper.birth_date is not None:
        if born not in (None, paper.birth_date) and not remark:
            row.remarks.append(["birth_date", _("和身份证号里的不一样，按身份证号记。")])
        born, remark = paper.birth_date, ""
        if gender is not None and gender is not paper.gender:
            row.remarks.append(["gender", _("和身份证号里的不一样，按身份证号记。")])
        person["gender"] = paper.gender
    if remark:
        row.remarks.append(["birth_date", remark])
    person["birth_date"] = born.isoformat() if born else None
    person["gender"] = None if person["gender"] in (None, Gender.UNKNOWN) else str(person["gender"])
    if not name:
        return None
    _keep_other_phones(row, person, others)
    person["initials"] = initials(name)
    return person


def _phones(row: _Row) -> tuple[str | None, list[str]]:
    found: list[str] = []
    for value in row.values.get("phone", ()):
        try:
            numbers, rest = cells.phones(typed(value))
        except Bad as error:
            row.bad.append(["phone", error.message])
            continue
        found.extend(number for number in numbers if number not in found)
        if rest:
            row.remarks.append(["phone", _("看不懂“%(text)s”，没有导入。", text="、".join(rest)[:40])])
    return (found[0] if found else None), found[1:]


def _keep_other_phones(row: _Row, person: dict[str, Any], others: list[str]) -> None:
    """A person has one telephone number; further ones are kept in the remark, where there is room."""
    more = [number for number in others if number not in person["remark"]]
    if not more:
        return
    remark = "；".join(part for part in (person["remark"], "另有电话 " + "、".join(more)) if part)
    if len(remark) <= 200:
        person["remark"] = remark
        row.remarks.append(["phone", _("有几个号码：第一个作电话，其余记在备注里。")])
    else:
        row.remarks.append(["phone", _("有几个号码：只导入了第一个。")])
