"""A care case's medicines are bought every so many days: set, shown, changed, and ended with the case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from blueprints.purchases.models import PurchaseRequest, UsualOrder
from core import clock
from core.database import db
from tests.care.conftest import fresh
from tests.support import world


def reminders() -> list[UsualOrder]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(UsualOrder).order_by(UsualOrder.id)))


def today() -> date:
    return clock.day_of(clock.now())


def set_it(person, case: int, who: str = "owner", **typed):
    form = person(who).get(f"/care-cases/{case}/medicines").form("/medicines/change")
    return form.submit(**{"medicines__0__name": "氨氯地平", "every_days": "7", **typed})


@pytest.mark.parametrize("who", ["owner", "colleague", "secretary"])
def test_a_reminder_is_set_with_the_medicines_and_shown_on_the_case(app, person, case, who):
    page = set_it(person, case, who)
    assert "每 7 天提醒一次" in page.text and "氨氯地平 1盒" in page.text
    (kept,) = reminders()
    assert (kept.name, kept.phone, kept.next_on) == ("张秀兰", "19900000001", today() + timedelta(days=7))
    form = person(who).get(f"/care-cases/{case}/medicines").form("/medicines/change")
    assert form["every_days"] == "7"


def test_it_comes_up_some_days_before_the_medicine_ends(app, person, case):
    set_it(person, case, medicines__0__days_supply="20")
    assert reminders()[0].next_on == today() + timedelta(days=17)


def test_due_on_the_case_one_tap_files_the_request(app, person, case):
    page = set_it(person, case, first_on=today().isoformat())
    assert "该买药了" in page.text
    form = page.follow("照这张代购").form("/requests/new")
    assert (form["name"], form["kind"], form["lines-0-item"]) == ("张秀兰", "medicine", "氨氯地平")
    form.submit()
    assert len(list(db.session.scalars(sa.select(PurchaseRequest)))) == 1
    assert "该买药了" not in person("owner").get(f"/care-cases/{case}").text


def test_other_medicines_change_what_is_bought_and_keep_the_day(app, person, case):
    set_it(person, case, first_on=(today() + timedelta(days=2)).isoformat())
    set_it(person, case, medicines__0__name="二甲双胍")
    (kept,) = reminders()
    assert kept.summary == "二甲双胍 1盒" and kept.next_on == today() + timedelta(days=2)


def test_a_shorter_rhythm_brings_the_day_nearer(app, person, case):
    set_it(person, case, every_days="30")
    set_it(person, case, every_days="5")
    assert (reminders()[0].every_days, reminders()[0].next_on) == (5, today() + timedelta(days=5))


def test_without_days_there_is_no_reminder_any_more(app, person, case):
    set_it(person, case)
    page = set_it(person, case, every_days="")
    assert reminders()[0].ended_at is not None and "提醒一次" not in page.text
    set_it(person, case)
    assert [one.ended_at is None for one in reminders()] == [False, True]


def test_it_ends_with_the_case(app, person, case):
    set_it(person, case, first_on=today().isoformat())
    person("secretary").get(f"/care-cases/{case}/ending").form("/end").submit(reason="recovered")
    assert fresh(case).ended_at is not None and reminders()[0].ended_at is not None
    assert "该买药" not in person("owner").get("/today").text


def test_it_follows_a_merged_door(app, person, case):
    set_it(person, case, first_on=today().isoformat())
    form = person("secretary").get(f"/households/{world.household_at(world.OWN_DOOR).id}/door").form("/merge")
    form.submit(into=world.household_at(world.NEXT_DOOR).id)
    assert reminders()[0].household_id == world.household_at(world.NEXT_DOOR).id
    assert "该买药了" in person("owner").get(f"/households/{world.household_at(world.NEXT_DOOR).id}").text


@pytest.mark.parametrize(
    ("field", "value"), [("every_days", "0"), ("every_days", "93"), ("every_days", "一周"), ("first_on", "2020-01-01")]
)
def test_nonsense_is_told_beside_the_field(app, person, case, field, value):
    page = set_it(person, case, **{field: value})
    assert page.status == 422 and page.soup.find(id=f"{field}-error") is not None
    assert reminders() == []


def test_days_without_a_medicine_are_refused(app, person, case):
    page = set_it(person, case, medicines__0__name="")
    assert page.status == 422 and "请先写上要买的药" in page.text
    assert reminders() == []


def test_a_stand_in_from_another_grid_sees_it_but_not_the_household(app, person, case):
    set_it(person, case, first_on=today().isoformat())
    form = person("secretary").get(f"/care-cases/{case}/assignment").form("/assign")
    form.submit(worker=world.user("owner").id, deputy=world.user("stranger").id)
    page = person("stranger").get(f"/care-cases/{case}")
    assert "该买药了" in page.text and "照这张代购" not in page.text
