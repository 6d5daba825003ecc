"""An unchanged page costs a 304 and hardly a query; any change in the community shows, one elsewhere does not matter."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from blueprints.alerts.rules import AlertKind
from core import clock
from tests.summary.neighbourhood import grow, raise_alert
from tests.support import world
from tests.support.queries import counting

PAGES = [("secretary", "/summary"), ("officer", "/subdistrict")]


def asked_again(somebody, path: str, page, *, htmx: bool = True):
    """What the page itself does every twenty seconds."""
    headers = json.loads(page.soup.find(id="board")["hx-headers"])
    return somebody.get(path, htmx=htmx, headers=headers)


def change_own(name: str = world.OWN_DOOR) -> None:
    raise_alert(name, "owner", AlertKind.FEVER, 0, "open", "secretary")


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_the_first_refresh_of_an_unchanged_page_is_a_304(app, person, who, path):
    somebody = person(who)
    page = somebody.get(path)
    page = somebody.get(path)  # by now the session has its form token
    with counting() as counted:
        answer = asked_again(somebody, path, page)
    assert (answer.status, answer.html) == (304, "")
    assert counted.number <= 3, counted
    assert not any("round" in statement or "alert" in statement for statement in counted.statements), counted


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_the_page_itself_is_kept_by_the_browser_only(app, person, who, path):
    somebody = person(who)
    somebody.get(path)
    response = somebody.get(path).response
    assert response.headers["Cache-Control"] == "private, no-cache"
    again = somebody.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304
    assert again.response.headers["ETag"] == response.headers["ETag"]


def test_the_tag_of_a_page_never_fits_its_fragment(app, person):
    secretary = person("secretary")
    page = secretary.get("/summary").response.headers["ETag"]
    part = secretary.get("/summary", htmx=True).response.headers["ETag"]
    assert page != part
    assert secretary.get("/summary", headers={"If-None-Match": part}).status == 200
    assert secretary.get("/summary", htmx=True, headers={"If-None-Match": page}).status == 200


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_change_in_the_community_comes_with_the_next_refresh(app, person, who, path):
    somebody = person(who)
    page = somebody.get(path)
    page = somebody.get(path)
    change_own()
    answer = asked_again(somebody, path, page)
    assert answer.status == 200 and "<html" not in answer.html
    assert answer.soup.select_one('#card-alerts [data-figure="alerts_open"] .sm-tile__number').get_text() == "1"
    assert asked_again(somebody, path, answer).status == 304


def test_a_change_elsewhere_is_nothing_new(app, person):
    secretary = person("other_secretary")
    secretary.get("/summary")
    page = secretary.get("/summary")
    change_own()
    assert asked_again(secretary, "/summary", page).status == 304


@pytest.mark.parametrize("later", [{"days": 1}, {"hours": 12}])
def test_noon_and_midnight_change_what_is_due(app, person, monkeypatch, later):
    morning = datetime.combine(clock.day_of(clock.now()), datetime.min.time(), clock.SHANGHAI) + timedelta(hours=8)
    monkeypatch.setattr(clock, "now", lambda: morning)
    secretary = person("secretary")
    secretary.get("/summary")
    page = secretary.get("/summary")
    assert asked_again(secretary, "/summary", page).status == 304
    monkeypatch.setattr(clock, "now", lambda: morning + timedelta(**later))
    assert asked_again(secretary, "/summary", page).status == 200


def test_another_look_or_language_is_another_page(app, person):
    secretary = person("secretary")
    secretary.get("/summary")
    page = secretary.get("/summary")
    secretary.client.set_cookie("linli_look", "care")
    assert asked_again(secretary, "/summary", page).status == 200
    secretary.client.set_cookie("linli_look", "standard")
    assert asked_again(secretary, "/summary", page).status == 304
    secretary.client.set_cookie("linli_lang", "en")
    assert asked_again(secretary, "/summary", page).status == 200


def test_colleagues_never_share_a_tag(app, person):
    tags = {person(who).get("/summary").response.headers["ETag"] for who in ("secretary", "deputy", "other_secretary")}
    assert len(tags) == 3


@pytest.mark.parametrize(("who", "path"), [*PAGES, ("owner", "/today")])
def test_the_number_of_queries_is_small_and_fixed(app, person, who, path):
    somebody = person(who)
    somebody.get(path)
    with counting() as few:
        somebody.get(path)
    for seed in range(5):
        grow_more(seed)
    with counting() as many:
        somebody.get(path)
    assert many.number <= few.number + ADDED[path], many
    assert many.number <= MOST[path], many


MOST = {"/summary": 9, "/subdistrict": 9, "/today": 17}
ADDED = {"/summary": 0, "/subdistrict": 0, "/today": 5}  # an empty list loads no medicines, lines and deliveries


def grow_more(seed: int) -> None:
    if seed == 0:
        grow(seed)
        return
    for door in ("101", "102", "201", "202"):
        raise_alert(f"阳光花园1号楼1单元{door}", "owner", AlertKind.HAZARD, seed, "open", "secretary")
