"""The list of alerts: filters, paging, and the panel on the household's file."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blueprints.alerts import actions
from blueprints.alerts.rules import AlertKind
from blueprints.places.models import Household
from core import clock, slots
from core.database import db, run_tx
from tests.support import world


def raise_alerts(count: int, address: str, *, kind: AlertKind = AlertKind.FEVER, days_ago: int = 0) -> None:
    def work() -> None:
        household = world.household_at(address)
        for number in range(count):
            now = clock.now() - timedelta(days=days_ago)
            actions.raise_alert(
                actor=world.actor("secretary"), now=now, household=household, kind=kind, text=f"第{number}条", source_type="test"
            )

    run_tx(work)


def rows_over_all_pages(somebody, path: str) -> list[str]:
    titles: list[str] = []
    while path:
        page = somebody.get(path)
        titles += [item.get_text(" ", strip=True) for item in page.soup.select("#alerts .ll-item")]
        following = page.soup.find("a", rel="next")
        path = following["href"] if following else ""
    return titles


def test_every_alert_stands_on_exactly_one_page(app, person):
    raise_alerts(120, world.OWN_DOOR)
    rows = rows_over_all_pages(person("secretary"), "/alerts")
    assert len(rows) == len(set(rows)) == 120


@pytest.mark.parametrize(
    ("query", "count"),
    [("?kind=hazard", 2), ("?grid={grid}", 3), ("?day={today}&show=all", 5), ("?day={yesterday}", 4), ("?kind=nonsense", 9)],
)
def test_filters(app, person, query, count):
    raise_alerts(3, world.OWN_DOOR)
    raise_alerts(2, world.STRANGERS_DOOR, kind=AlertKind.HAZARD)
    raise_alerts(4, world.STRANGERS_DOOR, days_ago=1)
    today = clock.day_of(clock.now())
    grid = world.household_at(world.OWN_DOOR).grid_id
    path = "/alerts" + query.format(grid=grid, today=today, yesterday=today - timedelta(days=1))
    assert len(rows_over_all_pages(person("secretary"), path)) == count


def test_an_officer_may_look_at_one_community(app, person):
    raise_alerts(3, world.OWN_DOOR)
    community = world.household_at(world.OTHER_COMMUNITYS_DOOR).community_id
    assert rows_over_all_pages(person("officer"), f"/alerts?community={community}") == []
    assert len(rows_over_all_pages(person("officer"), "/alerts")) == 3
    assert rows_over_all_pages(person("far_officer"), "/alerts") == []


def test_the_households_file_shows_the_last_three(app):
    raise_alerts(5, world.OWN_DOOR)
    with app.test_request_context():
        panels = slots.results("household_file", actor=world.actor("owner"), household=world.household_at(world.OWN_DOOR))
        other = slots.results(
            "household_file", actor=world.actor("owner"), household=db.session.get_one(Household, world.household_at(world.NEXT_DOOR).id)
        )
    assert sum(str(panel).count("/alerts/") for panel in panels) == 3
    assert not any("/alerts/" in str(panel) for panel in other)
