"""The slip of a request that stands on an order: what the shop asks, what came, what it costs, when and where."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from blueprints.orders import actions as order_actions
from blueprints.orders.actions.receiving import receive_order
from blueprints.orders.rules import Answer, HandOut, Reply
from blueprints.places.vocabulary import IfMissing
from blueprints.purchases import actions as purchase_actions
from blueprints.settlement import actions as money
from blueprints.settlement.rules import Method
from core import clock
from tests.orders import things as orders
from tests.purchases import things
from tests.support import world
from tests.support.at_once import at_once

RICE = orders.line("大米", "10", "斤")
SOY = orders.line("酱油", "1", "瓶", IfMissing.REPLACE)
FISH = orders.line("活鱼", "1", "条", IfMissing.LEAVE_OUT)
GREENS = orders.line("青菜", "2", "斤")


class Case:
    """One request of four lines on an order of its own, answered by the shop."""

    def __init__(self, *, fee: int = 300, answered: bool = True) -> None:
        self.request = orders.request(world.OWN_DOOR, RICE, SOY, FISH, GREENS)
        self.order = orders.sent([self.request], fee=fee)
        self.address = f"/s/{things.fresh(self.request).slip_token}"
        if answered:
            self.answer("大米", Answer.REPLACED, replaced_by="东北米", price=350)
            self.answer("酱油", Answer.REPLACED, replaced_by="生抽", price=890)
            self.answer("活鱼", Answer.MISSING)
            self.answer("青菜", Answer.SHORT, got=Decimal("1.5"), price=299)

    def answer(self, name: str, answer: Answer, **given: Any) -> None:
        orders.answer(orders.item(self.order, name).id, answer, **given)

    def line(self, name: str = "大米") -> Any:
        return next(line for line in orders.lines(self.order) if line.request_line.item == name)

    def receive(self) -> None:
        orders.do(self.order, receive_order, "secretary")

    def deliver(self) -> None:
        self.receive()
        things.do(self.request, purchase_actions.start_delivery, "owner")
        things.do(self.request, purchase_actions.deliver_request, "owner", handed_to="本人")

    def question(self, somebody: Any) -> Any:
        return somebody.get(self.address).form("/reply")


@pytest.fixture
def case(app) -> Case:
    return Case()


def mark(page) -> str:
    return json.loads(page.soup.find(id="slip")["hx-headers"])["If-None-Match"]


def test_before_the_shop_answers_the_slip_says_so(visitor, app):
    page = visitor.get(Case(answered=False).address)
    assert "已经向商店订货" in page.text and page.text.count("等商店答复") == 4
    assert "预计明天" in page.text and "取货号 01" in page.text and " 元" not in page.text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(("button", "reply", "words"), [("yes", Reply.ACCEPTED, "您答复了：要"), ("no", Reply.DECLINED, "您答复了：不要")])
def test_the_household_answers_the_shops_question(visitor, case, htmx, button, reply, words):
    page = visitor.get(case.address)
    assert "商店问您一件事" in page.text and "没有“大米 10斤”，可以换成“东北米” 3.50 元/斤，要吗？" in page.text
    page = page.form("/reply").submit(button=("accepts", button), htmx=htmx)
    assert words in page.text and "商店问您一件事" not in page.text
    assert case.line().reply is reply


def test_only_what_they_want_to_be_asked_about_is_asked(visitor, case):
    assert visitor.get(case.address).text.count("要吗？") == 1


def test_it_may_be_changed_until_the_goods_are_here_and_no_longer(visitor, case):
    case.question(visitor).submit(button=("accepts", "no"))
    case.question(visitor).submit(button=("accepts", "yes"))
    assert case.line().reply is Reply.ACCEPTED
    late = case.question(visitor)
    case.receive()
    page = late.submit(button=("accepts", "no"))
    assert page.status == 409 and page.soup.find(role="alert") is not None
    assert case.line().reply is Reply.ACCEPTED and "35.00 元" in page.text


def test_a_reply_to_another_offer_is_not_taken_for_this_one(visitor, case):
    old = case.question(visitor)
    case.answer("大米", Answer.REPLACED, replaced_by="泰国香米", price=900)
    page = old.submit(button=("accepts", "yes"))
    assert page.status == 409 and "泰国香米" in page.text and case.line().reply is Reply.WAITING


def test_sent_twice_it_is_one_reply(visitor, case):
    form = case.question(visitor)
    first, second = form.submit(button=("accepts", "yes")), form.submit(button=("accepts", "yes"))
    assert (first.status, second.status) == (200, 200)
    assert things.count_events("order_line.replied") == 1


def test_the_resident_and_the_secretary_answer_at_the_same_moment(app, visitor, person, case):
    mine = case.question(visitor)
    line_id = case.line().id
    office = person("secretary").get(f"/orders/{case.order}/shortages").form(f"/lines/{line_id}/reply")
    answers = at_once(
        app,
        lambda: mine.submit(button=("accepts", "yes"), follow=False),
        lambda: office.submit(button=("accepts", "no"), follow=False),
    )
    assert all(getattr(answer, "status", 500) < 500 for answer in answers), answers
    assert case.line().reply in (Reply.ACCEPTED, Reply.DECLINED)
    # Whoever came second changed the mind of the first; both stand in the history, and nothing is left waiting.
    assert things.count_events("order_line.replied") == 2


def test_the_same_resident_presses_twice_at_once(app, visitor, case):
    form = case.question(visitor)
    answers = at_once(app, *[lambda: form.submit(button=("accepts", "yes"), follow=False)] * 3)
    assert [answer.status for answer in answers] == [303] * 3
    assert things.count_events("order_line.replied") == 1


def test_another_slips_line_and_nonsense_are_refused(visitor, case):
    other = Case(answered=True)
    assert visitor.post(f"{case.address}/lines/{other.line().id}/reply", {"accepts": "yes", "version": 2}).status == 404
    assert visitor.post(f"{case.address}/lines/987654/reply", {"accepts": "yes", "version": 2}).status == 404
    assert visitor.post(f"{case.address}/lines/{case.line().id}/reply", {"accepts": "maybe", "version": 2}).status == 422
    assert visitor.post(f"{case.address}/lines/{case.line().id}/reply", {"accepts": "yes", "version": "x"}).status == 409
    assert visitor.get(f"{case.address}/lines/{case.line().id}/reply").status == 405
    assert case.line().reply is other.line().reply is Reply.WAITING


def test_every_line_says_what_came_of_it_and_what_it_costs(visitor, case):
    case.question(visitor).submit(button=("accepts", "yes"))
    case.receive()
    words = visitor.get(case.address).text
    assert "大米 10斤 35.00 元 换成“东北米” 10斤 · 3.50 元/斤" in words
    assert "酱油 1瓶 8.90 元" in words and "活鱼 1条 没买到" in words
    assert "青菜 2斤 4.49 元 不够，分到 1.5斤" in words
    assert "货款 48.39 服务费 3.00 一共 51.39 元 收货时请付 51.39 元" in words
    assert "请准备 51.39 元" in words


def test_paid_owed_and_taken_off_stand_on_the_slip(visitor, case):
    case.question(visitor).submit(button=("accepts", "yes"))
    case.deliver()
    things.do(case.request, money.pay, "owner", method=Method.CASH, cents=2000)
    things.do(case.request, money.discount, "secretary", cents=139, reason="晚到了")
    things.do(case.request, money.owe, "secretary", cents=1000)
    words = visitor.get(case.address).text
    assert "减收 −1.39 一共 50.00 元 已经付了 20.00 记着以后付 10.00 还要付 20.00 元" in words
    things.do(case.request, money.pay, "owner", method=Method.CASH, cents=3000)
    assert "钱付清了" in visitor.get(case.address).text


def test_what_nobody_could_get_waits_for_the_next_order(visitor, app):
    request = orders.request(world.OWN_DOOR, FISH)
    order = orders.sent([request])
    orders.answer(orders.items(order)[0].id, Answer.MISSING)
    orders.do(order, receive_order, "secretary")
    page = visitor.get(f"/s/{things.fresh(request).slip_token}")
    assert "这次没有买到，再给您买" in page.text and "活鱼 1条" in page.text
    assert page.soup.select_one("[aria-current=step]").get_text(" ", strip=True).startswith("✓ 社区批准")


def test_where_people_come_down_the_slip_says_when_where_and_the_number(visitor, person, case):
    begins = clock.now() + timedelta(hours=1)
    building = world.household_at(world.OWN_DOOR).building
    window = {"starts_at": begins, "ends_at": begins + timedelta(minutes=20)}
    orders.do(
        case.order,
        lambda order, **by: order_actions.plan_building(order, building, HandOut.PICK_UP, "东门岗亭旁", **window, **by),
        "secretary",
    )
    case.receive()
    page = visitor.get(case.address)
    assert "请下楼取" in page.text and "东门岗亭旁" in page.text and "取货号 01" in page.text
    assert f"{clock.local(begins):%H:%M}–{clock.local(window['ends_at']):%H:%M}" in page.text
    steps = [step.get_text(" ", strip=True) for step in page.soup.select(".pub-step")]
    assert steps[-1].startswith("○ 取走") and not any("送出" in step for step in steps)
    things.do(case.request, purchase_actions.fetch_request, "owner", code=things.fresh(case.request).code)
    page = visitor.get(case.address)
    assert "取走了" in page.text and "我收到了" in page.text and page.soup.select(".pub-step")[-1].get_text().strip().startswith("✓")


def test_asking_again_costs_a_304_until_order_or_money_move(visitor, case):
    def ask(seen: str):
        return visitor.get(case.address, htmx=True, headers={"If-None-Match": seen})

    seen = mark(visitor.get(case.address))
    assert ask(seen).status == 304
    moves = [
        lambda: case.answer("青菜", Answer.THERE, price=300),
        lambda: case.question(visitor).submit(button=("accepts", "yes")),
        case.receive,
        lambda: things.do(case.request, money.pay, "owner", method=Method.CASH, cents=100),
    ]
    for move in moves:
        move()
        page = ask(seen)
        assert page.status == 200 and page.soup.find("html") is None
        seen = mark(page)
        assert ask(seen).status == 304


def test_nobody_without_the_address_replies_or_reads_prices(app, visitor, case):
    code = things.fresh(case.request).code
    assert visitor.get(f"/s/{code}").status == 404
    assert visitor.post(f"/s/{code}/lines/{case.line().id}/reply", {"accepts": "yes", "version": 2}).status == 404
    assert "东北米" not in visitor.get("/b/TESTCODE1").text
