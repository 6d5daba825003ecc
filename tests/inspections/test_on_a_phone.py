"""In real Chromium at the size of a phone, with and without JavaScript."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.inspections.models import Inspection
from core.database import db
from tests.inspections.support import coverage, door, open_round
from tests.support import world
from tests.support.live import assert_no_axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_worker_walks_a_building(phone, javascript):
    round_id = open_round("第一网格")
    page = phone("owner", javascript=javascript)
    page.goto(f"/buildings/{door(world.OWN_DOOR).building_id}")
    page.locator(f"#door-{door(world.OWN_DOOR).id}").click()
    page.get_by_role("button", name="一切正常").click()
    for button in ("没人在家", "一切正常", "一切正常"):
        page.get_by_role("link", name="下一户").click()
        page.get_by_role("button", name=button).click()
    assert coverage(round_id) == (3, 1, 0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_newcomer_is_added_without_losing_what_was_typed(phone, javascript):
    page = phone("owner", javascript=javascript, width=360, height=640)
    page.goto(f"/households/{door(world.OWN_DOOR).id}/inspections/new")
    if javascript:
        assert_no_axe_violations(page)
    page.get_by_text("备注、走访方式和时间").click()
    page.locator("#note").fill("狗很凶")
    page.get_by_role("button", name="＋ 再加一个人").click()
    page.locator("#people-2-name").fill("孙小宝")
    page.get_by_role("button", name="＋ 再加一个人").click()
    page.locator("#people-3-name").wait_for()
    page.get_by_role("button", name="去掉这一行").last.click()
    page.locator("#people-3-name").wait_for(state="detached")
    page.locator("#people-2-respiratory").check()
    page.get_by_role("button", name="保存，下一户").click()
    page.get_by_text("101 已记下").wait_for()
    db.session.rollback()
    saved = db.session.scalars(sa.select(Inspection)).one()
    assert (saved.note, [one.name for one in saved.people], saved.people[2].respiratory) == ("狗很凶", ["张秀兰", "张小军", "孙小宝"], True)


def test_pages_of_rounds_have_no_violation(phone):
    round_id = open_round("第一网格", "第二网格")
    page = phone("secretary")
    for address in (
        "/rounds",
        "/rounds/new",
        f"/rounds/{round_id}",
        f"/rounds/{round_id}/missing",
        f"/rounds/{round_id}/closing",
        "/inspections",
    ):
        page.goto(address)
        assert_no_axe_violations(page)
