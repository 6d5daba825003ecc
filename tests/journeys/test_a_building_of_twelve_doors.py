"""A grid worker walks a building: ten doors as usual, one where nobody opens, one with a fever."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from blueprints.alerts.models import Alert
from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import Outcome
from core.database import db
from tests.journeys import neighbourhood
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

EMPTY, FEVER = 5, 8  # at which doors, counted from 1


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_worker_walks_twelve_doors(app, phone, javascript):
    building_id = neighbourhood.twelve_doors()
    neighbourhood.a_running_round()
    page = phone("owner", javascript=javascript)
    page.goto("/buildings")
    page.get_by_role("link", name="8号楼").click()
    for number in range(1, 13):
        next_door = page.get_by_role("link", name="下一户")
        expect(next_door).to_be_in_viewport()
        next_door.click()  # tap one: the door
        if number == 1 and javascript:
            check(page)
        if number == EMPTY:
            page.get_by_role("button", name="没人在家").click()
        elif number == FEVER:
            record_fever(page, javascript)
        else:
            page.get_by_role("button", name="一切正常").click()  # tap two: saved, and back on the map
        page.wait_for_url(f"**/buildings/{building_id}?after=*")
    if javascript:
        check(page)
    expect(page.get_by_text("还有 1 户没遇到人")).to_be_visible()

    db.session.rollback()
    visits = db.session.scalars(sa.select(Inspection).order_by(Inspection.id)).all()
    assert [visit.outcome for visit in visits] == [Outcome.NOBODY_HOME if n == EMPTY else Outcome.SEEN for n in range(1, 13)]
    assert [visit.household_id for visit in visits] == [door.id for door in neighbourhood.doors(building_id)]
    alerts = db.session.scalars(sa.select(Alert)).all()
    assert [alert.household_id for alert in alerts] == [visits[FEVER - 1].household_id]
    assert "38.4" in alerts[0].text


def record_fever(page: Page, javascript: bool) -> None:
    page.get_by_role("link", name="详细填写").click()
    if javascript:
        check(page)
    person = page.get_by_role("group", name=neighbourhood.NAMES[FEVER - 1]).first
    person.get_by_role("checkbox", name="发热").check()
    person.get_by_text("量体温").click()
    person.get_by_label("体温").fill("38.4")
    page.get_by_role("button", name="保存").click()


def check(page: Page) -> None:
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
