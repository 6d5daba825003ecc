"""How the doors of a building are laid out to be picked from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FEW = 40  # doors of one staircase that can still be scrolled through in one go


@dataclass(frozen=True)
class Door:
    """`unit` is the label of the staircase ("2单元"), empty when the building has none."""

    household_id: int
    unit: str
    floor: int
    door: str


def grouped(doors: Sequence[Door], floor_label: Callable[[int], str]) -> list[tuple[str, list[Door]]]:
    """By staircase; the doors of a tall one by staircase and floor. In the order given."""
    counts: dict[str, int] = {}
    for door in doors:
        counts[door.unit] = counts.get(door.unit, 0) + 1
    groups: dict[str, list[Door]] = {}
    for door in doors:
        label = f"{door.unit}{floor_label(door.floor)}" if counts[door.unit] > FEW else door.unit
        groups.setdefault(label, []).append(door)
    return list(groups.items())
