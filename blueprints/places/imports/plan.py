"""What an import is going to do, as plain data: computed by planning.py, shown as the preview, done by applying.py. Pure.

A place is named by its key: an estate by its name, a building by (estate, building key), a unit by (…, unit key),
a household by (…, door key). Keys of places that exist already are looked up in `Existing`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from blueprints.places.door_text import building_key, door_key, unit_key

BuildingKey = tuple[str, str]
UnitKey = tuple[str, str, str]
DoorKey = tuple[str, str, str, str]
Row = tuple[int, int]  # sheet number, row number as Excel counts
Changes = dict[str, tuple[Any, Any]]  # field → (before, after)


class BuildingRow(NamedTuple):
    id: int
    estate_id: int
    name: str
    has_lift: bool


class UnitRow(NamedTuple):
    id: int
    building_id: int
    name: str
    grid_id: int | None


class HouseholdRow(NamedTuple):
    id: int
    unit_id: int
    door: str
    tenancy: str
    note: str
    address: str


class ResidentRow(NamedTuple):
    id: int
    household_id: int
    name: str
    gender: str
    birth_date: str | None
    phone: str | None
    id_number: str | None
    relation: str
    is_tenant: bool
    remark: str
    moved_in_on: str | None
    moved_out_on: str | None


@dataclass
class Existing:
    """What the community holds now. `fingerprint` tells whether that has changed since."""

    estates: dict[str, int]
    grids: dict[str, int]
    buildings: list[BuildingRow]
    units: list[UnitRow]
    households: list[HouseholdRow]
    residents: list[ResidentRow]

    def __post_init__(self) -> None:
        estate_names = {estate_id: name for name, estate_id in self.estates.items()}
        self.grid_names = {grid_id: name for name, grid_id in self.grids.items()}
        self.building_at: dict[BuildingKey, BuildingRow] = {}
        building_keys: dict[int, BuildingKey] = {}
        for building in self.buildings:
            key = (estate_names[building.estate_id], building_key(building.name))
            self.building_at.setdefault(key, building)
            building_keys[building.id] = key
        self.unit_at: dict[UnitKey, UnitRow] = {}
        unit_keys: dict[int, UnitKey] = {}
        for unit in self.units:
            place = (*building_keys[unit.building_id], unit_key(unit.name))
            self.unit_at.setdefault(place, unit)
            unit_keys[unit.id] = place
        self.household_at: dict[DoorKey, HouseholdRow] = {}
        self.door_of: dict[int, DoorKey] = {}
        for household in self.households:
            door = (*unit_keys[household.unit_id], door_key(household.door))
            self.household_at.setdefault(door, household)
            self.door_of[household.id] = door
        self.units_of: dict[BuildingKey, list[UnitRow]] = {}
        for key, unit in ((building_keys[unit.building_id], unit) for unit in self.units):
            self.units_of.setdefault(key, []).append(unit)

    @property
    def fingerprint(self) -> str:
        content = repr([getattr(self, one.name) for one in fields(self)])
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass
class NewBuilding:
    name: str
    has_lift: bool
    row: Row


@dataclass
class NewUnit:
    name: str
    grid: str  # "" for none


@dataclass
class NewHousehold:
    door: str
    tenancy: str
    note: str
    row: Row


@dataclass
class NewResident:
    door: DoorKey
    values: dict[str, Any]
    row: Row


@dataclass
class Change:
    """Another value for something that exists. `label` is the address, or address and name."""

    id: int
    label: str
    changes: Changes
    row: Row


@dataclass
class Refusal:
    row: Row
    field: str  # of columns.HEADERS
    message: str


@dataclass
class Plan:
    estates: list[str] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    buildings: dict[BuildingKey, NewBuilding] = field(default_factory=dict)
    units: dict[UnitKey, NewUnit] = field(default_factory=dict)
    households: dict[DoorKey, NewHousehold] = field(default_factory=dict)
    residents: list[NewResident] = field(default_factory=list)
    building_changes: list[Change] = field(default_factory=list)
    unit_changes: list[Change] = field(default_factory=list)  # only their grid, by name
    household_changes: list[Change] = field(default_factory=list)
    resident_changes: list[Change] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    remarks: list[Refusal] = field(default_factory=list)  # rows that are taken, with something to know
    same: dict[str, int] = field(default_factory=dict)  # noun → how many are in the file and stay as they are
    building_names: dict[BuildingKey, str] = field(default_factory=dict)
    unit_names: dict[UnitKey, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Two plans of one digest do the same."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def changes_nothing(self) -> bool:
        return not any(
            (self.estates, self.grids, self.buildings, self.units, self.households, self.residents)
            + (self.building_changes, self.unit_changes, self.household_changes, self.resident_changes)
        )

    def counts(self) -> dict[str, dict[str, int]]:
        refused_rows = {refusal.row for refusal in self.refused}
        return {
            "building": {"add": len(self.buildings), "change": len(self.building_changes), "same": self.same.get("building", 0)},
            "household": {"add": len(self.households), "change": len(self.household_changes), "same": self.same.get("household", 0)},
            "resident": {"add": len(self.residents), "change": len(self.resident_changes), "same": self.same.get("resident", 0)},
            "other": {"estates": len(self.estates), "grids": len(self.grids), "units": len(self.units), "regrids": len(self.unit_changes)},
            "rows": {"refused": len(refused_rows), "remarks": len({remark.row for remark in self.remarks})},
        }


def estate_stem(name: str) -> str:
    """阳光花园小区 and 阳光花园 are one place."""
    return re.sub(r"\s+", "", name).removesuffix("小区").upper()
