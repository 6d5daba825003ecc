"""The small world, with more of something: for tests that count queries or pages."""

from __future__ import annotations

from decimal import Decimal

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.alerts.actions import raise_alert
from blueprints.alerts.rules import AlertKind
from blueprints.places.events import CareNeeded, HouseholdAdded, MedicineReminderSet, WantedLine
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import CareCategory
from blueprints.purchases.rules import RequestState
from blueprints.settlement.actions import open_complaint
from blueprints.settlement.rules import ComplaintKind
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from core.events import publish
from tests.inspections import support
from tests.purchases import things
from tests.support import world


def add_workers(count: int, *, begin: int = 0, community_of: str = "secretary") -> None:
    """So many more grid workers, 员工001 …, in the community of that user."""

    def work() -> None:
        like = world.user(community_of)
        users = [
            User(
                subdistrict_id=like.subdistrict_id,
                community_id=like.community_id,
                role=Role.GRID_WORKER,
                username=f"worker{number:03d}",
                name=f"员工{number:03d}",
                password_hash="!",
                created_at=clock.now(),
            )
            for number in range(begin, begin + count)
        ]
        db.session.add_all(users)
        audit.record(system_actor(), "world.grown", like, now=clock.now(), after={"workers": count})

    run_tx(work)


def fill(numbers: range) -> None:
    """So many more doors in 1号楼 (第一网格), each with a resident, an alert, a visit, a request, a care case and a reminder that is due.

    Everything goes through the actions and events of the slices, as in real life.
    """
    add_doors(numbers)
    with_request = [RequestState.SUBMITTED, RequestState.BOUGHT, RequestState.OUT_FOR_DELIVERY, RequestState.DELIVERED]
    for number in numbers:
        address = address_of(number)
        run_tx(lambda address=address, number=number: _happenings(address, number))
        request_id = things.in_state(with_request[number % len(with_request)], address)
        if with_request[number % len(with_request)] is RequestState.DELIVERED:
            things.do(request_id, open_complaint, "owner", kind=ComplaintKind.BROKEN, text=f"住户{number}的鸡蛋碎了")
        if number % 2:
            support.visit(address, "seen" if number % 4 == 1 else "nobody_home")


def address_of(number: int) -> str:
    return f"阳光花园1号楼1单元{number}号"


def add_doors(numbers: range) -> None:
    def work() -> None:
        like, now, secretary = world.household_at(world.OWN_DOOR), clock.now(), world.actor("secretary")
        doors = [
            Household(
                community_id=like.community_id,
                building_id=like.building_id,
                unit_id=like.unit_id,
                grid_id=like.grid_id,
                door=f"{number}号",
                floor=3 + number // 4,
                sort_key=f"1-{number:04d}",
                address=address_of(number),
            )
            for number in numbers
        ]
        db.session.add_all(doors)
        db.session.flush()
        for number, door in zip(numbers, doors, strict=True):
            name = f"住户{number}"
            db.session.add(
                Resident(community_id=door.community_id, household_id=door.id, name=name, name_initials=f"zh{number}", phone="19900000009")
            )
        ids = tuple(door.id for door in doors)
        audit.record(secretary, "world.grown", like, now=now, after={"doors": len(doors)})
        publish(HouseholdAdded(actor=secretary, now=now, community_id=like.community_id, household_ids=ids))

    run_tx(work)


def _happenings(address: str, number: int) -> None:
    door, now = world.household_at(address), clock.now()
    owner, resident = world.actor("owner"), world.resident(f"住户{number}")
    kind = list(AlertKind)[number % len(AlertKind)]
    raise_alert(actor=owner, now=now, household=door, kind=kind, text=f"告警{number}", source_type="test", resident_id=resident.id)
    publish(
        CareNeeded(
            actor=owner,
            now=now,
            household_id=door.id,
            resident_id=resident.id,
            categories=(CareCategory.LIVES_ALONE,),
            note="",
            source_type="test",
            source_id=number,
        )
    )
    publish(
        MedicineReminderSet(
            actor=owner,
            now=now,
            household_id=door.id,
            name=resident.name,
            phone=resident.phone,
            every_days=7,
            source_type="test",
            source_id=number,
            lines=(WantedLine(item="降压药", amount=Decimal(1), unit="盒"),),
            first_on=clock.day_of(now),
        )
    )
