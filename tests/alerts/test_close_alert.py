"""The fixed questions, asked of closing an alert."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.alerts import actions
from blueprints.alerts.models import Alert
from blueprints.alerts.rules import AlertKind, AlertState
from core import clock
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.support import world


@pytest.fixture
def alert(app):
    def work():
        return actions.raise_alert(
            actor=world.actor("owner"),
            now=clock.now(),
            household=world.household_at(world.OWN_DOOR),
            kind=AlertKind.FEVER,
            text="张秀兰 38.2℃",
            source_type="test",
        ).id

    return run_tx(work)


def fresh(alert_id: int) -> Alert:
    db.session.rollback()
    return db.session.get_one(Alert, alert_id)


def test_secretary_closes_with_what_was_done(alert, person):
    page = person("secretary").get(f"/alerts/{alert}").form("/close").submit(closing_note="已送医院")
    assert "已办结" in page.text
    closed = fresh(alert)
    assert (closed.state, closed.closing_note, closed.closed_by.username) == (AlertState.CLOSED, "已送医院", "secretary")
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "alert.closed")).all()
    assert [(event.actor_name, event.before, event.after["state"]) for event in events] == [("周书记", {"state": "open"}, "closed")]


def test_the_grids_worker_reads_but_cannot_close(alert, person):
    owner = person("owner")
    assert "张秀兰 38.2℃" in owner.get(f"/alerts/{alert}").text
    assert owner.post(f"/alerts/{alert}/close", {"closing_note": "x"}).status == 403
    assert fresh(alert).state is AlertState.OPEN


@pytest.mark.parametrize("who", ["stranger", "other_secretary", "other_worker", "far_officer", "far_secretary"])
def test_outside_the_scope_it_does_not_exist(alert, person, who):
    somebody = person(who)
    assert somebody.get(f"/alerts/{alert}").status == 404
    assert "张秀兰" not in somebody.get("/alerts?show=all").text
    if who.endswith("secretary"):
        assert somebody.post(f"/alerts/{alert}/close", {"closing_note": "x"}).status == 404


def test_without_signing_in_the_way_leads_to_the_sign_in_page(alert, visitor):
    assert visitor.get(f"/alerts/{alert}").response.headers["Location"].startswith("/sign-in?next=/alerts/")


def test_the_second_secretary_is_told_who_was_faster(alert, person):
    late = person("deputy").get(f"/alerts/{alert}").form("/close")
    person("secretary").get(f"/alerts/{alert}").form("/close").submit(closing_note="已送医院")
    page = late.submit(closing_note="我也处理了")
    assert page.status == 409
    assert "周书记 已在" in page.text and "已送医院" in page.text
    assert fresh(alert).closing_note == "已送医院"


def test_an_empty_note_is_asked_for_beside_the_field(alert, person):
    page = person("secretary").get(f"/alerts/{alert}").form("/close").submit(closing_note="  ")
    assert page.status == 422
    assert "请写明怎么处理的" in page.soup.find(id="closing_note-error").get_text()


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_done_once(alert, person, htmx):
    form = person("secretary").get(f"/alerts/{alert}").form("/close").fill(closing_note="已送医院")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert (first.path, second.path) == ("/alerts", "/alerts")
    count = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == "alert.closed"))
    assert count == 1


def test_the_same_id_with_other_words_is_refused(alert, person):
    form = person("secretary").get(f"/alerts/{alert}").form("/close").fill(closing_note="已送医院")
    form.submit()
    assert form.submit(closing_note="别的").status == 409
    assert fresh(alert).closing_note == "已送医院"


def test_reading_the_address_of_the_verb_is_not_allowed(alert, person):
    assert person("secretary").get(f"/alerts/{alert}/close").status == 405
