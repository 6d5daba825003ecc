"""Putting up the buildings of demo/plan.py and moving the families of demo/people.py in."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from blueprints.accounts import actions as account_actions
from blueprints.accounts import passwords
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.actions import areas, buildings, qr_tokens, residents
from blueprints.places.models import Building, Community, Estate, Grid, GridWorker, Household, Subdistrict
from blueprints.places.numbering import PlannedDoor
from blueprints.places.vocabulary import Tenancy
from core import audit, clock
from core.actors import Actor, system_actor
from core.database import db
from demo import people, plan

ACTOR = system_actor("演示数据")


def build(now: datetime, password: str, random: Random) -> None:
    """Areas, staff, buildings and residents, as they were when the site was set up at `now`."""
    password_hash = passwords.hash_password(password)
    subdistrict = Subdistrict(name=plan.SUBDISTRICT)
    db.session.add(subdistrict)
    audit.record(ACTOR, "subdistrict.created", subdistrict, now=now)
    _staff(subdistrict.id, None, plan.OFFICER[0], Role.OFFICER, plan.OFFICER[1], password_hash, now)
    phones = people.PhoneBook()
    families = people.Families(random, clock.day_of(now), phones)
    for community_plan in plan.COMMUNITIES:
        _community(subdistrict, community_plan, password_hash, families, now, phones)


def _community(
    subdistrict: Subdistrict,
    planned: plan.CommunityPlan,
    password_hash: str,
    families: people.Families,
    now: datetime,
    phones: people.PhoneBook,
) -> None:
    community = areas.create_community(
        actor=ACTOR,
        now=now,
        name=planned.name,
        phone=planned.phone,
        subdistrict_id=subdistrict.id,
        office_hours="周一至周日 8:00—20:00",
        services=planned.services,
    )
    actor = system_for(community)
    areas.change_community(community, actor=actor, now=now, verify_before_approval=planned.verify_before_approval)
    grids = {name: areas.create_grid(actor=actor, now=now, name=name, community_id=community.id) for name in planned.grids}
    for username, role, name, worked in planned.staff:
        user = _staff(subdistrict.id, community.id, username, role, name, password_hash, now, phones.next())
        for grid in worked:
            link = GridWorker(community_id=community.id, grid_id=grids[grid].id, user_id=user.id)
            db.session.add(link)
            audit.record(actor, "grid.worker_added", link, now=now)
    for estate_plan in planned.estates:
        estate = areas.create_estate(actor=actor, now=now, name=estate_plan.name, address=estate_plan.address, community_id=community.id)
        for building_plan in estate_plan.buildings:
            _building(actor, estate, building_plan, grids[building_plan.grid], now)
    for building in db.session.scalars(sa.select(Building).where(Building.community_id == community.id)):
        qr_tokens.ensure_token(building, actor, now)
    for household in db.session.scalars(sa.select(Household).where(Household.community_id == community.id).order_by(Household.id)):
        _move_in(actor, household, families, now)


def system_for(community: Community) -> Actor:
    return Actor(role=ACTOR.role, name=ACTOR.name, community_id=community.id)


def _staff(
    subdistrict_id: int, community_id: int | None, username: str, role: Role, name: str, password_hash: str, now: datetime, phone: str = ""
) -> User:
    return account_actions.create_user(
        actor=ACTOR,
        now=now,
        role=role,
        username=username,
        name=name,
        subdistrict_id=subdistrict_id,
        community_id=community_id,
        phone=phone or None,
        password_hash=password_hash,
        must_change_password=False,
    )


def _building(actor: Actor, estate: Estate, planned: plan.BuildingPlan, grid: Grid, now: datetime) -> None:
    if planned.doors:
        building = buildings.create_building(actor=actor, now=now, estate=estate, name=planned.name, has_lift=planned.has_lift)
        doors = [PlannedDoor(unit, floor, door) for unit, floor, door in planned.doors]
        buildings.add_doors(actor=actor, now=now, building=building, doors=doors, grid=grid)
        return
    more: dict[str, Any] = {"has_lift": planned.has_lift, "grid": grid}
    buildings.generate_building(
        actor=actor,
        now=now,
        estate=estate,
        name=planned.name,
        units=planned.units,
        floors=planned.floors,
        doors_per_floor=planned.doors_per_floor,
        **more,
    )


def _move_in(actor: Actor, household: Household, families: people.Families, now: datetime) -> None:
    if household.door.startswith("门面"):
        residents.change_household(household, actor=actor, now=now, tenancy=Tenancy.SHOP)
        return
    family = families.next()
    residents.change_household(household, actor=actor, now=now, tenancy=family.tenancy)
    names: set[str] = set()
    for person in family.people:
        if person.name in names:
            continue
        names.add(person.name)
        residents.add_resident(
            actor=actor,
            now=now,
            household=household,
            name=person.name,
            gender=person.gender,
            birth_date=person.birth_date,
            phone=person.phone,
            relation=person.relation,
            is_tenant=person.is_tenant,
            remark=person.remark,
        )
