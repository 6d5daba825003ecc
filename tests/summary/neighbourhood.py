"""A busy neighbourhood out of a seed: rounds, visits, alerts, care and requests, all through the actions."""

from __future__ import annotations

import random
from datetime import timedelta

from blueprints.alerts import actions as alert_actions
from blueprints.alerts.rules import AlertKind
from blueprints.care import actions as care_actions
from blueprints.care.models import CareCase
from blueprints.care.schedule import Frequency, FrequencyKind
from blueprints.places.vocabulary import CareCategory
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from core import clock
from core.database import db, run_tx
from tests.inspections.support import open_round, visit
from tests.purchases import things
from tests.support import world

PLACES = {
    # community: (secretary, [(grid, worker, building)], residents)
    "幸福社区": (
        "secretary",
        [("第一网格", "owner", "阳光花园1号楼"), ("第二网格", "stranger", "阳光花园2号楼")],
        ("张秀兰", "李建国", "王小明"),
    ),
    "和平社区": ("other_secretary", [("和平网格", "other_worker", "和平里1号楼")], ("刘远方",)),
}
DOORS = ("101", "102", "201", "202")
OUTCOMES = ("seen", "seen", "nobody_home", "vacant", "refused")


def grow(seed: int) -> None:
    """Something of everything, in every community, not all of it today."""
    dice = random.Random(seed)
    for secretary, grids, residents in PLACES.values():
        open_round(*[grid for grid, _worker, _building in grids], who=secretary)
        for _grid, worker, building in grids:
            for door in DOORS:
                address = f"{building}1单元{door}"
                if dice.random() < 0.6:
                    visit(address, dice.choice(OUTCOMES), who=worker)
                for _number in range(dice.randrange(3)):
                    raise_alert(
                        address,
                        worker,
                        dice.choice(list(AlertKind)),
                        dice.randrange(16),
                        dice.choice(("open", "acknowledged", "closed")),
                        secretary,
                    )
                if dice.random() < 0.7:
                    add_request(address, worker, secretary, dice)
                if dice.random() < 0.5:
                    add_reminder(address, worker, dice.randrange(-3, 3))
        for name in residents:
            add_case(name, dice)


def raise_alert(address: str, worker: str, kind: AlertKind, days_ago: int, state: str, secretary: str) -> None:
    def work() -> None:
        now = clock.now()
        alert = alert_actions.raise_alert(
            actor=world.actor(worker),
            now=now - timedelta(days=days_ago),
            household=world.household_at(address),
            kind=kind,
            text="看看",
            source_type="test",
        )
        if state == "acknowledged":
            alert_actions.acknowledge_alert(alert, actor=world.actor(secretary), now=now)
        elif state == "closed":
            alert_actions.close_alert(alert, actor=world.actor(secretary), now=now, closing_note="看过了")

    run_tx(work)


def add_request(address: str, worker: str, secretary: str, dice: random.Random) -> None:
    if secretary != "secretary":  # the helpers of purchases speak for this community's secretary
        things.file(address, now=clock.now() - timedelta(days=dice.randrange(3)), is_urgent=dice.random() < 0.4)
        return
    things.in_state(dice.choice(list(RequestState)), address, worker=worker, is_urgent=dice.random() < 0.4)


def add_reminder(address: str, worker: str, days: int) -> None:
    def work() -> None:
        now, household = clock.now(), world.household_at(address)
        purchase_actions.set_reminder(
            actor=world.actor(worker),
            now=now,
            household=household,
            name="住户",
            phone=None,
            every_days=7,
            lines=[things.PILLS],
            source_type="test",
            source_id=household.id,
            first_on=clock.day_of(now) + timedelta(days=days),
        )

    run_tx(work)


def add_case(name: str, dice: random.Random) -> None:
    kind = dice.choice((FrequencyKind.DAILY, FrequencyKind.TWICE_DAILY, FrequencyKind.WEEKLY))
    days_ago = dice.randrange(5)

    def work() -> int:
        resident = world.resident(name)
        worker = {"张秀兰": "owner", "李建国": "owner", "王小明": "stranger", "刘远方": "other_worker"}[name]
        return care_actions.open_case(
            actor=world.actor(worker),
            now=clock.now() - timedelta(days=days_ago),
            household=resident.household,
            resident=resident,
            facts=care_actions.CaseFacts(categories=(CareCategory.LIVES_ALONE,), frequency=Frequency(kind)),
            worker_id=world.user(worker).id,
        ).id

    case_id = run_tx(work)
    if dice.random() < 0.6:
        contact(case_id, reached=dice.random() < 0.7)


def contact(case_id: int, *, reached: bool) -> None:
    def work() -> None:
        case = db.session.get_one(CareCase, case_id)
        actor = world.actor({"张秀兰": "owner", "李建国": "owner", "王小明": "stranger", "刘远方": "other_worker"}[case.resident.name])
        verb = care_actions.all_well if reached else care_actions.not_reached
        verb(case, actor=actor, now=clock.now(), seen=None)

    run_tx(work)
