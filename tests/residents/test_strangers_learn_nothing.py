"""Public pages answer the same, whether a household, a name, a phone or a request is known or not."""

from __future__ import annotations

import re

import pytest

from tests.support import requests, world
from tests.support.browser import Person

FIND = "/b/TESTCODE1/find"


def words(page) -> str:
    """The page without what differs in any two answers."""
    return re.sub(r"[0-9A-Z]{6,24}|\d{2}:\d{2}", "", page.text)


def ask(app, *, address=world.OWN_DOOR, phone="19900000009", name="路人"):
    form = Person(app).get("/b/TESTCODE1/requests/new").form("/requests/new")
    household = world.household_at(address).id
    given = {"household": household, "name": name, "phone": phone, "kind": "groceries", "consent": "y"}
    return form.submit(**given, **{"lines-0-item": "大米", "lines-0-amount": "10", "lines-0-unit": "斤"})


@pytest.mark.parametrize(
    ("code", "phone_end"),
    [("right", "9999"), ("AAAAAA", "0001"), ("AAAAAA", "9999"), ("right of another community", "0001")],
)
def test_a_wrong_code_and_a_wrong_phone_get_the_same_answer(app, visitor, code, phone_end):
    right = requests.read(requests.filed()).code
    elsewhere = requests.read(requests.filed(world.OTHER_COMMUNITYS_DOOR)).code
    asked = {"right": right, "right of another community": elsewhere}.get(code, code)
    page = visitor.get(FIND).form("/find").submit(code=asked, phone_end=phone_end)
    reference = Person(app).get(FIND).form("/find").submit(code="ZZZZZZ", phone_end="0000")
    assert (page.status, words(page)) == (reference.status, words(reference))
    assert "没有找到这样的单子" in page.text


def test_code_and_phone_together_lead_to_the_slip(visitor):
    slip = requests.filed()
    code = requests.read(slip).code.lower()
    assert visitor.get(FIND).form("/find").submit(code=f" {code} ", phone_end="０００１").path == f"/s/{slip}"


@pytest.mark.parametrize(("field", "value"), [("code", ""), ("phone_end", ""), ("phone_end", "12"), ("phone_end", "abcd")])
def test_half_a_question_is_told_beside_the_field(visitor, field, value):
    page = visitor.get(FIND).form("/find").submit(**{"code": "ABC234", "phone_end": "0001", field: value})
    assert page.status == 422
    assert page.soup.find(id=f"{field}-error") is not None


def test_a_known_phone_or_name_changes_nothing_in_the_answer(app):
    unknown = words(ask(app, address=world.NEXT_DOOR))
    assert words(ask(app, address=world.NEXT_DOOR, phone="19900000003", name="李建国")) == unknown


def test_another_phone_is_told_nothing_of_the_doors_open_request(app):
    before = words(ask(app, phone="19900000008"))
    requests.filed(phone="19900000001")
    after = words(ask(app, phone="19900000009"))
    assert after == before
    assert "已经交过" not in after


def test_the_same_phone_is_told_that_one_is_open_but_not_where_it_lies(app):
    first = requests.filed(phone="19900000001")
    page = ask(app, phone="19900000001")
    assert "您家已经交过一张单子" in page.text
    assert first not in page.html


def test_the_browser_that_filed_both_is_led_to_the_other(visitor):
    def file_one():
        form = visitor.get("/b/TESTCODE1/requests/new").form("/requests/new")
        given = {"household": world.household_at(world.OWN_DOOR).id, "name": "张阿姨", "phone": "19900000001", "kind": "medicine"}
        return form.submit(**given, consent="y", **{"lines-0-item": "降压药", "lines-0-amount": "1"})

    first, second = file_one(), file_one()
    assert f"{second.path}" != first.path
    link = second.soup.select_one(".ll-note a")["href"]
    assert link == first.path


def test_empty_and_full_doors_are_offered_alike(visitor):
    """101 has residents on file, 202 has none: the form shows both, and nothing but doors."""
    options = visitor.get("/b/TESTCODE1/requests/new").soup.select("#household option")
    assert {tuple(sorted(option.attrs)) for option in options} == {("value",)}


@pytest.mark.parametrize("query", ["", "?again=1", "?usual=1&seen=2026-11-22", "?household=1&name=x&phone=1", "?resident=1"])
def test_no_address_fills_the_scanners_form_with_what_a_household_bought(app, query):
    """Earlier requests, usual orders and residents: whoever only scanned the code sees an empty form, whatever they ask."""
    requests.deliver(requests.filed(phone="19900000001"))
    empty = Person(app).get("/b/TESTCODE2/requests/new").form("/requests/new")
    form = Person(app).get(f"/b/TESTCODE1/requests/new{query}").form("/requests/new")
    kept = [name for name in form.names if name not in ("csrf_token", "submission_id", "household")]
    assert [value for name, value in form.values if name in kept] == [value for name, value in empty.values if name in kept]
    page = Person(app).get(f"/b/TESTCODE1{query}")
    assert "大米" not in page.text and "再买一次" not in page.text


def test_the_same_again_needs_the_slips_address(app):
    slip = requests.filed(phone="19900000001")
    requests.deliver(slip)
    code = requests.read(slip).code
    for guess in (code, code.lower(), str(requests.read(slip).id), slip[:-1] + ("A" if slip[-1] != "A" else "B")):
        page = Person(app).get(f"/s/{guess}/again")
        assert page.status == 404 and "19900000001" not in page.html and "大米" not in page.html
