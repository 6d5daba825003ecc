"""Reading a door the way people write it: 3-2-501, 3号楼2单元501室, 3栋2-501, ５０１. Pure.

Used by search and by the Excel import, so that both understand the same texts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMERALS = "一二三四五六七八九十"
_MARKS = "甲乙丙丁"
_SIDES = "东西南北中"
_NAME = rf"(?:\d{{1,4}}[A-Z]?|[A-Z]{{1,2}}\d{{0,4}}|[{_NUMERALS}]{{1,3}}|[{_MARKS}])"
_NO_NAME_BEFORE = rf"(?<![0-9A-Z{_NUMERALS}])"
_BUILDING = re.compile(rf"(?P<estate>.*){_NO_NAME_BEFORE}(?P<name>{_NAME})(?:号楼|#楼|栋|幢|座|#)(?P<rest>.*)")
_WEAK_BUILDING = re.compile(rf"(?P<estate>.*?){_NO_NAME_BEFORE}(?P<name>{_NAME})(?:号|楼)(?P<rest>.+)")
_UNIT = re.compile(rf"(?P<head>.*?){_NO_NAME_BEFORE}(?P<name>{_NAME}|[{_SIDES}])(?:单元|门|梯)(?P<rest>.*)")
_ESTATE_AND_NAME = re.compile(rf"(?P<estate>.*?){_NO_NAME_BEFORE}(?P<name>{_NAME})")
_DOOR = re.compile(r"(?P<door>(?:商铺|门面|门市|铺|车库|地下室)?[A-Z]{0,2}\d{1,5}[A-Z]{0,2}(?:-\d{1,2})?)(?:号室|号房|室|号|户|房)?")
_SEPARATORS = re.compile(r"[-‐-―−~/\\_.,、，。·\s]+")
_BUILDING_SUFFIX = re.compile(r"(?:号楼|#楼|栋|幢|座|#|号|楼)$")
MAX_LENGTH = 80


@dataclass(frozen=True)
class DoorText:
    """What was read; each part may be empty. `building` and `unit` are keys ("3", "A"), not full names."""

    estate: str = ""
    building: str = ""
    unit: str = ""
    door: str = ""


def parse(text: str, *, in_building: bool = False) -> DoorText | None:
    """Read a door, or return None. `in_building` says the building is known: 2-501 is then unit 2, door 501."""
    cleaned = _clean(text)
    if not cleaned or len(cleaned) > MAX_LENGTH:
        return None
    estate = building = unit = ""
    rest = cleaned
    strong = _BUILDING.fullmatch(cleaned)
    if strong:
        estate, building, rest = strong["estate"], strong["name"], strong["rest"]
    with_unit = _UNIT.fullmatch(rest)
    if with_unit:
        unit, rest, head = with_unit["name"], with_unit["rest"], with_unit["head"].strip("-")
        if not building and head:
            found = _ESTATE_AND_NAME.fullmatch(_BUILDING_SUFFIX.sub("", head))
            if found is None:
                return None
            estate, building = found["estate"], found["name"]
        elif head:
            return None
    elif not building:
        weak = _WEAK_BUILDING.fullmatch(cleaned)
        if weak and _split(weak["rest"]) and _is_doors(_split(weak["rest"])):
            estate, building, rest = weak["estate"], weak["name"], weak["rest"]
    parts = _split(rest)
    answer = _after_words(parts, building, unit) if building or unit else _only_parts(parts, in_building)
    if answer is None:
        return None
    return DoorText(answer.estate or estate.strip("-"), answer.building, answer.unit, answer.door)


def building_key(name: str) -> str:
    """What makes two ways of writing a building the same: 3号楼, 3栋, 03幢 and 三号楼 give "3"."""
    cleaned = re.sub(r"[\s-]+", "", _clean(name))
    stem = _BUILDING_SUFFIX.sub("", cleaned) or cleaned
    return _plain(stem) if re.fullmatch(_NAME, stem) else cleaned


def unit_key(name: str) -> str:
    """1单元, 01 and 一单元 give "1"; an empty name stays empty."""
    stem = re.sub(r"(?:单元|门|梯)$", "", re.sub(r"[\s-]+", "", _clean(name)))
    return _plain(stem)


def door_name(text: str) -> str | None:
    """A door alone as it is kept: "501室" → "501", "a101" → "A101"; None when it is not one."""
    found = _DOOR.fullmatch("-".join(_split(_clean(text))))
    return found["door"] if found else None


def door_key(door: str) -> str:
    """What makes two doors of one unit the same: 0501 and 501 do."""
    return (door_name(door) or _clean(door)).lstrip("0")


def _clean(text: str) -> str:
    """Full width to half, upper case; a space beside a Chinese word means nothing, between numbers it separates."""
    folded = unicodedata.normalize("NFKC", text or "").strip().upper()
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", folded)


def _split(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]


def _plain(name: str) -> str:
    """03 → 3, 十二 → 12; anything else stays."""
    if name.isascii() and name.isdigit():
        return str(int(name))
    if name and all(sign in _NUMERALS for sign in name):
        tens, ten, ones = name.partition("十")
        value = (_NUMERALS.index(tens[-1]) + 1 if tens else 1) * 10 if ten else 0
        last = ones if ten else tens
        return str(value + (_NUMERALS.index(last[-1]) + 1 if last else 0))
    return re.sub(r"^0+(?=\d)", "", name)


def _is_doors(parts: list[str]) -> bool:
    return _DOOR.fullmatch(parts[-1]) is not None


def _door(parts: list[str]) -> str | None:
    found = _DOOR.fullmatch("-".join(parts))
    return found["door"] if found else None


def _after_words(parts: list[str], building: str, unit: str) -> DoorText | None:
    building, unit = _plain(building), _plain(unit)
    if not parts:
        return DoorText(building=building, unit=unit)
    if not unit and len(parts) >= 2:
        unit, parts = unit_key(parts[0]), parts[1:]
    door = _door(parts)
    return None if door is None else DoorText(building=building, unit=unit, door=door)


def _only_parts(parts: list[str], in_building: bool) -> DoorText | None:
    if not parts or len(parts) > 4:
        return None
    if in_building:
        unit, rest = (unit_key(parts[0]), parts[1:]) if len(parts) > 1 else ("", parts)
        door = _door(rest)
        return None if door is None else DoorText(unit=unit, door=door)
    if len(parts) == 1:
        door = _door(parts)
        return None if door is None else DoorText(door=door)
    found = _ESTATE_AND_NAME.fullmatch(parts[0])
    door = _door(parts[1:] if len(parts) == 2 else parts[2:])
    if found is None or door is None:
        return None
    unit = unit_key(parts[1]) if len(parts) > 2 else ""
    return DoorText(found["estate"], _plain(found["name"]), unit, door)
