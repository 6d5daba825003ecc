"""Which bag somebody at the pick-up point means: by its number, the end of the telephone, or the door. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BAG_NUMBER = re.compile(r"(?:取货号)?(\d{1,3})号?")
_BETWEEN = re.compile(r"单元|号楼|楼|栋|幢|座|室|号|[\s\-_/、，,.]")


@dataclass(frozen=True)
class Findable:
    """What a bag can be found by."""

    entry_id: int
    bag_number: int | None
    phone_last4: str | None
    building: str
    unit: str
    door: str
    address: str


def asks_for(typed: str, bag: Findable) -> bool:
    """Does `typed` name this bag? 07, 取货号 7, 0001 (telephone), 101, 1-101, 1号楼1单元101, the whole address."""
    said = unicodedata.normalize("NFKC", typed).casefold()
    text = re.sub(r"\s+", "", said)
    if not text:
        return False
    number = _BAG_NUMBER.fullmatch(text)
    if number and bag.bag_number == int(number[1]):
        return True
    digits = text if text.isascii() and text.isdigit() else ""
    if bag.phone_last4 and len(digits) in (4, 11) and digits.endswith(bag.phone_last4):
        return True
    return text == bag.address.casefold() or _way(said) in _ways(bag)


def _ways(bag: Findable) -> set[str]:
    """The ways in which its door is said; an empty unit says nothing."""
    building, unit, door = _way(bag.building), _way(bag.unit), _way(bag.door)
    said = [(door,), (unit, door), (building, door), (building, unit, door)]
    return {"-".join(part for part in parts if part) for parts in said}


def _way(text: str) -> str:
    return "-".join(part for part in _BETWEEN.split(text.casefold()) if part)
