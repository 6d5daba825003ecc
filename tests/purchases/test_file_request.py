"""Filing on somebody's behalf: by the worker at the door, by the secretary on the phone; and changing it."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.places.vocabulary import IfMissing
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState, Source
from core.database import db
from tests.purchases import things
from tests.support import world

RICE = {"lines__0__item": "大米", "lines__0__amount": "１０", "lines__0__unit": "斤"}


def address(door=world.OWN_DOOR) -> str:
    return f"/households/{world.household_at(door).id}/requests/new"


def all_requests() -> list[PurchaseRequest]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PurchaseRequest).order_by(PurchaseRequest.id)))


@pytest.mark.parametrize(("who", "source"), [("owner", Source.WORKER), ("colleague", Source.WORKER), ("secretary", Source.PHONE_CALL)])
def test_it_is_prefilled_with_who_lives_there(app, person, who, source):
    form = person(who).get(address()).form("/requests/new")
    assert (form["name"], form["phone"], form["kind"]) == ("张秀兰", "19900000001", "groceries")
    page = form.submit(**RICE, is_urgent="y")
    assert page.status == 200
    (made,) = all_requests()
    assert (made.source, made.filed_by.username, made.is_urgent, made.phone_last4) == (source, who, True, "0001")
    assert [(line.item, line.amount, line.unit, line.if_missing) for line in made.lines] == [("大米", Decimal(10), "斤", IfMissing.ASK_ME)]
    assert made.code in page.text, "the one who filed it tells the household its code"
    assert things.events(made.id) == ["request.filed"]


def test_for_another_person_of_the_door(app, person):
    page = person("owner").get(address()).follow("张小军")
    assert page.form("/requests/new")["name"] == "张小军"


@pytest.mark.parametrize("htmx", [False, True])
def test_lines_come_and_go_with_real_buttons(app, person, htmx):
    owner = person("owner")
    form = owner.get(address()).form("/requests/new").fill(**RICE)
    page = form.submit(button=("lines-add", "1"), htmx=htmx)
    assert ("<html" in page.html) is not htmx
    form = page.form("/requests/new").fill(lines__1__item="鸡蛋", lines__1__amount="2.5")
    page = form.submit(button=("lines-add", "1"), htmx=htmx)
    page = page.form("/requests/new").submit(button=("lines-remove", "0"), htmx=htmx)
    form = page.form("/requests/new")
    assert (form["lines-0-item"], form["lines-0-amount"], form["name"]) == ("鸡蛋", "2.5", "张秀兰")
    assert not all_requests()
    form.submit(htmx=htmx)
    (made,) = all_requests()
    assert made.summary == "鸡蛋 2.5份", "the empty row is left out; the unit people mean is put in"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "请填姓名"),
        ({"phone": "12"}, "电话号码不对"),
        ({"lines__0__item": ""}, "请填要买什么"),
        ({"lines__0__item": "", "lines__0__amount": ""}, "请至少写一样"),
        ({"lines__0__amount": ""}, "请填数量"),
        ({"lines__0__amount": "0"}, "请填大于 0"),
        ({"lines__0__item": "米" * 61}, "最多 60 个字"),
        ({"kind": "gold"}, "请从列出的选项中选一个"),
        ({"note": "x" * 301}, "最多 300 个字"),
    ],
)
def test_bad_input_stays_and_is_said_beside_the_field(app, person, typed, said):
    form = person("owner").get(address()).form("/requests/new")
    page = form.submit(**{**RICE, **typed})
    assert page.status == 422
    assert any(said in error.get_text() for error in page.soup.select(".ll-error")), page.text
    assert page.form("/requests/new")["lines-0-unit"] == "斤"
    assert not all_requests()


def test_sent_twice_is_one_request(app, person):
    form = person("owner").get(address()).form("/requests/new").fill(**RICE)
    assert form.submit().path == form.submit().path
    assert len(all_requests()) == 1


def test_an_open_request_of_the_door_is_shown_first(app, person):
    things.file(lines=(things.PILLS,))
    page = person("owner").get(address())
    assert "这一户已有没办完的单子" in page.text and "降压药 1.5盒" in page.text


def test_scope_and_role(app, person):
    for who, status in {"stranger": 404, "other_secretary": 404, "officer": 403, "far_officer": 403}.items():
        somebody = person(who)
        assert somebody.get(address()).status == status
        assert somebody.post(address(), {"name": "x", "kind": "other", "lines-0-item": "米", "lines-0-amount": "1"}).status == status
    assert not all_requests()


def test_change_while_nobody_has_decided(app, person):
    one = things.file()
    page = person("owner").get(f"/requests/{one}").follow("修改内容")
    form = page.form("/change")
    assert (form["lines-1-item"], form["lines-1-amount"]) == ("降压药", "1.5")
    form.submit(lines__1__amount="3", note="软一点的")
    found = things.fresh(one)
    assert (found.summary, found.note, found.version) == ("大米 10斤、降压药 3盒", "软一点的", 2)
    assert things.events(one) == ["request.filed", "request.changed"]
    assert "改了内容：大米 10斤、降压药 3盒" in person("secretary").get(f"/requests/{one}").text


def test_a_change_made_from_an_older_version_is_refused(app, person):
    one = things.file()
    late = person("secretary").get(f"/requests/{one}/change").form("/change")
    person("owner").get(f"/requests/{one}/change").form("/change").submit(note="先改的")
    assert late.submit(note="后改的").status == 409
    assert things.fresh(one).note == "先改的"


def test_no_change_after_the_decision(app, person):
    one = things.file()
    form = person("owner").get(f"/requests/{one}/change").form("/change")
    things.approve(one)
    page = form.submit(note="太晚了")
    assert page.status == 409 and "已由周书记于" in page.text
    assert things.fresh(one).state is RequestState.APPROVED
