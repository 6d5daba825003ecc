"""A resident asks, the secretary approves and assigns, the worker buys and delivers, the resident confirms."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from core.audit import AuditEvent
from core.database import db
from tests.support import world
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_rice_and_pills_reach_the_door(app, phone, javascript):
    resident = phone(javascript=javascript)
    slip = ask(resident, javascript)
    expect(resident.get_by_role("heading", name="收到了，等社区批准")).to_be_visible()

    secretary = phone("secretary", javascript=javascript, width=1280, height=800, touch=False)
    secretary.goto("/requests")
    look(secretary, javascript)
    expect(secretary.get_by_text("降压药")).to_be_visible()
    secretary.get_by_role("checkbox").and_(secretary.locator("main ul input, main ol input, main table input")).first.check()
    secretary.get_by_role("button", name="批准勾选的").click()
    expect(secretary.get_by_text(re.compile("已批准"))).not_to_have_count(0)

    resident.goto(slip)
    look(resident, javascript)
    code = resident.locator(".pub-code").inner_text().strip()

    worker = phone("owner", javascript=javascript)
    worker.goto("/deliveries")
    look(worker, javascript)
    worker.get_by_role("button", name="买好了").click()
    worker.goto("/deliveries")
    worker.get_by_role("button", name="出发").click()
    worker.goto("/deliveries")
    worker.get_by_role("link", name="送到了").click()
    look(worker, javascript)
    worker.get_by_label(re.compile("码|单号")).first.fill("AAAAAA")
    worker.get_by_role("button", name="送到了").click()
    expect(worker.locator(".ll-error").first).to_be_visible()  # not the household's code
    worker.get_by_label(re.compile("码|单号")).first.fill(code.lower())
    worker.get_by_role("button", name="送到了").click()
    worker.wait_for_load_state()

    resident.goto(slip)
    resident.get_by_role("button", name="我收到了").click()
    resident.wait_for_load_state()
    look(resident, javascript)

    db.session.rollback()
    request = db.session.scalars(sa.select(PurchaseRequest)).one()
    assert request.state is RequestState.DELIVERED and request.confirmed_at is not None
    assert request.household.address == world.OWN_DOOR
    assert [(line.item, line.unit) for line in request.lines] == [("大米", "斤"), ("降压药", "盒")]
    told = db.session.scalars(
        sa.select(AuditEvent.action).where(AuditEvent.entity_type == "purchase_request").order_by(AuditEvent.id)
    ).all()
    steps = ["request.filed", "request.approved", "request.bought", "request.out", "request.delivered"]
    assert told[:5] == steps and told[5].startswith("request.confirm") and len(told) == 6


def ask(page: Page, javascript: bool) -> str:
    """From the scanned sticker to the slip; returns the slip's address."""
    page.goto("/b/TESTCODE1")
    look(page, javascript)
    page.get_by_role("link", name=re.compile("代买|买菜")).first.click()
    look(page, javascript)
    choose_door(page, javascript)
    page.get_by_label(re.compile("怎么称呼|姓名|称呼")).fill("张秀兰")
    page.get_by_label(re.compile("电话|手机")).first.fill("199 0000 0001")
    for number, (item, amount, unit) in enumerate([("大米", "10", "斤"), ("降压药", "１", "盒")]):
        page.locator(f"[name=lines-{number}-item]").fill(item)
        page.locator(f"[name=lines-{number}-amount]").fill(amount)
        page.locator(f"[name=lines-{number}-unit]").fill(unit)
    page.get_by_role("radio", name="买菜日用").check()
    page.get_by_role("radio", name="换差不多的").check()
    page.get_by_role("checkbox", name=re.compile("同意")).check()
    page.locator("main form button.weui-btn_primary").last.click()
    page.wait_for_url("**/s/*")
    look(page, javascript)
    return page.url


def choose_door(page: Page, javascript: bool) -> None:
    selects = page.locator("[data-doors] select, select#household").filter(visible=True)
    if selects.count() > 1:  # the script shows unit first, then door
        selects.nth(0).select_option(index=1)
        selects.nth(1).select_option(label="101")
        return
    household = world.household_at(world.OWN_DOOR)
    page.locator("select#household").select_option(value=str(household.id))


def look(page: Page, javascript: bool) -> None:
    assert_no_sideways_scroll(page)
    if javascript:
        assert_no_axe_violations(page)
