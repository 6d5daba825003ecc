"""Every number is a link to the list that adds up to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from tests.purchases import things
from tests.summary.neighbourhood import DOORS, grow
from tests.support import world

ROWS = {
    "/alerts": "#alerts li.ll-item",
    "/inspections": "main li.ll-item",
    "/rounds/running/missing": "main section li.ll-item",
    "/care-cases": "#cases li.ll-item",
    "/care-contacts": "#contacts li.ll-item",
    "/requests": "main li.pu-row",
    "/deliveries": "main li.pu-stop",
    "/usual-orders": "#usual-orders li.pu-usual",
    "/complaints": "#complaints li.ll-item",
}


def rows_of(somebody, url: str) -> int:
    """How many rows the list has, over all its pages."""
    number = 0
    while url:
        page = somebody.get(url)
        assert page.status == 200, url
        number += len(page.soup.select(ROWS[url.partition("?")[0]]))
        following = page.soup.select_one('a[rel="next"], .care-more a')
        url = str(following["href"]) if following else ""
    return number


def figures_of(page) -> list[tuple[str, int, str]]:
    """(key, number, address) of every number on a page."""
    found = []
    for link in page.soup.select("[data-figure]"):
        number = "".join(sign for sign in link.find_all(string=True)[-1] if sign.isdigit())
        digits = [text for text in link.stripped_strings if text.isdigit()]
        found.append((str(link["data-figure"]), int(digits[-1] if digits else number), str(link["href"])))
    return found


def assert_numbers_agree(somebody, path: str, *, at_least: int) -> None:
    figures = figures_of(somebody.get(path))
    assert len(figures) >= at_least
    counted: dict[str, int] = {}
    wrong = []
    for key, number, url in figures:
        if url not in counted:
            counted[url] = rows_of(somebody, url)
        if counted[url] != number:
            wrong.append(f"{key} says {number}, {url} has {counted[url]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("who", "path", "at_least"), [("secretary", "/summary", 80), ("officer", "/subdistrict", 100), ("owner", "/today", 4)]
)
def test_numbers_agree_with_their_lists(app, person, seed, who, path, at_least):
    grow(seed)
    assert_numbers_agree(person(who), path, at_least=at_least)


@pytest.mark.parametrize(("who", "path"), [("secretary", "/summary"), ("officer", "/subdistrict")])
def test_requests_have_a_number_in_each_state(app, person, who, path):
    for number, state in enumerate(RequestState):
        for door in DOORS[: 1 + number % 2]:
            yesterday(things.in_state(state, f"阳光花园1号楼1单元{door}"))
            things.in_state(state, f"阳光花园1号楼1单元{door}")
    somebody = person(who)
    page = somebody.get(path)
    card = {str(link["data-figure"]) for link in page.soup.select("#card-requests [data-figure]")}
    shown = {key: number for key, number, _url in reversed(figures_of(page)) if key in card}  # the card stands first
    # What is still to be done counts whatever its day, what is over counts on the day it came to be over.
    assert shown == {
        "requests_submitted": 2,
        "requests_urgent": 0,
        "requests_approved": 4,
        "requests_ordered": 2,
        "requests_bought": 4,
        "requests_out": 2,
        "requests_delivered": 3,  # and settled since
        "requests_settled": 1,
        "requests_rejected": 2,
        "requests_cancelled": 1,
        "reminders_due": 0,
        "complaints_open": 0,
    }
    assert_numbers_agree(somebody, path, at_least=80)
    for word in ("送达", "结清", "退回（没有批准）", "取消"):
        link = next(url for key, _number, url in figures_of(page) if key == KEYS[word])
        assert f"只看 {clock.day_of(clock.now())} {word}的。" in somebody.get(link).text


KEYS = {"送达": "requests_delivered", "结清": "requests_settled", "退回（没有批准）": "requests_rejected", "取消": "requests_cancelled"}


def yesterday(request_id: int) -> None:
    """As if all of it had happened the day before."""
    moments = [column for column in PurchaseRequest.__table__.columns if column.name.endswith("_at")]

    def work() -> None:
        request = db.session.get_one(PurchaseRequest, request_id)
        for column in moments:
            if getattr(request, column.name) is not None:
                setattr(request, column.name, getattr(request, column.name) - timedelta(days=1))
        audit.record(system_actor(), "world.aged", request, now=clock.now())

    run_tx(work)


def test_a_community_seen_by_the_officer_agrees_too(app, person):
    grow(4)
    officer = person("officer")
    link = officer.get("/subdistrict").link("幸福社区")
    assert_numbers_agree(officer, link, at_least=80)
    own = [number for _key, number, _url in figures_of(person("secretary").get("/summary"))]
    assert [number for _key, number, _url in figures_of(officer.get(link))] == own


def test_the_lines_add_up_to_the_totals(app, person):
    grow(5)
    page = person("officer").get("/subdistrict")
    sums: dict[str, int] = {}
    totals: dict[str, int] = {}
    for place, into in (("tbody", sums), ("tfoot", totals)):
        for link in page.soup.select(f".sm-lines {place} [data-figure]"):
            key = str(link["data-figure"])
            into[key] = into.get(key, 0) + int(list(link.stripped_strings)[-1])
    assert sums == totals
    assert sum(totals.values()) > 0


def test_the_picture_says_the_same_as_the_table(app, person):
    grow(6)
    page = person("secretary").get("/summary")
    drawn = [[int(text.get_text()) for text in figure.select(".ll-chart__value")] for figure in page.soup.select(".ll-chart")]
    rows = page.soup.select(".sm-days tbody tr")
    columns = [[int(list(row.select("td")[index].stripped_strings)[-1]) for row in reversed(rows)] for index in range(4)]
    assert drawn == [[number for number in column if number] for column in columns]
    assert len(rows) == 14


def test_doors_without_a_grid_have_a_line_of_their_own(app, person):
    grow(8)

    def take_from_the_grid() -> None:
        for door in ("101", "102", "201", "202"):
            household = world.household_at(f"阳光花园2号楼1单元{door}")
            household.grid_id = None
            audit.record(system_actor(), "household.regridded", household, now=clock.now())

    run_tx(take_from_the_grid)
    secretary = person("secretary")
    lines = [row.get_text() for row in secretary.get("/summary").soup.select(".sm-lines tbody th")]
    assert lines == ["第一网格", "第二网格", "没有划网格"]
    assert_numbers_agree(secretary, "/summary", at_least=90)
