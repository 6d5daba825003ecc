"""What happens to the people behind a door, and to what is known of the door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.places import id_numbers
from blueprints.places.events import ResidentMovedOut
from blueprints.places.models import Household, Resident
from blueprints.places.names import initials
from blueprints.places.queries.households import birth_dates_of_namesakes
from blueprints.places.rules import can_record
from blueprints.places.vocabulary import Gender, Tenancy
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.events import publish

_FIELDS = frozenset({"name", "gender", "birth_date", "phone", "id_number", "relation", "is_tenant", "remark", "moved_in_on"})


def add_resident(
    *,
    actor: Actor,
    now: datetime,
    household: Household,
    name: str,
    gender: Gender = Gender.UNKNOWN,
    birth_date: date | None = None,
    phone: str | None = None,
    id_number: str | None = None,
    relation: str = "",
    is_tenant: bool = False,
    remark: str = "",
    moved_in_on: date | None = None,
) -> Resident:
    """Write a person down as living here. Raises Refused, Conflict (door gone), Invalid (name twice, bad ID number)."""
    _check(actor, household)
    resident = Resident(community_id=household.community_id, household_id=household.id, moved_in_on=moved_in_on)
    _set(resident, now, name=name, gender=gender, birth_date=birth_date, phone=phone, id_number=id_number, relation=relation,
         is_tenant=is_tenant, remark=remark)  # fmt: skip
    _refuse_twin(resident)
    db.session.add(resident)
    audit.record(actor, "resident.added", resident, now=now)
    return resident


def change_resident(resident: Resident, *, actor: Actor, now: datetime, **fields: Any) -> None:
    """Correct what is known of a person: any of name, gender, birth_date, phone, id_number, relation, is_tenant, remark."""
    unknown = set(fields) - _FIELDS
    if unknown:
        raise TypeError(f"a resident has no {sorted(unknown)}")
    _check(actor, resident.household)
    with db.session.no_autoflush:
        _set(resident, now, **fields)
        if "name" in fields:
            _refuse_twin(resident)
        if db.session.is_modified(resident):
            audit.record(actor, "resident.changed", resident, now=now)


def move_out(resident: Resident, *, actor: Actor, now: datetime, on: date) -> None:
    """The person does not live here any more, since the day `on`. Raises Conflict when that is known already."""
    _check(actor, resident.household)
    if resident.moved_out_on is not None:
        raise Conflict(_("%(name)s 已经登记为 %(day)s 搬走。", name=resident.name, day=resident.moved_out_on.isoformat()))
    if on > clock.day_of(now):
        raise Invalid(_("搬走的日期不能晚于今天。"), field="moved_out_on")
    if resident.moved_in_on is not None and on < resident.moved_in_on:
        raise Invalid(_("搬走的日期不能早于搬来的日期 %(day)s。", day=resident.moved_in_on.isoformat()), field="moved_out_on")
    resident.moved_out_on = on
    audit.record(actor, "resident.moved_out", resident, now=now)
    publish(ResidentMovedOut(actor=actor, now=now, community_id=resident.community_id, resident_id=resident.id))


def move_in_again(resident: Resident, *, actor: Actor, now: datetime) -> None:
    """The person is back, or moving out was a slip of the finger. Raises Conflict when they live here already."""
    _check(actor, resident.household)
    if resident.moved_out_on is None:
        raise Conflict(_("%(name)s 现在就登记住在这里。", name=resident.name))
    _refuse_twin(resident)
    resident.moved_out_on = None
    audit.record(actor, "resident.moved_in_again", resident, now=now)


def change_household(household: Household, *, actor: Actor, now: datetime, tenancy: Tenancy | None = None, note: str | None = None) -> None:
    """Set who holds the door and the note about it; None leaves a field as it is."""
    _check(actor, household)
    if tenancy is not None:
        household.tenancy = tenancy
    if note is not None:
        household.note = note
    if db.session.is_modified(household):
        audit.record(actor, "household.changed", household, now=now)


def _check(actor: Actor, household: Household) -> None:
    if household.removed_at is not None:
        raise Conflict(_("这一户已经并到别的户或被去掉了。"))
    if not can_record(actor, household):
        raise Refused


def _set(resident: Resident, now: datetime, **fields: Any) -> None:
    """Set fields; an ID number fills what it tells and what is not given."""
    for name, value in fields.items():
        setattr(resident, name, value)
    if "name" in fields:
        if not resident.name:
            raise Invalid(_("请填写姓名。"), field="name")
        resident.name_initials = initials(resident.name)
    if "phone" in fields:
        resident.phone = resident.phone or None
        resident.phone_last4 = resident.phone[-4:] if resident.phone else None
    if fields.get("id_number"):
        told = id_numbers.read(fields["id_number"], today=clock.day_of(now))
        if told is None:
            raise Invalid(_("证件号码不对，请核对每一位。"), field="id_number")
        resident.id_number = told.number
        resident.birth_date = told.birth_date or resident.birth_date
        resident.gender = told.gender if told.gender is not Gender.UNKNOWN else resident.gender
    elif "id_number" in fields:
        resident.id_number = None


def _refuse_twin(resident: Resident) -> None:
    """The same name behind the same door is the same person, unless their birth dates differ."""
    with db.session.no_autoflush:
        twins = birth_dates_of_namesakes(resident)
    if any(born is None or resident.birth_date is None or born == resident.birth_date for born in twins):
        raise Invalid(_("%(name)s 已经登记在这一户了。", name=resident.name), field="name")
