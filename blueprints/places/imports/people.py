"""Which person an entry speaks of: the rules of matching and of conflict. Pure.

Somebody is found by the number of the identity paper, else by door and name. What the list leaves empty never
overwrites what is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from blueprints.places.imports.entries import Entry
from blueprints.places.imports.plan import Changes, DoorKey, Existing, Refusal, ResidentRow, Row

PERSON_FIELDS = ("name", "gender", "birth_date", "phone", "id_number", "relation", "is_tenant", "remark", "moved_in_on")
Placed = tuple[Entry, DoorKey]


def clashes(placed: list[Placed], say_row: Callable[[Row], str]) -> dict[Row, Refusal]:
    """Rows of the file that contradict one another: one person at two doors, or twice at one."""
    refused: dict[Row, Refusal] = {}
    by_number: dict[str, list[Placed]] = defaultdict(list)
    by_name: dict[tuple[DoorKey, str], list[Placed]] = defaultdict(list)
    for entry, door in placed:
        if entry["person"]["id_number"]:
            by_number[entry["person"]["id_number"]].append((entry, door))
        by_name[door, entry["person"]["name"]].append((entry, door))
    for group in by_number.values():
        if len({door for _entry, door in group}) > 1:
            for entry, door in group:
                other = next(one for one, elsewhere in group if elsewhere != door)
                _refuse(
                    refused, entry, "id_number", _("同一个证件号还出现在%(row)s，门牌不一样。一个人只能住一户。", row=_row(say_row, other))
                )
        else:
            for entry, _door in group[1:]:
                _refuse(refused, entry, "id_number", _("和%(row)s的证件号相同，是同一个人。", row=_row(say_row, group[0][0])))
    for group in by_name.values():
        for entry, _door in group[1:]:
            _refuse(refused, entry, "name", _("和%(row)s是同一户、同一个姓名。", row=_row(say_row, group[0][0])))
    return refused


def _row(say_row: Callable[[Row], str], entry: Entry) -> str:
    return say_row((entry["at"][0], entry["at"][1]))


def _refuse(refused: dict[Row, Refusal], entry: Entry, field: str, message: str) -> None:
    row = (entry["at"][0], entry["at"][1])
    refused.setdefault(row, Refusal(row, field, message))


class People:
    """The residents there are, found by paper number and by door."""

    def __init__(self, existing: Existing) -> None:
        self.existing = existing
        self.by_number: dict[str, list[ResidentRow]] = defaultdict(list)
        self.by_door: dict[DoorKey, list[ResidentRow]] = defaultdict(list)
        for resident in existing.residents:
            if resident.id_number:
                self.by_number[resident.id_number].append(resident)
            door = existing.door_of.get(resident.household_id)
            if door is not None:
                self.by_door[door].append(resident)

    def lives_at(self, door: DoorKey) -> bool:
        return any(resident.moved_out_on is None for resident in self.by_door.get(door, ()))

    def find(self, person: dict[str, Any], door: DoorKey) -> ResidentRow | Refusal | None:
        """The resident meant, None for a new one, or why the row cannot be taken (its row is filled in by the caller)."""
        here = self.by_door.get(door, [])
        if person["id_number"]:
            known = self.by_number.get(person["id_number"], [])
            for resident in known:
                if resident.moved_out_on is None:
                    return resident if self.existing.door_of.get(resident.household_id) == door else self._elsewhere(resident)
            if any(resident in here for resident in known):
                return self._moved_out(next(resident for resident in known if resident in here))
        same_name = [resident for resident in here if resident.name == person["name"]]
        living = [resident for resident in same_name if resident.moved_out_on is None]
        if len(living) == 1:
            return living[0]
        if len(living) > 1:
            return Refusal((0, 0), "name", _("这一户登记了几个同名的人，请填上证件号。"))
        return self._moved_out(same_name[0]) if same_name else None

    def _elsewhere(self, resident: ResidentRow) -> Refusal:
        address = next((home.address for home in self.existing.households if home.id == resident.household_id), "")
        message = _("这个证件号已登记在 %(address)s（%(name)s）。如果是搬家，请先在那一户登记搬走。", address=address, name=resident.name)
        return Refusal((0, 0), "id_number", message)

    def _moved_out(self, resident: ResidentRow) -> Refusal:
        message = _(
            "%(name)s 已登记为 %(day)s 搬走，没有改动。如果又住回来了，请在那一户登记。", name=resident.name, day=resident.moved_out_on
        )
        return Refusal((0, 0), "name", message)


def changes_of(resident: ResidentRow, person: dict[str, Any]) -> Changes:
    """What the list says otherwise; what it leaves empty stays."""
    changes: Changes = {}
    for name in PERSON_FIELDS:
        before, after = getattr(resident, name), person[name]
        if after not in (None, "") and after != before:
            changes[name] = (before, after)
    return changes
