"""Finding a door or a person: by door, name, pinyin initials, telephone. Scoped, at most `LIMIT` answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from blueprints.places.door_text import DoorText, building_key, parse, unit_key
from blueprints.places.models import Building, BuildingUnit, Estate, Household, Resident
from blueprints.places.queries.scope import household_filter, in_communities
from core.actors import Actor
from core.database import db
from core.forms import clean

LIMIT = 30


@dataclass(frozen=True)
class Found:
    """A door, and whom the words fit behind it (nobody: the door itself was meant)."""

    household: Household
    residents: tuple[Resident, ...] = ()


def search(actor: Actor, text: str, *, limit: int = LIMIT) -> list[Found]:
    """Doors first when the text reads as one, then people. A fixed number of queries."""
    text = clean.line(text)
    if not text:
        return []
    homes: dict[int, Household] = {}
    people: dict[int, list[Resident]] = {}
    door = parse(text)
    if door is not None:
        for household in _by_door(actor, door, limit):
            homes[household.id] = household
    if len(homes) < limit and not (door and (door.building or door.unit)):
        for resident in _people(actor, text, limit - len(homes)):
            homes.setdefault(resident.household_id, resident.household)
            people.setdefault(resident.household_id, []).append(resident)
    return [Found(household, tuple(people.get(household_id, ()))) for household_id, household in homes.items()][:limit]


def _by_door(actor: Actor, door: DoorText, limit: int) -> list[Household]:
    statement = (
        sa.select(Household).where(household_filter(actor)).order_by(Household.building_id, Household.sort_key, Household.id).limit(limit)
    )
    if door.building or door.unit or door.estate:
        units = _units(actor, door)
        if not units:
            return []
        statement = statement.where(Household.unit_id.in_(units))
    if door.door:
        bare = door.door.lstrip("0")
        statement = statement.where(Household.door.in_({door.door, bare, bare.zfill(4)}))
    return list(db.session.scalars(statement))


def _units(actor: Actor, door: DoorText) -> list[int]:
    """The units that are meant. "2-501" may be building 2, or unit 2 of any building."""
    statement = (
        sa.select(BuildingUnit.id, BuildingUnit.name, Building.name.label("building"), Estate.name.label("estate"))
        .join(Building, BuildingUnit.building_id == Building.id)
        .join(Estate, Building.estate_id == Estate.id)
        .where(in_communities(actor, BuildingUnit))
    )
    rows = db.session.execute(statement).all()

    is_short = bool(door.building and door.door and not door.unit and not door.estate)

    def fits(row: sa.Row) -> bool:
        if door.estate and door.estate not in row.estate.upper():
            return False
        if is_short and unit_key(row.name) == door.building:
            return True
        return (not door.building or building_key(row.building) == door.building) and (not door.unit or unit_key(row.name) == door.unit)

    return [row.id for row in rows if fits(row)]


def _people(actor: Actor, text: str, limit: int) -> list[Resident]:
    """By whole number or last four digits, by initials, by name: from its beginning first, then anywhere in it."""
    if re.fullmatch(r"\d{4}", text):
        return _residents(actor, Resident.phone_last4 == text, limit)
    if re.fullmatch(r"\d{5,12}", text):
        return _residents(actor, Resident.phone == text, limit)
    if re.fullmatch(r"\d+", text):
        return []
    if re.fullmatch(r"[a-zA-Z]+", text):
        column, wanted = Resident.name_initials, text.lower()
        found = _residents(actor, column.startswith(wanted, autoescape=True), limit)
        return found or _residents(actor, sa.func.lower(Resident.name).contains(wanted, autoescape=True), limit)
    found = _residents(actor, Resident.name.startswith(text, autoescape=True), limit)
    if len(found) < limit:
        known = {resident.id for resident in found}
        more = _residents(actor, Resident.name.contains(text, autoescape=True), limit)
        found += [resident for resident in more if resident.id not in known]
    return found[:limit]


def _residents(actor: Actor, clause: sa.ColumnElement[bool], limit: int) -> list[Resident]:
    statement = (
        sa.select(Resident)
        .join(Resident.household)
        .options(contains_eager(Resident.household))
        .where(household_filter(actor), Resident.community_id == Household.community_id, Resident.moved_out_on.is_(None), clause)
        .order_by(Resident.name, Household.building_id, Household.sort_key, Resident.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))
