"""What the journeys need beyond the small world: a building of twelve doors, ten people to be called."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from blueprints.care import actions as care
from blueprints.care.schedule import Frequency, FrequencyKind
from blueprints.inspections.actions import rounds
from blueprints.places.actions import buildings, residents
from blueprints.places.models import Building, Estate, Grid, Household
from blueprints.places.vocabulary import CareCategory
from core import clock
from core.database import db, run_tx
from tests.support import world

NAMES = ("周桂兰", "吴德福", "郑玉珍", "王永年", "冯淑芬", "陈长根", "褚月娥", "卫福生", "蒋惠芳", "沈金山", "韩素琴", "杨国强")


def twelve_doors() -> int:
    """A building of two units, three floors, two doors each, in the owner's grid, one old person behind each door."""

    def work() -> int:
        secretary, now = world.actor("secretary"), clock.now() - timedelta(days=1)
        estate = db.session.scalar(sa.select(Estate).where(Estate.name == "阳光花园"))
        grid = db.session.scalar(sa.select(Grid).where(Grid.name == "第一网格"))
        building = buildings.generate_building(
            actor=secretary, now=now, estate=estate, name="8号楼", units=2, floors=3, doors_per_floor=2, grid=grid
        )
        for number, household in enumerate(doors(building.id)):
            residents.add_resident(
                actor=secretary,
                now=now,
                household=household,
                name=NAMES[number],
                phone=f"1990000{100 + number:04d}",
                birth_date=date(1942, 1, 1),
            )
        return building.id

    return run_tx(work)


def doors(building_id: int) -> list[Household]:
    return list(db.session.scalars(sa.select(Household).where(Household.building_id == building_id).order_by(Household.sort_key)))


def a_running_round() -> None:
    def work() -> None:
        today = clock.day_of(clock.now())
        grid = db.session.scalar(sa.select(Grid).where(Grid.name == "第一网格"))
        rounds.open_round(
            actor=world.actor("secretary"),
            now=clock.now(),
            title="入户排查",
            starts_on=today,
            ends_on=today + timedelta(days=3),
            grid_ids=[grid.id],
        )

    run_tx(work)


def ten_cases(building_id: int) -> None:
    """Ten of them are to be called once a day; today's call is due."""

    def work() -> None:
        for household in doors(building_id)[:10]:
            resident = world.resident(NAMES[doors(building_id).index(household)])
            care.open_case(
                actor=world.actor("secretary"),
                now=clock.now() - timedelta(days=1),
                household=household,
                resident=resident,
                facts=care.CaseFacts(categories=(CareCategory.LIVES_ALONE,), frequency=Frequency(FrequencyKind.DAILY)),
                worker_id=world.user("owner").id,
            )

    run_tx(work)


def building_named(name: str) -> Building:
    db.session.rollback()
    found = db.session.scalar(sa.select(Building).where(Building.name == name))
    assert found is not None
    return found
