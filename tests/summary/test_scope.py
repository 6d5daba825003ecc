"""Who sees which home, and nothing of others."""

from __future__ import annotations

import pytest

from blueprints.alerts.rules import AlertKind
from tests.summary.neighbourhood import grow, raise_alert
from tests.summary.test_numbers_agree import figures_of
from tests.support import world


@pytest.mark.parametrize(("who", "home"), [("owner", "/today"), ("secretary", "/summary"), ("officer", "/subdistrict")])
def test_each_role_has_its_home(app, person, who, home):
    answer = person(who).get("/").response
    assert (answer.status_code, answer.headers["Location"]) == (302, home)


@pytest.mark.parametrize("path", ["/", "/today", "/summary", "/subdistrict", "/summary.xlsx"])
def test_strangers_are_asked_to_sign_in(visitor, path):
    assert visitor.get(path).response.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("owner", "/summary"),
        ("owner", "/subdistrict"),
        ("secretary", "/subdistrict"),
        ("secretary", "/today"),
        ("officer", "/today"),
        ("secretary", "/subdistrict.xlsx"),
        ("owner", "/summary.xlsx"),
    ],
)
def test_the_homes_of_others_are_closed(person, who, path):
    assert person(who).get(path).status == 403


@pytest.mark.parametrize("who", ["secretary", "far_officer", "far_secretary"])
@pytest.mark.parametrize("path", ["/summary", "/summary.xlsx"])
def test_another_community_does_not_exist(person, who, path):
    other = world.household_at(world.OTHER_COMMUNITYS_DOOR).community_id
    assert person(who).get(f"{path}?community={other}").status == 404


def test_an_officer_without_a_community_is_led_to_the_overview(person):
    assert person("officer").get("/summary").response.headers["Location"] == "/subdistrict"


def test_a_worker_sees_nothing_of_other_grids(app, person):
    raise_alert("阳光花园2号楼1单元101", "stranger", AlertKind.FEVER, 0, "open", "secretary")
    page = person("owner").get("/today")
    assert "2号楼" not in page.text
    assert all(number == 0 for _key, number, _url in figures_of(page))


def test_another_subdistrict_is_empty(app, person):
    grow(7)
    page = person("far_officer").get("/subdistrict")
    assert "幸福社区" not in page.text and "和平社区" not in page.text
    assert all(number == 0 for _key, number, _url in figures_of(page))


def test_who_has_not_reported_today_is_named(app, person):
    raise_alert(world.OWN_DOOR, "owner", AlertKind.FEVER, 0, "open", "secretary")
    note = person("officer").get("/subdistrict").soup.find(id="not-reported")
    assert "和平社区" in note.get_text() and "幸福社区" not in note.get_text()
