"""Finding the place an entry speaks of: which estate, building, unit and door, known or new. Pure."""

from __future__ import annotations

from collections import defaultdict

from flask_babel import gettext as _

from blueprints.places.door_text import door_key
from blueprints.places.imports.entries import Entry
from blueprints.places.imports.plan import BuildingKey, DoorKey, Existing, UnitKey, estate_stem


class Nowhere(ValueError):
    """The place cannot be told; `field` and `message` say what is missing."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class Whereabouts:
    """Resolves the places of all entries; what the file says elsewhere helps with what a row leaves out."""

    def __init__(self, existing: Existing, entries: list[Entry], default_estate: str) -> None:
        self.existing = existing
        self.default_estate = default_estate
        self.by_stem: dict[str, str] = {estate_stem(name): name for name in existing.estates}
        self.estates_with: dict[str, set[str]] = defaultdict(set)
        for estate, building in existing.building_at:
            self.estates_with[building].add(estate)
        self.units: dict[BuildingKey, set[str]] = defaultdict(set)
        self.units_with_door: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for estate, building, unit in existing.unit_at:
            self.units[estate, building].add(unit)
        for estate, building, unit, door in existing.household_at:
            self.units_with_door[estate, building, door].add(unit)
        self._learn(entries)

    def _learn(self, entries: list[Entry]) -> None:
        for entry in entries:
            place = entry["place"]
            if entry["bad"] or not (place["building_key"] and place["unit"]):
                continue
            try:
                estate = self.estate(place["estate"], place["building_key"])
            except Nowhere:
                continue
            self.units[estate, place["building_key"]].add(place["unit"])
            if place["door"]:
                self.units_with_door[estate, place["building_key"], door_key(place["door"])].add(place["unit"])

    def estate(self, written: str, building: str) -> str:
        """The estate's name: as known under any way of writing, else as written. Raises Nowhere."""
        if written:
            stem = estate_stem(written)
            if stem in self.by_stem:
                return self.by_stem[stem]
            for known, name in self.by_stem.items():  # a whole address stands before the estate's name
                if known and stem.endswith(known):
                    return name
            self.by_stem[stem] = written
            return written
        if self.default_estate:
            return self.estate(self.default_estate, building)
        if len(self.existing.estates) == 1:
            return next(iter(self.existing.estates))
        candidates = self.estates_with.get(building, set())
        if len(candidates) == 1:
            return next(iter(candidates))
        raise Nowhere("estate", _("没有写是哪个小区。请加一列“小区”，或在上传时填写小区名称。"))

    def building(self, entry: Entry) -> BuildingKey:
        place = entry["place"]
        return self.estate(place["estate"], place["building_key"]), place["building_key"]

    def unit(self, building: BuildingKey, written: str, door: str) -> UnitKey:
        """A unit that is not written is the only one there is, or the only one with such a door. Raises Nowhere."""
        known = self.units.get(building, set())
        if written or not known or "" in known:
            return (*building, written)
        if len(known) == 1:
            return (*building, next(iter(known)))
        having = self.units_with_door.get((*building, door_key(door)), set())
        if len(having) == 1:
            return (*building, next(iter(having)))
        raise Nowhere("unit", _("没有写是几单元，而这栋楼有 %(count)s 个单元。", count=len(known)))

    def door(self, entry: Entry) -> DoorKey:
        """Raises Nowhere."""
        place = entry["place"]
        unit = self.unit(self.building(entry), place["unit"], place["door"])
        return (*unit, door_key(place["door"]))
