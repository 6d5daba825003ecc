"""After the doors: a complaint, the supplier's bill, cash that is handed on, closing, and the day's settlement."""

from __future__ import annotations

import re

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from blueprints.orders.rules import OrderState
from blueprints.settlement import ledger, queries
from blueprints.settlement.models import Holding, MoneyEntry, RequestAccount
from blueprints.settlement.rules import EntryKind
from core import clock
from core.database import db
from core.money import yuan
from tests.journeys.forty_looks import look, picture
from tests.orders import things as orders
from tests.settlement import things as money
from tests.support import world


def complain(resident: Page, slip: str) -> None:
    resident.goto(slip)
    look(resident)
    resident.get_by_role("link", name=re.compile("少了东西")).click()
    look(resident)
    resident.get_by_role("radio", name="坏了").check()
    resident.get_by_label("写一写").fill("大米袋子破了，少了一斤")
    resident.get_by_role("button", name="告诉社区").click()
    expect(resident.get_by_text("社区收到了，正在办")).to_be_visible()


def settle_complaint(office: Page) -> None:
    """Money goes back, and the resident is told."""
    office.goto("/complaints")
    look(office)
    office.locator("#complaints a").first.click()
    look(office)
    office.get_by_label("怎么办的").fill("退了一斤米钱")
    office.get_by_label("少收或退多少元").fill("2.90")
    office.get_by_label("已经收过钱的，怎么退").select_option("wechat")
    office.get_by_role("button", name="办好了").click()
    expect(office.get_by_text("没办好").first).to_be_visible()


def square(office: Page, owner: Page, order_id: int) -> None:
    """The supplier's bill, cash to its cashier and to the community, the rest from the community's account."""
    office.goto(f"/orders/{order_id}/account")
    look(office)
    charged = ledger.supplier_side(book(order_id)).charged
    office.get_by_label("账单一共（元）").fill(yuan(charged))
    office.get_by_role("button", name="保存账单").click()
    expect(office.get_by_text("改账单")).to_be_visible()
    expect(office.get_by_role("heading", name=re.compile("处没有对上"))).to_be_visible()
    for holder in holders(order_id):
        who = world.USERS[holder.user.username]
        to_cashier = min(holder.cents, ledger.supplier_side(book(order_id)).missing)
        if to_cashier and holder.user.username == "owner":
            owner.goto("/purse")
            look(owner)
            give(owner, "收银员", order_id, to_cashier)
        rest = holder.cents - (to_cashier if holder.user.username == "owner" else 0)
        if rest:
            office.goto(f"/people/{holder.user_id}/purse")
            look(office)
            expect(office.get_by_role("heading", level=1)).to_contain_text(who[1])
            give(office, "交到社区", order_id, rest)
    missing = ledger.supplier_side(book(order_id)).missing
    if missing:
        office.goto(f"/orders/{order_id}/account")
        office.get_by_text("记社区垫付").click()
        office.get_by_label("社区付给供货方（元）").fill(yuan(missing))
        office.get_by_role("button", name="记下垫付").click()
        expect(office.get_by_text("还要付给供货方").locator("xpath=following-sibling::dd[1]")).to_have_text("0.00")


def give(page: Page, to: str, order_id: int, cents: int) -> None:
    page.get_by_text("上交、交给收银员").click()
    page.get_by_role("radio", name=re.compile(to)).check()
    page.get_by_label("哪张采购单").select_option(str(order_id))
    page.get_by_label("交了多少（元）").fill(yuan(cents))
    page.get_by_role("button", name="记下").click()
    expect(page.get_by_text("已记下").first).to_be_visible()


def close(office: Page, order_id: int) -> None:
    office.goto(f"/orders/{order_id}/account")
    look(office)
    assert money.problems(order_id) == []
    office.get_by_role("button", name="结账").click()
    expect(office.get_by_text("每一分钱都对上了")).to_be_visible()
    assert money.state(order_id) is OrderState.CLOSED


def look_back(office: Page) -> None:
    """The day's settlement says the same as the book, and nobody holds anything any more."""
    money.check()
    assert {money.purse("owner"), money.purse("stranger"), money.purse("secretary")} == {0}
    taken = sum(one.effect for one in money.book(kind=EntryKind.PAYMENT))
    due = sum(one.sums.due for one in accounts())
    assert due == taken - sum(one.effect for one in money.book(kind=EntryKind.REFUND))
    office.goto("/settlements")
    look(office)
    picture(office, "settlement")
    expect(office.locator("tfoot [data-figure=collected]")).to_contain_text(yuan(taken))
    expect(office.locator("tfoot [data-figure=held]")).to_contain_text("0.00")
    office.goto("/settlements/suppliers")
    look(office)
    expect(office.locator("tfoot [data-figure=due]")).to_contain_text(yuan(due))
    office.goto("/settlements/entries?what=collected&day=" + clock.day_of(clock.now()).isoformat())
    look(office)


def book(order_id: int) -> list[MoneyEntry]:
    return money.book(order_id=order_id)


def holders(order_id: int) -> list[Holding]:
    return [one for one in queries.holders_on(orders.fresh(order_id)) if one.cents]


def accounts() -> list[RequestAccount]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(RequestAccount)))
