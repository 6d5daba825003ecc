"""What the door map shows: a cell per door, merged from what each slice knows, and which door is next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from blueprints.places.vocabulary import Tenancy


class DoorState(StrEnum):
    """How far a door is in the running round."""

    NOT_ASKED = "not_asked"  # no round asks this door
    MISSING = "missing"
    REVISIT = "revisit"  # nobody home or refused: to be tried again
    DONE = "done"


# When two slices disagree, what is still to be done wins.
_URGENCY = (DoorState.NOT_ASKED, DoorState.DONE, DoorState.REVISIT, DoorState.MISSING)


@dataclass(frozen=True)
class DoorMark:
    """What one slice knows of a door: a round state, and short badges such as "帮扶"; `urgent` ones such as "发热" stand out."""

    state: DoorState | None = None
    badges: tuple[str, ...] = ()
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """A household as the map needs it."""

    id: int
    unit_id: int
    floor: int
    door: str
    tenancy: Tenancy


@dataclass(frozen=True)
class Cell:
    id: int
    door: str
    state: DoorState
    badges: tuple[str, ...]
    urgent: tuple[str, ...]
    tenancy: Tenancy


@dataclass(frozen=True)
class DoorMap:
    """`floors` from the top down; each with one list of cells for every unit of `units`."""

    units: tuple[tuple[int, str], ...]
    floors: tuple[tuple[int, tuple[tuple[Cell, ...], ...]], ...]
    counts: Mapping[DoorState, int]

    @property
    def asked(self) -> int:
        return sum(count for state, count in self.counts.items() if state is not DoorState.NOT_ASKED)


def merge(marks: Iterable[Mapping[int, DoorMark]]) -> dict[int, DoorMark]:
    """One mark a door: the most urgent state, every badge once, in the order of the slices."""
    merged: dict[int, DoorMark] = {}
    for of_slice in marks:
        for household_id, mark in of_slice.items():
            known = merged.get(household_id, DoorMark())
            states = [state for state in (known.state, mark.state) if state is not None]
            badges = tuple(dict.fromkeys((*known.badges, *mark.badges)))
            urgent = tuple(dict.fromkeys((*known.urgent, *mark.urgent)))
            merged[household_id] = DoorMark(max(states, key=_URGENCY.index, default=None), badges, urgent)
    return merged


def arrange(units: Sequence[tuple[int, str]], doors: Sequence[Door], marks: Mapping[int, DoorMark]) -> DoorMap:
    """`doors` in walking order. Units without a door the actor may see are left out."""
    seen = {door.unit_id for door in doors}
    shown = tuple(unit for unit in units if unit[0] in seen)
    cells: dict[tuple[int, int], list[Cell]] = {}
    counts = dict.fromkeys(DoorState, 0)
    for door in doors:
        mark = marks.get(door.id, DoorMark())
        state = mark.state or DoorState.NOT_ASKED
        counts[state] += 1
        cells.setdefault((door.floor, door.unit_id), []).append(Cell(door.id, door.door, state, mark.badges, mark.urgent, door.tenancy))
    floors = sorted({door.floor for door in doors}, reverse=True)
    rows = tuple((floor, tuple(tuple(cells.get((floor, unit_id), ())) for unit_id, _ in shown)) for floor in floors)
    return DoorMap(shown, rows, counts)


def next_door(doors: Sequence[Door], marks: Mapping[int, DoorMark], after: int | None) -> Door | None:
    """The next door to knock at, in walking order.

    First whatever is missing or to be tried again further on; then, from the beginning, only what is missing:
    a door where nobody was home a moment ago is not knocked at again on the same walk.
    """
    place = next((index for index, door in enumerate(doors) if door.id == after), -1)
    states = {door.id: (marks.get(door.id) or DoorMark()).state for door in doors}
    for door in doors[place + 1 :]:
        if states[door.id] in (DoorState.MISSING, DoorState.REVISIT):
            return door
    return next((door for door in doors[: max(place, 0)] if states[door.id] is DoorState.MISSING), None)
