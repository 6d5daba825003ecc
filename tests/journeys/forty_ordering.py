"""From the scanned sticker to the gate: what the households, the secretary and the shops do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.forty_looks import look
from tests.orders import things as orders
from tests.support import world


def ask(resident: Page, code: str, door: str, *, milk: bool = False) -> str:
    """From the scanned sticker to the slip; returns its address."""
    resident.goto(f"/b/{code}")
    look(resident)
    resident.get_by_role("link", name=re.compile("代买|买菜")).first.click()
    look(resident)
    household = world.household_at(door)
    selects = resident.locator("[data-doors] select, select#household").filter(visible=True)
    if selects.count() > 1:
        selects.nth(0).select_option(index=1)
        selects.nth(1).select_option(label=household.door)
    else:
        resident.locator("select#household").select_option(value=str(household.id))
    resident.get_by_label(re.compile("怎么称呼|姓名|称呼")).fill("张秀兰" if milk else "王小明")
    resident.get_by_label(re.compile("电话|手机")).first.fill("199 0000 0001" if milk else "199 0000 0004")
    wanted = [("牛奶", "1", "箱"), ("大米", "10", "斤")] if milk else [("苹果", "2", "斤"), ("食用油", "1", "桶")]
    for number, (item, amount, unit) in enumerate(wanted):
        resident.locator(f"[name=lines-{number}-item]").fill(item)
        resident.locator(f"[name=lines-{number}-amount]").fill(amount)
        resident.locator(f"[name=lines-{number}-unit]").fill(unit)
    resident.get_by_role("radio", name="买菜日用").check()
    resident.get_by_role("radio", name="先打电话问我" if milk else "换差不多的").check()
    resident.get_by_role("checkbox", name=re.compile("同意")).check()
    resident.locator("main form button.weui-btn_primary").last.click()
    resident.wait_for_url("**/s/*")
    look(resident)
    return resident.url


def approve(office: Page) -> None:
    office.goto("/requests?tick=all")
    look(office)
    office.get_by_role("button", name="批准勾选的").click()
    expect(office.get_by_text(re.compile("已批准"))).not_to_have_count(0)


def order_at(office: Page, shop: str, number: int) -> int:
    """Everything that waits for this shop becomes one order."""
    office.goto("/orders")
    look(office)
    office.get_by_role("link", name="新开一张").click()
    look(office)
    office.get_by_role("link", name=shop).click()
    expect(office.get_by_role("heading", name=f"等着采购的（{number} 张）")).to_be_visible()
    look(office)
    office.get_by_role("button", name="把勾选的做成采购单").click()
    office.wait_for_url(re.compile(r"/orders/\d+"))
    look(office)
    expect(office.get_by_text(f"{number} 张代购单").first).to_be_visible()
    found = re.search(r"/orders/(\d+)", office.url)
    assert found
    return int(found[1])


def send(office: Page, order_id: int) -> str:
    """Send it; returns the supplier's link."""
    office.goto(f"/orders/{order_id}")
    form = office.locator("form[action$='/plan']")
    for name, value in (("begin", "14:00"), ("until", "16:00")):
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name="记下到货时间").click()
    expect(office.get_by_text("14:00").first).to_be_visible()
    office.get_by_role("link", name="发给供货方").click()
    look(office)
    office.get_by_role("button", name="确定发出").click()
    office.wait_for_url("**/supplier-side")
    office.get_by_role("button", name="做一个链接").click()
    expect(office.get_by_label("供货方的链接")).to_have_value(re.compile("/o/"))
    look(office)
    return office.get_by_label("供货方的链接").input_value()


def answer_market(shop: Page, address: str, order_id: int) -> None:
    """Six shortages, tapped in on the shop's phone; all the rest is there."""
    shop.goto(address)
    look(shop)
    for name, answer, fields in (
        ("鸡蛋", "不够", {"实际数量": "90"}),
        ("青菜", "不够", {"实际数量": "12.5", "单价": "4"}),
        ("豆腐", "没有", {}),
        ("土豆", "没有", {}),
        ("牛奶", "换别的", {"换成": "纯牛奶 24 盒装", "单价": "64.9"}),
        ("挂面", "换别的", {"换成": "龙须面", "单价": "7.2"}),
    ):
        line = shop.locator(f"#item-{orders.item(order_id, name).id}")
        line.get_by_label(answer, exact=True).check()
        for label, value in fields.items():
            line.get_by_label(re.compile(label)).fill(value)
            line.get_by_label(re.compile(label)).blur()
        expect(line.get_by_text("已存")).to_be_visible()
    look(shop)
    answer_all(shop, address)


def answer_all(shop: Page, address: str) -> None:
    shop.goto(address)
    shop.get_by_role("button", name="没填的都有货，按标价").click()
    expect(shop.get_by_role("button", name="没填的都有货，按标价")).to_have_count(0)
    shop.get_by_role("button", name="填完了").click()
    expect(shop.get_by_text("已说填完了")).to_be_visible()
    look(shop)


def take_replacement(resident: Page, slip: str) -> None:
    """Asked on the slip, answered there."""
    resident.goto(slip)
    look(resident)
    resident.get_by_role("button", name=re.compile("^要")).click()
    expect(resident.get_by_text("您答复了：要")).to_be_visible()


def receive(office: Page, order_id: int, shortages: int = 0) -> None:
    office.goto(f"/orders/{order_id}/shortages")
    expect(office.locator("section[id^=item-]")).to_have_count(shortages)
    look(office)
    office.goto(f"/orders/{order_id}/receive")
    look(office)
    office.get_by_role("button", name="货已到，按这样收下").click()
    office.wait_for_url(lambda url: not url.endswith("/receive"))
