"""Which lines ask for the same thing, and which only look as if they did. Pure.

The same (`same_thing`) is added up by itself. What only looks alike ('大米' / '东北大米', '2L 酱油' / '酱油2升') is
proposed (`alike`), and somebody says yes. Different units (斤, 公斤) are never one thing: they cannot be added.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from blueprints.suppliers.names import name_key

_UNITS = {"kg": "公斤", "千克": "公斤", "g": "克", "l": "升", "ml": "毫升"}
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)(公斤|毫升|千克|kg|ml|斤|克|升|两|g|l)(?:装|的)?", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
L = TypeVar("L")
_SHORTEST = 2  # a name of one sign ("油") stands inside too many others


class Line(Protocol):
    """What a request line says of itself."""

    item: str
    unit: str
    strength: str
    price_item_id: int | None


class Item(Protocol):
    """An item of an order, as far as it is compared."""

    id: int
    name: str
    unit: str
    strength: str
    is_personal: bool
    price_item_id: int | None


@dataclass(frozen=True)
class Thing:
    """What makes two lines the same: the thing picked from the price list, or name, strength and unit."""

    name: str
    strength: str
    unit: str
    price_item_id: int | None = None

    def is_same(self, other: Thing) -> bool:
        if self.unit != other.unit:
            return False
        if self.price_item_id is not None and other.price_item_id is not None:
            return self.price_item_id == other.price_item_id
        return (self.name, self.strength) == (other.name, other.strength)


def unit_key(unit: str) -> str:
    """KG and kg are one unit, kg and 公斤, too; 斤 is another."""
    plain = name_key(unit)
    return _UNITS.get(plain, plain)


def thing_of(line: Line, listed: Collection[int] | None = None) -> Thing:
    """`listed`: ids on the price list of the supplier who is asked; what was picked from another's list is only a name there."""
    picked = line.price_item_id if listed is None or line.price_item_id in listed else None
    return Thing(name_key(line.item), name_key(line.strength), unit_key(line.unit), picked)


def belongs(thing: Thing, known: Iterable[Thing]) -> bool:
    """Is it the same as one of `known`? What was picked from the list never joins others picked there by way of a free name."""
    known = list(known)
    if thing.price_item_id is not None and any(other.price_item_id is not None for other in known):
        return any(other.price_item_id == thing.price_item_id and other.unit == thing.unit for other in known)
    return any(thing.is_same(other) for other in known)


def by_thing(lines: Sequence[L], asked: Callable[[L], Line], listed: Collection[int] | None = None) -> list[list[L]]:
    """`lines` in groups of the same thing, in their order; `asked` says what a line asks for."""
    groups: list[tuple[list[Thing], list[L]]] = []
    for line in lines:
        thing = thing_of(asked(line), listed)
        for known, group in groups:
            if belongs(thing, known):
                known.append(thing)
                group.append(line)
                break
        else:
            groups.append(([thing], [line]))
    return [group for _known, group in groups]


def alike(items: Sequence[Item]) -> list[list[int]]:
    """Groups of ids of items that may be the same thing, each of two or more, in the order of the items.

    An item stands in one group at most. Medicine (`is_personal`) and what was picked from a price list under
    two numbers are never proposed.
    """
    open_items = [item for item in items if not item.is_personal]
    groups: list[list[Item]] = []
    for item in open_items:
        for group in groups:
            if all(_looks_alike(item, other) for other in group):
                group.append(item)
                break
        else:
            groups.append([item])
    return [[item.id for item in group] for group in groups if len(group) > 1]


def _looks_alike(one: Item, two: Item) -> bool:
    if unit_key(one.unit) != unit_key(two.unit):
        return False
    if one.price_item_id is not None and two.price_item_id is not None:
        return False
    (name, measures), (other, others) = _parts(one), _parts(two)
    if measures and others and measures != others:
        return False  # 2L and 5L are two things, however alike the names
    if not name or not other:
        return False
    short, long = sorted((name, other), key=len)
    if short == long:
        return True
    return len(short) >= _SHORTEST and not _DIGITS.search(long.replace(short, "", 1)) and (long.endswith(short) or long.startswith(short))


def _parts(item: Item) -> tuple[str, frozenset[Hashable]]:
    """The name without its measures, and the measures: "2L 酱油" and "酱油2升" are both 酱油 of 2 升."""
    text = unicodedata.normalize("NFKC", f"{item.name} {item.strength}").casefold()
    found = frozenset((Decimal(number).normalize(), _UNITS.get(unit, unit)) for number, unit in _MEASURE.findall(text))
    return name_key(_MEASURE.sub(" ", text)), found
