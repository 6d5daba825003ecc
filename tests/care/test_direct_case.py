"""Opening, changing, assigning and ending a case; its medicines and its history."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.care.models import CareCase
from blueprints.care.schedule import Frequency, FrequencyKind
from core import clock
from core.database import db
from tests.care.conftest import audits, fresh, open_case
from tests.support import world


def door() -> int:
    return world.household_at(world.OWN_DOOR).id


def cases() -> list[CareCase]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(CareCase).order_by(CareCase.id)))


def new_case(person, who):
    resident = world.resident("张秀兰").id
    form = person(who).get(f"/households/{door()}/care-cases/new?resident={resident}").form("/care-cases")
    assert form["resident"] == str(resident)
    return form.fill(categories=["lives_alone", "chronic_illness"], frequency="every_n_days", interval_days="3")


def test_the_secretary_opens_with_the_grids_worker_proposed(app, person):
    form = new_case(person, "secretary")
    assert form["worker"] == str(world.user("owner").id)
    page = form.submit(deputy=world.user("colleague").id, emergency_name="张小军", emergency_phone="19900000002")
    [case] = cases()
    assert page.path == f"/care-cases/{case.id}" and "每 3 天一次" in page.text
    assert (case.resident.name, case.worker.username, case.deputy.username, case.interval_days) == ("张秀兰", "owner", "colleague", 3)
    assert case.next_due_at <= clock.now() < case.overdue_at
    assert [event.actor_name for event in audits("care_case.opened")] == ["周书记"]


def test_a_worker_opens_and_is_responsible(app, person):
    form = new_case(person, "colleague")
    assert "worker" not in form.names
    form.submit()
    assert cases()[0].worker.username == "colleague"


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("other_secretary", 404), ("officer", 403)])
def test_who_may_not_open(app, person, who, status):
    assert person(who).get(f"/households/{door()}/care-cases/new").status == status
    assert person(who).post(f"/households/{door()}/care-cases").status == status
    assert cases() == []


def test_a_resident_has_one_open_case(case, person):
    page = new_case(person, "secretary").submit()
    assert page.status == 409 and "由 赵一 在" in page.text
    assert len(cases()) == 1


@pytest.mark.parametrize(
    ("filled", "field"),
    [({"categories": None}, "categories"), ({"interval_days": ""}, "interval_days"), ({"interval_days": "1"}, "interval_days")],
)
def test_bad_input_is_said_beside_the_field(app, person, filled, field):
    page = new_case(person, "secretary").submit(**filled)
    assert page.status == 422 and page.soup.find(id=f"{field}-error")
    assert cases() == []


@pytest.mark.parametrize("htmx", [False, True])
def test_opening_twice_is_once(app, person, htmx):
    form = new_case(person, "secretary")
    assert form.submit(htmx=htmx).path == form.submit(htmx=htmx).path
    assert len(cases()) == 1


def test_a_changed_frequency_counts_from_now(app, person):
    case = open_case(frequency=Frequency(FrequencyKind.MONTHLY), days_ago=10)
    page = person("secretary").get(f"/care-cases/{case}/edit").form("/change").submit(frequency="daily", note="耳背")
    found = fresh(case)
    assert found.next_due_at == clock.start_of(clock.day_of(clock.now()))
    assert "没有漏联系" in page.text
    assert "每月一次 → 每天一次" in page.text and "备注：耳背" in page.text
    assert len(audits("care_case.changed")) == 1


def test_saving_without_a_change_leaves_no_event(case, person):
    person("secretary").get(f"/care-cases/{case}/edit").form("/change").submit()
    assert audits("care_case.changed") == []


def test_assigning_shows_the_load_and_names_the_people(case, person):
    page = person("secretary").get(f"/care-cases/{case}/assignment")
    assert "赵一（已管 1 人）" in page.text
    page = page.form("/assign").submit(worker=world.user("colleague").id, deputy=world.user("owner").id)
    assert "代班：赵一" in page.text and "负责人：原来 赵一 → 钱二" in page.text
    found = fresh(case)
    assert (found.worker.username, found.deputy.username) == ("colleague", "owner")
    same = person("secretary").get(f"/care-cases/{case}/assignment").form("/assign").submit(deputy=world.user("colleague").id)
    assert same.status == 422 and "不能是同一个人" in same.text


@pytest.mark.parametrize("path", ["edit", "assignment", "ending"])
def test_directing_is_the_secretarys(case, person, path):
    assert person("owner").get(f"/care-cases/{case}/{path}").status == 403
    assert person("other_secretary").get(f"/care-cases/{case}/{path}").status == 404


@pytest.mark.parametrize("verb", ["change", "assign", "end"])
def test_each_verb_has_its_guards(case, person, verb):
    assert person("owner").post(f"/care-cases/{case}/{verb}").status == 403
    sent = {"categories": "lives_alone", "frequency": "daily", "reason": "moved"}
    assert person("other_secretary").post(f"/care-cases/{case}/{verb}", sent).status == 404
    assert person("secretary").get(f"/care-cases/{case}/{verb}").status == 405


def test_ending_needs_a_reason_and_takes_it_off_every_list(case, person):
    secretary = person("secretary")
    form = secretary.get(f"/care-cases/{case}/ending").form("/end")
    assert form.submit().status == 422
    form.submit(reason="died", note="家属告知")
    found = fresh(case)
    assert (found.end_reason, found.end_note, found.ended_by.username, found.next_due_at) == ("died", "家属告知", "secretary", None)
    assert "张秀兰" not in secretary.get("/care-cases?show=all").text
    assert "去世" in secretary.get("/care-cases?show=ended").text
    [event] = audits("care_case.ended")
    assert event.after["end_reason"] == "died"


def test_the_second_who_ends_is_told_who_was_faster(case, person):
    late = person("deputy").get(f"/care-cases/{case}/ending").form("/end")
    person("secretary").get(f"/care-cases/{case}/ending").form("/end").submit(reason="recovered")
    page = late.submit(reason="moved")
    assert page.status == 409 and "周书记 已在" in page.text
    assert fresh(case).end_reason == "recovered"


def test_an_ended_case_is_opened_again_as_a_new_one(case, person):
    secretary = person("secretary")
    page = secretary.get(f"/care-cases/{case}/ending").form("/end").submit(reason="recovered")
    page = page.follow("重新帮扶").form("/care-cases").submit()
    assert page.path != f"/care-cases/{case}"
    assert [one.ended_at is None for one in cases()] == [False, True]


def test_medicines_grow_by_rows_and_tell_when_they_end(case, person):
    owner = person("owner")
    form = owner.get(f"/care-cases/{case}/medicines").form("/medicines/change").fill(medicines__0__name="氨氯地平")
    more = form.submit(button=("medicines-add", "1"))
    assert more.form("/medicines/change")["medicines-0-name"] == "氨氯地平"
    page = more.form("/medicines/change").submit(
        medicines__0__dose="早上 1 片", medicines__0__days_supply="2", medicines__1__name="二甲双胍", medicines__1__days_supply="30"
    )
    assert "氨氯地平（早上 1 片） 还够 2 天" in page.text and "药快吃完了" in page.text
    assert fresh(case).medicine_runs_out_on == clock.day_of(clock.now()) + timedelta(days=2)
    assert "张秀兰" in owner.get("/care-cases?show=medicine").text
    assert len(audits("care_case.medicines_set")) == 1
    assert "氨氯地平" in person("secretary").get(f"/care-cases/{case}").text
    assert person("stranger").get(f"/care-cases/{case}/medicines").status == 404
    assert person("officer").get(f"/care-cases/{case}/medicines").status == 403


def test_a_medicine_row_goes_under_htmx(case, person):
    form = person("owner").get(f"/care-cases/{case}/medicines").form("/medicines/change").fill(medicines__0__name="氨氯地平")
    grown = form.submit(button=("medicines-add", "1"), htmx=True)
    assert "<html" not in grown.html and "medicines-1-name" in grown.form("/medicines/change").names
