"""The supplier's page on a phone, in real Chromium: taps, sleep, a lost connection, and the same without script."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from blueprints.orders.rules import Answer
from tests.orders import things
from tests.orders.supplier import link, shop_order
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def line(page, order_id: int, name: str):
    return page.locator(f"#item-{things.item(order_id, name).id}")


def answer_of(order_id: int, name: str):
    item = things.item(order_id, name)
    return item.answer, item.got, item.price, item.replaced_by


def looked_at(page):
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("size", [(390, 844), (360, 640)])
def test_taps_save_line_by_line_and_survive_a_reload(phone, size):
    order_id = shop_order()
    page = phone(width=size[0], height=size[1])
    page.goto(f"/o/{link(order_id)}")
    looked_at(page)
    rice, eggs, milk = (line(page, order_id, name) for name in ("大米", "鸡蛋", "牛奶"))
    rice.get_by_label("有货", exact=True).check()  # its price is known: one tap
    expect(rice.get_by_text("已存")).to_be_visible()
    expect(page.locator("#sup-progress")).to_contain_text("1 / 4 填好")
    eggs.get_by_label("有货", exact=True).check()  # has none: waits for it
    expect(eggs.get_by_text("还没存")).to_be_visible()
    eggs.get_by_label("单价").fill("16.5")
    eggs.get_by_label("单价").blur()
    expect(eggs.get_by_text("已存")).to_be_visible()
    milk.get_by_label("不够", exact=True).check()
    milk.get_by_label("实际数量").fill("1")
    looked_at(page)
    page.reload()  # the phone slept; nobody saved the milk
    expect(milk.get_by_label("实际数量")).to_have_value("1")
    expect(milk.get_by_text("还没存")).to_be_visible()
    expect(eggs.get_by_label("单价")).to_have_value("16.50")
    milk.get_by_label("单价").fill("60")
    milk.get_by_role("button", name="保存").click()
    expect(milk.get_by_text("已存")).to_be_visible()
    assert answer_of(order_id, "大米") == (Answer.THERE, Decimal(15), 280, "")
    assert answer_of(order_id, "鸡蛋") == (Answer.THERE, Decimal(2), 1650, "")
    assert answer_of(order_id, "牛奶") == (Answer.SHORT, Decimal(1), 6000, "")


def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(phone):
    order_id = shop_order()
    page = phone()
    page.goto(f"/o/{link(order_id)}")
    milk = line(page, order_id, "牛奶")
    milk.get_by_label("不够", exact=True).check()
    milk.get_by_label("实际数量").fill("9")
    milk.get_by_label("单价").fill("六十")
    milk.get_by_label("单价").blur()
    expect(milk.get_by_label("实际数量")).to_have_value("9")
    expect(milk.get_by_text("请填 0.00 到")).to_be_visible()
    expect(milk.get_by_label("单价")).to_have_value("六十")
    looked_at(page)
    milk.get_by_label("单价").fill("60")
    milk.get_by_label("单价").blur()
    expect(milk.get_by_text("请选“有货”")).to_be_visible()
    milk.get_by_label("实际数量").fill("1")
    milk.get_by_label("实际数量").blur()
    expect(milk.get_by_text("已存")).to_be_visible()
    expect(milk.locator(".ll-error")).to_have_count(0)
    assert answer_of(order_id, "牛奶")[1] == 1


def test_the_office_was_faster(phone):
    order_id = shop_order()
    page = phone()
    page.goto(f"/o/{link(order_id)}")
    rice = line(page, order_id, "大米")
    things.answer(things.item(order_id, "大米").id, Answer.MISSING, by_name="周书记")
    rice.get_by_label("有货", exact=True).check()
    expect(rice.get_by_role("alert")).to_contain_text("周书记")
    expect(rice.get_by_role("alert")).to_contain_text("没有")
    expect(rice.get_by_label("有货", exact=True)).to_be_checked()
    assert answer_of(order_id, "大米")[0] is Answer.MISSING
    looked_at(page)
    rice.get_by_role("link", name="用现在的").click()
    expect(rice.get_by_label("没有", exact=True)).to_be_checked()
    expect(rice.get_by_role("alert")).to_have_count(0)
    things.answer(things.item(order_id, "大米").id, Answer.THERE, by_name="周书记")
    rice.get_by_label("不够", exact=True).check()
    rice.get_by_label("实际数量").fill("3")
    rice.get_by_label("单价").fill("3")
    rice.get_by_label("单价").blur()
    expect(rice.get_by_role("alert")).to_be_visible()
    rice.get_by_role("button", name="保存").click()
    expect(rice.get_by_text("已存")).to_be_visible()
    assert answer_of(order_id, "大米") == (Answer.SHORT, Decimal(3), 300, "")


def test_when_nothing_gets_through_nothing_is_lost(phone):
    order_id = shop_order()
    page = phone()
    page.goto(f"/o/{link(order_id)}")
    rice = line(page, order_id, "大米")
    page.route("**/answer", lambda route: route.fulfill(status=429, content_type="text/html", body="<html><body>try later</body></html>"))
    rice.get_by_label("没有", exact=True).check()
    expect(rice.get_by_text("没存上")).to_be_visible()
    expect(page.get_by_text("try later")).to_have_count(0)
    page.unroute("**/answer")
    page.reload()
    expect(rice.get_by_label("没有", exact=True)).to_be_checked()
    rice.get_by_role("button", name="保存").click()
    expect(rice.get_by_text("已存")).to_be_visible()
    assert answer_of(order_id, "大米")[0] is Answer.MISSING


def test_all_the_rest_leaves_a_line_alone_that_is_being_typed(phone):
    order_id = shop_order()
    page = phone()
    page.goto(f"/o/{link(order_id)}")
    line(page, order_id, "大米").get_by_label("不够", exact=True).check()
    page.get_by_role("button", name="没填的都有货").click()
    expect(page.get_by_role("status").first).to_contain_text("存好了 1 样")
    assert (answer_of(order_id, "大米")[0], answer_of(order_id, "牛奶")[0]) == (Answer.OPEN, Answer.THERE)
    expect(line(page, order_id, "大米").get_by_label("不够", exact=True)).to_be_checked()


def test_without_script_each_line_has_its_button(phone):
    order_id = shop_order()
    page = phone(javascript=False)
    page.goto(f"/o/{link(order_id)}")
    rice = line(page, order_id, "大米")
    rice.get_by_label("换别的", exact=True).check()
    rice.get_by_role("button", name="保存").click()
    expect(rice.get_by_text("请写换成什么。")).to_be_visible()
    rice.get_by_label("换成什么").fill("小米")
    rice.get_by_role("button", name="保存").click()
    expect(rice.get_by_text("已存")).to_be_visible()
    assert answer_of(order_id, "大米") == (Answer.REPLACED, Decimal(15), 280, "小米")
    page.get_by_role("button", name="填完了").click()
    expect(page.get_by_role("alert")).to_contain_text("还有 3 样没填")
    page.get_by_label("没填的都算没有货").check()
    page.get_by_role("button", name="填完了").click()
    expect(page.get_by_text("收到了，谢谢")).to_be_visible()


def test_the_offices_tab_passes_axe_and_copies_the_text(phone, live):
    order_id = shop_order()
    token = link(order_id)
    page = phone("secretary")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/orders/{order_id}/supplier-side")
    looked_at(page)
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert f"{live.url}/o/{token}" in copied and "大米 15斤" in copied
    line(page, order_id, "大米").get_by_label("没有", exact=True).check()
    expect(line(page, order_id, "大米").get_by_text("周书记")).to_be_visible()
    assert things.item(order_id, "大米").answered_by == "周书记"
