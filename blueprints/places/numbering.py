"""Which doors a new building gets: units × floors × doors, the way Chinese buildings are numbered. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from blueprints.places.names import natural_key

MAX_DOORS = 1000


class Numbering(StrEnum):
    BY_FLOOR = "by_floor"  # 101, 102 … 1001
    PADDED = "padded"  # 0101, 0102 … 1001
    RUNNING = "running"  # 1, 2, 3 … through the whole unit


@dataclass(frozen=True)
class PlannedDoor:
    unit: str
    floor: int
    door: str


@dataclass(frozen=True)
class BuildingPlan:
    """`floors` counts storeys; `skipped_floors` are numbers no storey bears (4, 14); `doors_on` overrides single floors."""

    units: tuple[str, ...]
    floors: int
    doors_per_floor: int
    first_floor: int = 1
    numbering: Numbering = Numbering.BY_FLOOR
    skipped_floors: frozenset[int] = frozenset()
    skipped_numbers: frozenset[int] = frozenset()
    doors_on: Mapping[int, int] = field(default_factory=dict)


def floor_numbers(plan: BuildingPlan) -> list[int]:
    """The numbers of the storeys from below: there is no floor 0, and skipped ones are left out."""
    numbers: list[int] = []
    number = plan.first_floor
    while len(numbers) < plan.floors:
        if number != 0 and number not in plan.skipped_floors:
            numbers.append(number)
        number += 1
    return numbers


def plan_doors(plan: BuildingPlan) -> list[PlannedDoor]:
    """Every door, unit by unit, in walking order."""
    planned = []
    for unit in plan.units:
        running = 0
        for floor in floor_numbers(plan):
            number = 0
            for _ in range(plan.doors_on.get(floor, plan.doors_per_floor)):
                number = _next(number, plan.skipped_numbers)
                running = _next(running, plan.skipped_numbers)
                planned.append(PlannedDoor(unit, floor, _door(plan.numbering, floor, number, running)))
    return planned


def door_sort_key(unit: str, floor: int, door: str) -> str:
    """Walking order inside a building: unit by unit, floor by floor from below."""
    return natural_key(f"{unit}-{floor + 100}-{door}")


def floor_of(door: str) -> int:
    """The floor a door's number tells: 501 → 5, 1203 → 12, A101 → 1; anything else stands on the ground floor."""
    found = re.search(r"(\d+)", door)
    digits = found.group().lstrip("0") if found else ""
    return int(digits[:-2]) if 3 <= len(digits) <= 4 else 1


def read_numbers(text: str) -> frozenset[int]:
    """ "4，14" → {4, 14}. Raises ValueError for anything that is no list of whole numbers."""
    return frozenset(int(part) for part in re.split(r"[\s,，、;；]+", text.strip()) if part)


def read_doors_on(text: str) -> dict[int, int]:
    """ "1:2，30:1" → {1: 2, 30: 1}: on floor 1 two doors, on floor 30 one. Raises ValueError."""
    pairs = [re.split(r"[:：=]", part) for part in re.split(r"[\s,，、;；]+", text.strip()) if part]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(text)
    answer = {int(floor.removesuffix("层").removesuffix("楼")): int(doors.removesuffix("户")) for floor, doors in pairs}
    if any(not 0 <= doors <= 50 for doors in answer.values()):
        raise ValueError(text)
    return answer


def _next(number: int, skipped: frozenset[int]) -> int:
    number += 1
    while number in skipped:
        number += 1
    return number


def _door(numbering: Numbering, floor: int, number: int, running: int) -> str:
    if numbering is Numbering.RUNNING:
        return str(running)
    level = f"B{-floor}" if floor < 0 else f"{floor:02d}" if numbering is Numbering.PADDED else str(floor)
    return f"{level}{number:02d}"
