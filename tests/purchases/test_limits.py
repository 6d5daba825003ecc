"""What a script would try at a request: guessing its code, taking whole numbers away unseen."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.purchases.rules import RequestState
from core.audit import AuditEvent
from core.database import db
from tests.purchases import things
from tests.purchases.test_export import rows


def test_a_code_cannot_be_guessed(app, person):
    app.config["RATE_LIMITS_ENABLED"] = True
    one = things.in_state(RequestState.OUT_FOR_DELIVERY)
    owner, code = person("owner"), things.fresh(one).code
    stranger = person("stranger")
    for _again in range(7):
        assert stranger.post(f"/requests/{one}/deliver", {"code": "WRONG1"}).status == 404  # uses up nobody's tries
    for _again in range(5):
        page = owner.get(f"/requests/{one}").form("/deliver").submit(code="WRONG1")
        assert page.status == 422 and "单号不对" in page.text
    page = owner.get(f"/requests/{one}").form("/deliver").submit(code=code)
    assert page.status == 429 and "单号错得太多次了" in page.text
    assert things.fresh(one).state is RequestState.OUT_FOR_DELIVERY
    owner.get(f"/requests/{one}").form("/deliver").submit(handed_to="女儿收的")
    assert things.fresh(one).state is RequestState.DELIVERED


def test_a_right_code_takes_nothing_from_the_tries(app, person):
    app.config["RATE_LIMITS_ENABLED"] = True
    one = things.in_state(RequestState.OUT_FOR_DELIVERY)
    owner = person("owner")
    for _again in range(4):
        owner.get(f"/requests/{one}").form("/deliver").submit(code="WRONG1")
    page = owner.get(f"/requests/{one}").form("/deliver").submit(code=things.fresh(one).code)
    assert "已送到" in page.text and things.fresh(one).state is RequestState.DELIVERED


def test_who_took_whole_numbers_is_written_down(app, person):
    things.file()
    secretary = person("secretary")
    page = secretary.get("/requests").form("/requests/export-full.xlsx").submit()
    assert rows(page)[1][5] == "19900000001"
    db.session.rollback()
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "requests.exported_in_full")).one()
    assert (event.actor_name, event.after) == ("周书记", {"state": "submitted"})
    for who in ("owner", "officer"):
        assert person(who).post("/requests/export-full.xlsx").status == 403
    assert len(rows(person("other_secretary").post("/requests/export-full.xlsx?state=all"))) == 1
