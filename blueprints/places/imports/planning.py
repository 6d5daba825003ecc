"""Entries and what is there already → the plan. The same input always gives the same plan. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from blueprints.places.door_text import door_name
from blueprints.places.imports.entries import Entry
from blueprints.places.imports.people import People, Placed, changes_of, clashes
from blueprints.places.imports.plan import (
    BuildingKey,
    Change,
    Changes,
    DoorKey,
    Existing,
    NewBuilding,
    NewHousehold,
    NewResident,
    NewUnit,
    Plan,
    Refusal,
    Row,
    UnitKey,
)
from blueprints.places.imports.whereabouts import Nowhere, Whereabouts
from blueprints.places.names import door_address
from blueprints.places.vocabulary import Tenancy

MAX_DOOR_LENGTH = 12


def make_plan(entries: Sequence[Entry], existing: Existing, *, sheet_names: Sequence[str], default_estate: str = "") -> Plan:
    """`sheet_names` by sheet number, for sentences that name another row."""
    return _Planner(list(entries), existing, list(sheet_names), default_estate).run()


class _Planner:
    def __init__(self, entries: list[Entry], existing: Existing, sheet_names: list[str], default_estate: str) -> None:
        self.entries, self.existing, self.sheet_names = entries, existing, sheet_names
        self.where = Whereabouts(existing, entries, default_estate)
        self.people = People(existing)
        self.plan = Plan()
        self.seen: dict[str, set[object]] = {"building": set(), "household": set(), "resident": set()}
        self.said: dict[tuple[str, object], tuple[object, Row]] = {}  # first value of a place's field, and its row
        self.changing: dict[tuple[str, int], Change] = {}
        self.wanted_grids: dict[BuildingKey | UnitKey, str] = {}

    def run(self) -> Plan:
        placed, bare = self._placed()
        refused = clashes(placed, self._say_row)
        people: list[tuple[Entry, DoorKey, object]] = []
        inhabited: set[DoorKey] = set()
        for entry, door in placed:
            row = _row(entry)
            found = refused.get(row) or self.people.find(entry["person"], door)
            if isinstance(found, Refusal):
                self.plan.refused.append(Refusal(row, found.field, found.message))
            elif entry["home"]["tenancy"] == Tenancy.VACANT:
                self._refuse(entry, "tenancy", _("写着空置，却又写了住的人。"))
            else:
                inhabited.add(door)
                people.append((entry, door, found))
        # In the order of the file, so that a building or door is named as its first row names it.
        todo: list[tuple[Row, Callable[[], None]]] = [
            (_row(entry), lambda entry=entry, door=door, found=found: self._take_person(entry, door, found))  # type: ignore[misc]
            for entry, door, found in people
        ]
        todo += [(_row(entry), lambda entry=entry: self._take_bare(entry, inhabited)) for entry in bare]  # type: ignore[misc]
        for _at, take in sorted(todo, key=lambda one: one[0]):
            take()
        self._give_grids()
        for building in self.plan.buildings:  # a building without units has one with an empty name
            if not any(unit[:2] == building for unit in self._new_units_of(building)):
                self._need_unit((*building, ""))
        self.plan.refused.sort(key=lambda refusal: refusal.row)
        changed = {(noun, thing) for noun, thing in self.changing}
        for noun, things in self.seen.items():
            self.plan.same[noun] = len([thing for thing in things if (noun, thing) not in changed])
        used = self._used_buildings()
        self.plan.building_names = {key: building.name for key, building in self.existing.building_at.items() if key in used}
        self.plan.unit_names = {key: unit.name for key, unit in self.existing.unit_at.items() if key[:2] in self.plan.building_names}
        return self.plan

    def _placed(self) -> tuple[list[Placed], list[Entry]]:
        """Entries of people with their doors, and entries of bare doors and buildings; the rest is refused."""
        placed: list[Placed] = []
        bare: list[Entry] = []
        for entry in self.entries:
            for field, message in entry["bad"]:
                self._refuse(entry, field, message)
            if entry["bad"]:
                continue
            try:
                if entry["person"] is not None:
                    placed.append((entry, self.where.door(entry)))
                else:
                    if entry["place"]["door"]:
                        self.where.door(entry)
                    else:
                        self.where.building(entry)
                    bare.append(entry)
            except Nowhere as nowhere:
                self._refuse(entry, nowhere.field, nowhere.message)
        return placed, bare

    def _take_person(self, entry: Entry, door: DoorKey, found: object) -> None:
        self._take_door(entry, door)
        self._remark(entry)
        person = entry["person"]
        if found is None:
            self.plan.residents.append(NewResident(door, person, _row(entry)))
            return
        self.seen["resident"].add(found.id)  # type: ignore[attr-defined]
        changes = changes_of(found, person)  # type: ignore[arg-type]
        if changes:
            label = f"{self._address(door)} {found.name}"  # type: ignore[attr-defined]
            change = Change(found.id, label, changes, _row(entry))  # type: ignore[attr-defined]
            self.changing["resident", change.id] = change
            self.plan.resident_changes.append(change)

    def _take_bare(self, entry: Entry, inhabited: set[DoorKey]) -> None:
        if not entry["place"]["door"]:
            self._take_building(entry, self.where.building(entry))
        else:
            door = self.where.door(entry)
            if entry["home"]["tenancy"] == Tenancy.VACANT and (door in inhabited or self.people.lives_at(door)):
                self._refuse(entry, "tenancy", _("写着空置，可是这一户登记着住的人。请先登记搬走。"))
                return
            self._take_door(entry, door)
        self._remark(entry)

    def _take_building(self, entry: Entry, key: BuildingKey) -> None:
        self._need_building(entry, key)
        home, unit = entry["home"], entry["place"]["unit"]
        if home["has_lift"] is not None:
            self._set_lift(entry, key, home["has_lift"])
        if unit:
            self._need_unit((*key, unit))
        for number in range(1, (home["unit_count"] or 0) + 1):
            self._need_unit((*key, str(number)))
        self._want_grid(entry, (*key, unit) if unit else key)

    def _take_door(self, entry: Entry, door: DoorKey) -> None:
        key, unit, home = (door[0], door[1]), (door[0], door[1], door[2]), entry["home"]
        self._need_building(entry, key)
        if home["has_lift"] is not None:
            self._set_lift(entry, key, home["has_lift"])
        self._need_unit(unit)
        self._want_grid(entry, unit)
        tenancy = self._first_said(entry, "tenancy", door, home["tenancy"])
        note = self._first_said(entry, "household_note", door, home["note"])
        known = self.existing.household_at.get(door)
        if known is None:
            new = self.plan.households.get(door)
            if new is None:
                written = (door_name(entry["place"]["door"]) or entry["place"]["door"])[:MAX_DOOR_LENGTH]
                new = self.plan.households[door] = NewHousehold(written, Tenancy.UNKNOWN.value, "", _row(entry))
            new.tenancy, new.note = str(tenancy or new.tenancy), str(note or new.note)
            return
        self.seen["household"].add(known.id)
        changes: Changes = {}
        if tenancy and tenancy != known.tenancy:
            changes["tenancy"] = (known.tenancy, str(tenancy))
        if note and note != known.note:
            changes["note"] = (known.note, note)
        if changes and ("household", known.id) not in self.changing:
            change = self.changing["household", known.id] = Change(known.id, known.address, {}, _row(entry))
            self.plan.household_changes.append(change)
        if changes:
            self.changing["household", known.id].changes.update(changes)

    def _first_said(self, entry: Entry, field: str, place: object, value: object) -> object:
        """The first row that fills a place's field decides; a later one that differs gets a remark."""
        if value in (None, ""):
            return None
        first, row = self.said.setdefault((field, place), (value, _row(entry)))
        if first != value:
            self.plan.remarks.append(Refusal(_row(entry), field, _("和%(row)s不一样，按那一行记。", row=self._say_row(row))))
        return first

    def _need_estate(self, name: str) -> None:
        if name not in self.existing.estates and name not in self.plan.estates:
            self.plan.estates.append(name)

    def _need_building(self, entry: Entry, key: BuildingKey) -> None:
        self._need_estate(key[0])
        known = self.existing.building_at.get(key)
        if known is not None:
            self.seen["building"].add(known.id)
        elif key not in self.plan.buildings:
            self.plan.buildings[key] = NewBuilding(entry["place"]["building"] or key[1], False, _row(entry))

    def _need_unit(self, key: UnitKey) -> None:
        if key in self.existing.unit_at or key in self.plan.units:
            return
        grids = {unit.grid_id for unit in self.existing.units_of.get((key[0], key[1]), ())}
        grid_id = next(iter(grids)) if len(grids) == 1 else None
        self.plan.units[key] = NewUnit(key[2], self.existing.grid_names.get(grid_id, "") if grid_id else "")

    def _set_lift(self, entry: Entry, key: BuildingKey, has_lift: bool) -> None:
        said = self._first_said(entry, "has_lift", key, "yes" if has_lift else "no")
        known = self.existing.building_at.get(key)
        if known is None:
            self.plan.buildings[key].has_lift = said == "yes"
        elif known.has_lift != (said == "yes") and ("building", known.id) not in self.changing:
            change = Change(known.id, f"{key[0]}{known.name}", {"has_lift": (known.has_lift, said == "yes")}, _row(entry))
            self.changing["building", known.id] = change
            self.plan.building_changes.append(change)

    def _want_grid(self, entry: Entry, key: BuildingKey | UnitKey) -> None:
        grid = self._first_said(entry, "grid", key, entry["home"]["grid"])
        if grid:
            self.wanted_grids[key] = str(grid)

    def _give_grids(self) -> None:
        units = {**dict.fromkeys(self.existing.unit_at), **dict.fromkeys(self.plan.units)}
        for key in units:
            grid = self.wanted_grids.get(key) or self.wanted_grids.get((key[0], key[1]))
            if not grid:
                continue
            if grid not in self.existing.grids and grid not in self.plan.grids:
                self.plan.grids.append(grid)
            if key in self.plan.units:
                self.plan.units[key].grid = grid
                continue
            unit = self.existing.unit_at[key]
            before = self.existing.grid_names.get(unit.grid_id, "") if unit.grid_id else ""
            if before != grid:
                label = door_address(key[0], self.existing.building_at[key[0], key[1]].name, unit.name, "")
                self.plan.unit_changes.append(Change(unit.id, label, {"grid": (before, grid)}, (0, 0)))

    def _new_units_of(self, building: BuildingKey) -> list[UnitKey]:
        return [unit for unit in self.plan.units if unit[:2] == building]

    def _used_buildings(self) -> set[BuildingKey]:
        return {(unit[0], unit[1]) for unit in self.plan.units} | {
            (door[0], door[1]) for door in (*self.plan.households, *(resident.door for resident in self.plan.residents))
        }

    def _address(self, door: DoorKey) -> str:
        known = self.existing.household_at.get(door)
        return known.address if known else door_address(*door)

    def _remark(self, entry: Entry) -> None:
        self.plan.remarks.extend(Refusal(_row(entry), field, message) for field, message in entry["remarks"])

    def _refuse(self, entry: Entry, field: str, message: str) -> None:
        self.plan.refused.append(Refusal(_row(entry), field, message))

    def _say_row(self, row: Row) -> str:
        name = self.sheet_names[row[0]] if row[0] < len(self.sheet_names) else ""
        return _("“%(sheet)s”第 %(row)s 行", sheet=name, row=row[1])


def _row(entry: Entry) -> Row:
    return entry["at"][0], entry["at"][1]
