"""A small neighbourhood every test starts from: three named people around each thing.

owner: the grid's worker · colleague: same grid · stranger: the other grid · and those of other
communities and subdistricts, who must see nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from blueprints.accounts import passwords
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.actors import actor_for
from blueprints.places.models import (
    Building,
    BuildingUnit,
    Community,
    Estate,
    Grid,
    GridWorker,
    Household,
    QrToken,
    Resident,
    Subdistrict,
)
from blueprints.places.names import door_address, initials, natural_key
from core import audit, clock
from core.actors import Actor, system_actor
from core.database import db, run_tx

PASSWORD = "a quiet sentence"
_HASH = passwords.hash_password(PASSWORD)

USERS: dict[str, tuple[Role, str, str, tuple[str, ...]]] = {
    # username: role, name, community ("" for an officer; then the subdistrict stands in grids), grids
    "owner": (Role.GRID_WORKER, "赵一", "幸福社区", ("第一网格",)),
    "colleague": (Role.GRID_WORKER, "钱二", "幸福社区", ("第一网格",)),
    "stranger": (Role.GRID_WORKER, "孙三", "幸福社区", ("第二网格",)),
    "secretary": (Role.SECRETARY, "周书记", "幸福社区", ()),
    "deputy": (Role.SECRETARY, "吴副书记", "幸福社区", ()),
    "other_worker": (Role.GRID_WORKER, "郑五", "和平社区", ("和平网格",)),
    "other_secretary": (Role.SECRETARY, "王书记", "和平社区", ()),
    "officer": (Role.OFFICER, "冯主任", "", ("清河街道",)),
    "far_secretary": (Role.SECRETARY, "陈书记", "春风社区", ()),
    "far_officer": (Role.OFFICER, "褚主任", "", ("东山街道",)),
}


def build() -> None:
    run_tx(_build)


def _build() -> None:
    now = clock.now()
    areas: dict[str, Any] = {}
    for subdistrict, communities in {"清河街道": ("幸福社区", "和平社区"), "东山街道": ("春风社区",)}.items():
        areas[subdistrict] = _add(Subdistrict(name=subdistrict))
        for community in communities:
            areas[community] = _add(Community(subdistrict_id=areas[subdistrict].id, name=community, phone="0571-00000000"))
    for community, grid in (("幸福社区", "第一网格"), ("幸福社区", "第二网格"), ("和平社区", "和平网格")):
        areas[grid] = _add(Grid(community_id=areas[community].id, name=grid))
    for username, (role, name, community, grids) in USERS.items():
        home = areas[community] if community else None
        user = _add(
            User(
                subdistrict_id=home.subdistrict_id if home else areas[grids[0]].id,
                community_id=home.id if home else None,
                role=role,
                username=username,
                name=name,
                password_hash=_HASH,
                created_at=now,
            )
        )
        if home:
            for grid in grids:
                _add(GridWorker(community_id=home.id, grid_id=areas[grid].id, user_id=user.id))
    _building(areas["幸福社区"], "阳光花园", "1号楼", areas["第一网格"], "TESTCODE1")
    _building(areas["幸福社区"], "阳光花园", "2号楼", areas["第二网格"], "TESTCODE2")
    _building(areas["和平社区"], "和平里", "1号楼", areas["和平网格"], "TESTCODE3")
    _resident("幸福社区", "阳光花园1号楼1单元101", "张秀兰", "19900000001", date(1945, 3, 2))
    _resident("幸福社区", "阳光花园1号楼1单元101", "张小军", "19900000002", date(1972, 7, 9))
    _resident("幸福社区", "阳光花园1号楼1单元102", "李建国", "19900000003", date(1950, 1, 1))
    _resident("幸福社区", "阳光花园2号楼1单元101", "王小明", "19900000004", date(1988, 5, 5))
    _resident("和平社区", "和平里1号楼1单元101", "刘远方", "19900000005", date(1940, 6, 6))
    audit.record(system_actor(), "world.built", areas["清河街道"], now=now, after={"by": "tests"})


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _building(community: Community, estate_name: str, name: str, grid: Grid, token: str) -> None:
    """Two floors of two doors: 101 102 201 202, one unit."""
    estate = db.session.scalar(sa.select(Estate).where(Estate.community_id == community.id, Estate.name == estate_name))
    estate = estate or _add(Estate(community_id=community.id, name=estate_name))
    building = _add(Building(community_id=community.id, estate_id=estate.id, name=name, sort_key=natural_key(name)))
    unit = _add(BuildingUnit(community_id=community.id, building_id=building.id, grid_id=grid.id, name="1", sort_key=natural_key("1")))
    for floor in (1, 2):
        for number in (1, 2):
            door = f"{floor}0{number}"
            _add(
                Household(
                    community_id=community.id,
                    building_id=building.id,
                    unit_id=unit.id,
                    grid_id=grid.id,
                    door=door,
                    floor=floor,
                    sort_key=natural_key(f"1-{door}"),
                    address=door_address(estate_name, name, "1", door),
                )
            )
    _add(QrToken(community_id=community.id, building_id=building.id, token=token, created_at=clock.now()))


def _resident(community: str, address: str, name: str, phone: str, born: date) -> None:
    household = household_at(address)
    _add(
        Resident(
            community_id=household.community_id,
            household_id=household.id,
            name=name,
            name_initials=initials(name),
            phone=phone,
            phone_last4=phone[-4:],
            birth_date=born,
        )
    )


def user(username: str) -> User:
    found = db.session.scalar(sa.select(User).where(User.username == username))
    assert found is not None, username
    return found


def actor(username: str) -> Actor:
    return actor_for(user(username))


def household_at(address: str) -> Household:
    """By what people say: "阳光花园1号楼1单元101"."""
    found = db.session.scalar(sa.select(Household).where(Household.address == address))
    assert found is not None, address
    return found


def resident(name: str) -> Resident:
    found = db.session.scalar(sa.select(Resident).where(Resident.name == name))
    assert found is not None, name
    return found


OWN_DOOR = "阳光花园1号楼1单元101"
NEXT_DOOR = "阳光花园1号楼1单元102"
STRANGERS_DOOR = "阳光花园2号楼1单元101"
OTHER_COMMUNITYS_DOOR = "和平里1号楼1单元101"
