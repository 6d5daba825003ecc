"""From the gate to the doors: windows, packing, papers, the pick-up point, the stairs, and what is paid there."""

from __future__ import annotations

import re

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from blueprints.orders.models import BuildingPlan
from blueprints.purchases.models import PurchaseRequest
from core.database import db
from core.money import yuan
from tests.journeys.forty_looks import STICKS_OUT, look, picture
from tests.orders import things as orders
from tests.settlement import things as money


def let_come_down(office: Page, order_id: int, buildings: tuple[str, ...]) -> None:
    """These buildings fetch their bags, one after the other; the rest is carried up."""
    office.goto(f"/orders/{order_id}/windows")
    look(office)
    for name in buildings:
        card = office.locator("form.ha-plan section").filter(has=office.get_by_role("heading", name=re.compile(name)))
        card.get_by_role("radio", name="分时段下楼取").check()
    for name, value in (("starts", "15:00"), ("ends", "18:00"), ("place", "小区南门")):
        office.locator(f"[name={name}]").fill(value)
    office.get_by_role("button", name="自动排时段").click()
    expect(office.get_by_text("时段排好了")).to_be_visible()
    office.get_by_role("button", name="保存").click()
    expect(office.get_by_text("已保存取货安排")).to_be_visible()
    look(office)
    assert {one.how.value for one in plans(order_id)} == {"pick_up"}
    assert len(plans(order_id)) == len(buildings)


def pack(office: Page, order_id: int, bags: int) -> None:
    """Tick by tick the first, the others at one go; one fills two bags."""
    office.goto(f"/orders/{order_id}/sorting")
    look(office)
    first = office.locator(".ha-bag").first
    for number in range(first.locator("button.ha-tick").count()):
        first.locator("button.ha-tick").nth(number).click()
        expect(office.locator(".ha-bag").first.locator(".ha-goods.is-packed")).to_have_count(number + 1)
    if bags > 6:
        first.get_by_label("袋数").fill("2")
        first.get_by_role("button", name="记下").click()
        expect(first.locator("[name=seen]")).to_have_value("2")  # what the server has written down
    counts = office.locator("#sorting-counts")
    for number, entry in enumerate(orders.entries(order_id)):
        office.locator(f"#bag-{entry.id}").get_by_role("button", name=re.compile("装好了$")).click()
        expect(counts).to_contain_text(f"装好 {number + 1}/{bags} 份")


def print_papers(office: Page, order_id: int, bags: int) -> None:
    """The sorting list and the labels as they come out of the printer: nothing sticks out, nothing is cut off."""
    for name, path in (("sorting", f"/orders/{order_id}/sorting/print"), ("labels", f"/orders/{order_id}/labels")):
        office.goto(path)
        look(office)
        office.emulate_media(media="print")
        office.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
        picture(office, name)
        assert office.evaluate(STICKS_OUT, ".la-label, .la-label *, main table, main td, main th") == []
        if name == "labels":
            expect(office.locator(".la-label:not(.is-blank)")).to_have_count(bags)
        office.emulate_media(media="screen")
        office.set_viewport_size({"width": 1280, "height": 800})


def hand_out_at_the_desk(worker: Page, order_id: int) -> None:
    """Whoever comes says the number on the bag, pays in cash, or by telephone, and takes it."""
    bags = [entry for entry in orders.entries(order_id) if "2号楼" not in entry.request.household.address]
    for turn, entry in enumerate(bags):
        worker.goto(f"/orders/{order_id}/pick-up")
        if turn == 0:
            look(worker)
        worker.get_by_label("来取的是哪一份？").fill(f"{entry.bag_number:02d}")
        worker.get_by_role("button", name="找").click()
        method = {1: "微信", 3: "支付宝", 5: "刷卡", 7: "直接付给", 9: "微信"}.get(turn) if len(bags) > 10 else None
        pay(worker, entry.request_id, method, checks=turn < 2)
        if method:
            worker.goto(f"/orders/{order_id}/bags/{entry.id}")
        worker.get_by_label("没有小票？写明谁收的").fill("本人")
        worker.get_by_role("button", name="取走了").click()
        expect(worker.get_by_text(f"取货号 {entry.bag_number:02d} 已交到手")).to_be_visible()


def pay(worker: Page, request_id: int, method: str | None, *, checks: bool = False) -> None:
    """In cash with one tap where we are, otherwise on the page about this request's money."""
    if method is None:
        if checks:
            look(worker)
        worker.get_by_role("button", name=re.compile("^收现金")).click()
        expect(worker.get_by_text("已记下收款")).to_be_visible()
        return
    worker.goto(f"/requests/{request_id}/money")
    if checks:
        look(worker)
    worker.get_by_text("别的付法，或只付一部分").click()
    worker.get_by_role("radio", name=re.compile(method)).check()
    worker.get_by_label("收了多少（元）").fill(yuan(money.sums(request_id).still_open))
    worker.get_by_role("button", name="记下收款").click()
    expect(worker.get_by_text("已记下收款")).to_be_visible()


def carry(worker: Page) -> None:
    """Everything of the last building goes up at once; nobody opens one door, so its bag goes on the next trip."""
    worker.goto("/deliveries")
    look(worker)
    worker.get_by_role("button", name=re.compile("全部出发")).click()
    expect(worker.get_by_role("heading", name="在路上（9）")).to_be_visible()
    doors = worker.locator("a", has_text="送到了")
    links = [str(doors.nth(number).get_attribute("href")) for number in range(doors.count())]
    assert len(links) == 9, links
    for turn, link in enumerate(links):
        worker.goto(link)
        if turn == 0:
            look(worker)
            come_back_later(worker, link)
        request_id = int(re.findall(r"\d+", link)[0])
        pay(worker, request_id, "微信" if turn == 4 else None)
        worker.goto(link)
        worker.get_by_label("没有小票？写明谁收的").fill("家里人")
        worker.get_by_role("button", name="送到了").click()
        expect(worker.get_by_role("button", name="送到了")).to_have_count(0)
    assert states(links) == {"delivered"}


def come_back_later(worker: Page, link: str) -> None:
    worker.get_by_text("没送成", exact=True).click()
    worker.get_by_role("radio").first.check()
    worker.get_by_role("button", name="没送成，先带回").click()
    expect(worker.get_by_role("button", name="没送成，先带回")).to_have_count(0)
    worker.goto(link)
    expect(worker.get_by_text("第 1 次").first).to_be_visible()
    worker.get_by_role("button", name="出发").click()
    expect(worker.get_by_role("button", name="出发")).to_have_count(0)
    worker.goto(link)


def plans(order_id: int) -> list[BuildingPlan]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(BuildingPlan).where(BuildingPlan.order_id == order_id)))


def states(links: list[str]) -> set[str]:
    db.session.rollback()
    ids = [int(re.findall(r"\d+", link)[0]) for link in links]
    return {one.value for one in db.session.scalars(sa.select(PurchaseRequest.state).where(PurchaseRequest.id.in_(ids)))}
