"""The full contact form: what it keeps, what it sets off, and the request that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.alerts.models import Alert
from blueprints.alerts.rules import AlertKind
from blueprints.care import actions
from blueprints.places.events import PurchaseNeeded
from blueprints.places.vocabulary import RequestKind
from core import clock, events
from core.database import db, run_tx
from tests.care.conftest import audits, contacts, fresh, open_case
from tests.support import world


def form_of(person, case, who="owner"):
    return person(who).get(f"/care-cases/{case}/contacts/new").form(f"/{case}/contacts")


def alerts() -> list[Alert]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Alert)))


def test_everything_typed_is_kept(case, person):
    tomorrow = clock.day_of(clock.now()) + timedelta(days=3)
    page = form_of(person, case).submit(
        method="visit",
        condition="well",
        temperature="36.5",
        mood="low",
        medicine_days_left="12",
        needs=["repair", "company"],
        action_taken="陪着聊了半小时",
        next_on=tomorrow.isoformat(),
        note="灯坏了",
    )
    assert page.path == f"/care-cases/{case}"
    [contact] = contacts(case)
    assert (contact.method, contact.reached, contact.condition, contact.temperature) == ("visit", True, "well", 365)
    assert (contact.mood, contact.medicine_days_left, contact.needs) == ("low", 12, ["repair", "company"])
    assert (contact.action_taken, contact.note, contact.next_on, contact.is_quick) == ("陪着聊了半小时", "灯坏了", tomorrow, False)
    found = fresh(case)
    assert found.next_due_at == clock.start_of(tomorrow)
    assert found.medicine_runs_out_on == clock.day_of(contact.contacted_at) + timedelta(days=12)
    for text in ("陪着聊了半小时", "灯坏了", "36.5℃", "低落", "药还够 12 天"):
        assert text in page.text
    assert alerts() == []
    assert len(audits("care_contact.recorded")) == 1


@pytest.mark.parametrize(
    ("filled", "kind"),
    [
        ({"condition": "unwell"}, AlertKind.UNWELL),
        ({"condition": "needs_doctor"}, AlertKind.UNWELL),
        ({"condition": "well", "temperature": "37.3"}, AlertKind.FEVER),
    ],
)
def test_unwell_or_feverish_tells_the_secretary_in_the_same_save(case, person, filled, kind):
    page = form_of(person, case).submit(note="咳嗽两天", **filled)
    assert "已报告社区书记" in page.text
    [alert] = alerts()
    assert (alert.kind, alert.resident.name, alert.source_id) == (kind, "张秀兰", contacts(case)[0].id)
    assert "咳嗽两天" in alert.text
    assert "咳嗽两天" in person("secretary").get("/alerts").text


@pytest.mark.parametrize(
    ("filled", "field", "message"),
    [
        ({}, "condition", "请选身体怎么样"),
        ({"condition": "well", "temperature": "3"}, "temperature", "34 到 43"),
        ({"condition": "well", "medicine_days_left": "很多"}, "medicine_days_left", "整数"),
        ({"condition": "well", "next_on": "2020-01-01"}, "next_on", "日期要在"),
        ({"reached": "no", "condition": "well"}, "reached", "不用填身体"),
        ({"condition": "well", "contacted_at": "2020-01-01T08:00"}, "contacted_at", "14 天"),
        ({"condition": "well", "contacted_at": "2099-01-01T08:00"}, "contacted_at", "不能晚于现在"),
        ({"condition": "well", "note": "长" * 501}, "note", "最多 500"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_stays(case, person, filled, field, message):
    page = form_of(person, case).submit(action_taken="送了菜", **filled)
    assert page.status == 422
    assert message in page.soup.find(id=f"{field}-error").get_text()
    assert "送了菜" in page.soup.find(id="action_taken").get_text()
    assert contacts(case) == []


def test_entered_late_it_counts_for_its_own_day(case, person):
    case = open_case("李建国", days_ago=5)
    yesterday = clock.local(clock.now()) - timedelta(days=1)
    form_of(person, case).submit(condition="well", contacted_at=yesterday.strftime("%Y-%m-%dT%H:%M"))
    assert fresh(case).next_due_at == clock.start_of(clock.day_of(clock.now()))


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_kept_once(case, person, htmx):
    form = form_of(person, case).fill(condition="unwell")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path == f"/care-cases/{case}"
    assert (len(contacts(case)), len(alerts())) == (1, 1)


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary"])
def test_outside_the_scope_it_does_not_exist(case, person, who):
    assert person(who).get(f"/care-cases/{case}/contacts/new").status == 404
    assert person(who).post(f"/care-cases/{case}/contacts", {"reached": "no", "method": "phone"}).status == 404


def test_the_colleague_of_the_grid_may_an_officer_may_not(case, person):
    form_of(person, case, "colleague").submit(condition="well")
    assert contacts(case)[0].user.username == "colleague"
    assert person("officer").post(f"/care-cases/{case}/contacts", {"reached": "no", "method": "phone"}).status == 403
    assert person("owner").get(f"/care-cases/{case}/contacts").status == 405


def test_a_need_becomes_a_request_with_one_tap(case, person, monkeypatch):
    published: list[PurchaseNeeded] = []
    events.subscribe(PurchaseNeeded, published.append)
    try:
        run_tx(lambda: set_medicine(case))
        page = form_of(person, case).submit(condition="well", needs=["food", "medicine", "doctor"])
        forms = [form for form in page.soup.find_all("form") if "purchase-request" in form["action"]]
        assert len(forms) == 2
        button = person("owner").get(f"/care-cases/{case}").form("purchase-request").fill(need="medicine")
        assert "已生成代购单" in button.submit().text
        button.submit()
    finally:
        events._handlers[PurchaseNeeded].remove(published.append)
    [event] = published
    assert (event.kind, event.name, event.phone, event.is_urgent) == (RequestKind.MEDICINE, "张秀兰", "19900000001", True)
    assert [line.item for line in event.lines] == ["氨氯地平"]
    assert contacts(case)[0].requested == ["medicine"]
    assert len(audits("care_contact.purchase_requested")) == 1


def test_a_need_nobody_had_cannot_be_requested(case, person):
    form_of(person, case).submit(condition="well", needs=["food"])
    url = f"/care-cases/{case}/contacts/{contacts(case)[0].id}/purchase-request"
    assert person("owner").post(url, {"need": "medicine"}).status == 422
    assert person("owner").post(url, {"need": "doctor"}).status == 422
    assert person("stranger").post(url, {"need": "food"}).status == 404
    assert person("officer").post(url, {"need": "food"}).status == 403
    assert person("owner").get(url).status == 405


def set_medicine(case: int) -> None:
    actions.set_medicines(
        fresh_in_tx(case), actor=world.actor("owner"), now=clock.now(), medicines=[actions.MedicineFacts("氨氯地平", "每天 1 片", 2)]
    )


def fresh_in_tx(case: int):
    from blueprints.care.models import CareCase

    return db.session.get_one(CareCase, case)
