"""A resident asks for a purchase, with a plain browser."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases.rules import RequestState, Source
from blueprints.residents.privacy import CONSENT_VERSION
from core.audit import AuditEvent
from core.database import db
from tests.support import requests, world

NEW = "/b/TESTCODE1/requests/new"


def filled(visitor, address=world.OWN_DOOR, **values):
    form = visitor.get(NEW).form("/requests/new")
    door = world.household_at(address).id
    given = {"household": door, "name": "张阿姨", "phone": "199 0000 0001", "kind": "groceries", "consent": "y"}
    return form.fill(**{**given, "lines-0-item": "大米", "lines-0-amount": "10", "lines-0-unit": "斤", **values})


def test_it_ends_on_the_slip(visitor):
    page = filled(
        visitor, **{"lines-1-item": "降压药", "lines-1-amount": "２", "lines-1-unit": "盒", "is_urgent": "y", "note": "门铃坏了"}
    ).submit()
    (request,) = requests.every()
    assert page.path == f"/s/{request.slip_token}"
    assert request.code in page.text and "收到了，等社区批准" in page.text
    assert (request.household.address, request.name, request.phone) == (world.OWN_DOOR, "张阿姨", "19900000001")
    assert (request.source, request.state, request.kind) == (Source.QR, RequestState.SUBMITTED, RequestKind.GROCERIES)
    assert (request.is_urgent, request.note, request.consent_version) == (True, "门铃坏了", CONSENT_VERSION)
    assert [(line.item, line.amount, line.unit, line.if_missing) for line in request.lines] == [
        ("大米", Decimal(10), "斤", IfMissing.ASK_ME),
        ("降压药", Decimal(2), "盒", IfMissing.ASK_ME),
    ]
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "request.filed")).all()
    assert [(event.actor_role, event.actor_id, event.actor_name) for event in events] == [("public", None, "张阿姨")]


def test_nothing_personal_is_on_the_form(visitor):
    page = visitor.get(NEW)
    for known in ("张秀兰", "李建国", "19900000001", "0001"):
        assert known not in page.html
    options = [option.get_text() for option in page.soup.select("#household option")]
    assert options == ["请选门牌", "1单元 101", "1单元 102", "1单元 201", "1单元 202"]


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_one_request_and_the_same_slip(visitor, htmx):
    form = filled(visitor)
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path
    assert len(requests.every()) == 1


def test_the_same_form_with_other_words_is_refused(visitor):
    form = filled(visitor)
    form.submit()
    assert form.submit(name="李叔叔").status == 409
    assert len(requests.every()) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("household", "", "请选您家的门牌"),
        ("name", "", "请写怎么称呼您"),
        ("name", "很长" * 20, "最多 20 个字"),
        ("phone", "", "请填手机号"),
        ("phone", "1380000", "电话号码不对"),
        ("kind", None, "请选一类"),
        ("if_missing", "no-such", "请从列出的选项中选一个"),
        ("consent", None, "要打勾同意"),
        ("lines-0-amount", "", "请填数量"),
        ("lines-0-amount", "-3", "大于 0"),
        ("lines-0-item", "", "请写要买什么"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_what_was_typed_stays(visitor, field, value, message):
    page = filled(visitor, note="请放门口", **{field: value}).submit()
    assert page.status == 422
    assert message in page.soup.find(id=f"{field}-error").get_text()
    form = page.form("/requests/new")
    assert form["note"] == "请放门口"
    if field != "phone":
        assert form["phone"] == "199 0000 0001"
    assert requests.every() == []


def test_without_anything_to_buy_it_asks_for_one(visitor):
    page = filled(visitor, **{"lines-0-item": "", "lines-0-amount": "", "lines-0-unit": ""}).submit()
    assert "请至少写一样" in page.soup.find(id="lines-0-item-error").get_text()


@pytest.mark.parametrize("address", [world.STRANGERS_DOOR, world.OTHER_COMMUNITYS_DOOR])
def test_a_door_of_another_building_is_refused(visitor, address):
    page = filled(visitor, address=address).submit()
    assert page.status == 422
    assert "请从列出的选项中选一个" in page.soup.find(id="household-error").get_text()
    page = filled(visitor, household="999999").submit()
    assert page.status == 422
    assert requests.every() == []


@pytest.mark.parametrize("htmx", [False, True])
def test_rows_are_added_and_taken_away_with_buttons(visitor, htmx):
    form = filled(visitor, **{"lines-1-item": "盐", "lines-1-amount": "x"})
    assert "lines-3-item" not in form.names
    page = form.submit(button=("lines-add", "1"), htmx=htmx)
    assert page.soup.find(id="lines-3-item") is not None
    assert (page.soup.find("html") is None) == htmx
    page = form.submit(button=("lines-remove", "0"), htmx=htmx)
    assert page.soup.find(id="lines-0-item")["value"] == "盐"
    assert page.soup.find(id="lines-0-amount")["value"] == "x"
    assert page.soup.find(id="lines-2-item") is None
    assert requests.every() == []


def test_at_most_twenty_rows(visitor):
    form = filled(visitor)
    for _ in range(17):
        form = form.submit(button=("lines-add", "1")).form("/requests/new")
    page = form.submit(button=("lines-add", "1"))
    assert page.soup.find(id="lines-19-item") is not None
    assert page.soup.find(id="lines-20-item") is None
    assert page.soup.find("button", {"name": "lines-add"}) is None


def test_a_lost_session_keeps_what_was_typed(visitor):
    form = filled(visitor)
    visitor.client.delete_cookie("linli")
    page = form.submit()
    assert page.status == 422
    assert "填的内容还在" in page.text
    again = page.form("/requests/new")
    assert again["name"] == "张阿姨"
    assert again.submit().path.startswith("/s/")


def test_a_door_taken_away_meanwhile_is_refused(visitor):
    from core import audit, clock
    from core.database import run_tx

    form = filled(visitor, address=world.NEXT_DOOR)

    def work() -> None:
        door = world.household_at(world.NEXT_DOOR)
        door.removed_at = clock.now()
        audit.record(world.actor("secretary"), "household.removed", door, now=clock.now())

    run_tx(work)
    assert form.submit().status == 422
    assert requests.every() == []
