"""The pages of money, filled and sent as people do."""

from __future__ import annotations

import io

import openpyxl
import pytest

from blueprints.orders.rules import OrderState
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from blueprints.settlement import actions
from blueprints.settlement.rules import EntryKind, HandedTo, Method, Sums
from tests.orders import things as orders
from tests.purchases import things as requests
from tests.settlement import things
from tests.support import world
from tests.support.queries import counting


def test_one_tap_takes_the_exact_sum(app, person):
    _order, (one, _two) = things.received((3650, 1200))
    page = person("owner").get(f"/requests/{one}")
    assert "应收 36.50 元" in page.text
    page = page.form("/money/pay").submit()
    assert "收齐了" in page.text
    assert things.purse("owner") == 3650
    assert "您手上应该有 36.50 元代购款" in person("owner").get("/today").text


def test_one_tap_on_the_way(app, person):
    _order, (one, two) = things.received((3650, 1200))
    requests.do(one, purchase_actions.start_delivery, "owner")
    page = person("owner").get("/deliveries")
    assert f"/requests/{two}/money/pay" not in page.html
    answer = page.form(f"/requests/{one}/money/pay").submit()
    assert "收齐了" in answer.text and things.purse("owner") == 3650


@pytest.mark.parametrize("htmx", [False, True])
def test_the_same_tap_twice_counts_once(app, person, htmx):
    _order, (one, _two) = things.received()
    form = person("owner").get(f"/requests/{one}/money").form("/money/pay")
    form.submit(htmx=htmx)
    form.submit(htmx=htmx)
    assert things.purse("owner") == 5000


def test_an_old_page_takes_nothing_twice(app, person):
    _order, (one, _two) = things.received()
    owner, colleague = (person(who).get(f"/requests/{one}/money").form("/money/pay") for who in ("owner", "colleague"))
    owner.submit()
    page = colleague.submit()
    assert page.status == 422 and "已经收齐" in page.text
    assert things.purse("colleague") == 0


def test_part_of_it_by_another_way(app, person):
    _order, (one, _two) = things.received()
    page = person("owner").get(f"/requests/{one}/money")
    form = page.soup.select_one("details form[action$='/money/pay']")
    assert form is not None
    sent = {"method": "wechat", "cents": "20", "reason": "", "holder": ""}
    page = person("owner").post(f"/requests/{one}/money/pay", sent)
    assert "还差 30.00 元" in page.text and "收款 20.00 元（微信" in page.text
    page = person("secretary").post(f"/requests/{one}/money/pay", {**sent, "method": "free", "cents": "30"})
    assert page.status == 422 and "为什么免费" in page.text
    for wrong in ("", "0", "-1", "1.234", "一百", "999999999999"):
        page = person("owner").post(f"/requests/{one}/money/pay", {**sent, "cents": wrong})
        assert page.status == 422, wrong
    page = person("owner").post(f"/requests/{one}/money/pay", {**sent, "method": "community"})
    assert page.status == 422


def test_the_secretary_says_in_whose_hands_the_cash_is(app, person):
    _order, (one, _two) = things.received()
    sent = {"method": "cash", "cents": "50", "reason": "", "holder": str(world.user("colleague").id)}
    person("secretary").post(f"/requests/{one}/money/pay", sent)
    assert things.purse("colleague") == 5000
    _order, (two, _x) = things.received()
    page = person("secretary").post(f"/requests/{two}/money/pay", {**sent, "holder": str(world.user("other_worker").id)})
    assert page.status == 422 and things.purse("other_worker") == 0
    person("owner").post(f"/requests/{two}/money/pay", sent)  # a worker's cash is in the own hands, whatever is sent
    assert things.purse("colleague") == 5000


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary", "far_secretary"])
def test_who_is_elsewhere_sees_and_takes_nothing(app, person, who):
    order_id, (one, _two) = things.received()
    assert person(who).get(f"/requests/{one}/money").status == 404
    sent = {"method": "cash", "cents": "50", "reason": "", "holder": ""}
    assert person(who).post(f"/requests/{one}/money/pay", sent).status == 404
    assert person(who).get(f"/orders/{order_id}/account").status in (403, 404)
    assert things.sums(one).paid == 0


def test_the_secretary_lets_off(app, person):
    _order, (one, two) = things.received()
    secretary = person("secretary")
    page = secretary.get(f"/requests/{one}/money").form("/money/owe").submit(owe_cents="30", owe_reason="月底给")
    page = page.form("/money/write-off").submit(write_off_reason="特困")
    assert things.sums(one) == Sums(goods=5000, owed=3000, written_off=2000)
    assert "欠 30.00 元" in page.text
    page = secretary.get(f"/requests/{two}/money").form("/money/discount").submit(discount_cents="10", discount_reason="老人")
    page = page.form("/money/charge").submit(charge_cents="5", charge_reason="漏算")
    page = page.form("/money/credit").submit(credit_cents="8", credit_reason="鸡蛋碎了")
    assert things.sums(two).due == 5000 - 1000 + 500 - 800
    page = page.form("/money/credit").submit(credit_cents="999", credit_reason="写错")
    assert page.status == 422 and "不能减更多" in page.text
    assert "details" in page.html and page.form("/money/credit")["credit_cents"] == "999"


def test_what_was_too_much_is_given_back(app, person):
    _order, (one, _two) = things.received()
    things.pay(one)
    secretary = person("secretary")
    page = secretary.get(f"/requests/{one}/money").form("/money/credit").submit(credit_cents="8", credit_reason="碎了")
    assert "多收 8.00 元" in page.text
    form = page.form("/money/refund")
    assert form["refund_cents"] == "8.00"
    page = form.submit(refund_holder=str(world.user("owner").id), refund_reason="碎了")
    assert "收齐了" in page.text and things.purse("owner") == 4200


def test_a_wrong_entry_is_taken_back(app, person):
    _order, (one, _two) = things.received()
    things.pay(one, "owner")
    page = person("owner").get(f"/requests/{one}/money").follow("写错了，撤销")
    refused = page.form("/reverse").submit()
    assert refused.status == 422
    done = page.form("/reverse").submit(reason="按错了")
    assert "已撤销" in done.text and things.purse("owner") == 0
    again = page.form("/reverse").submit(reason="按错了吧")
    assert again.status == 409 and "赵一" in again.text
    wrong = things.book(kind=EntryKind.PAYMENT)[0].id
    assert person("stranger").get(f"/money-entries/{wrong}/reversal").status == 404
    assert person("colleague").get(f"/money-entries/{wrong}/reversal").status == 403


def test_goods_bought_over_the_counter(app, person):
    one = requests.in_state(RequestState.BOUGHT)
    owner = person("owner")
    page = owner.get(f"/requests/{one}").follow("填货款").form("/money/goods").submit(goods_cents="18.5")
    assert "应收 18.50" in page.text
    page = page.form("/money/pay").submit()
    page = owner.get("/purse")
    assert "柜台买的" in page.text
    page = page.form("/hand-over").submit(handed_to="shop")
    assert things.purse("owner") == 0
    things.deliver(one)
    page = person("secretary").get(f"/requests/{one}/money").form("/money/settle").submit()
    assert "已经结账" in page.text and requests.fresh(one).state is RequestState.SETTLED


def test_cash_is_handed_over(app, person):
    order_id, (one, two) = things.received((3650, 1200))
    for request_id, cents in ((one, 3650), (two, 1200)):
        things.pay(request_id, cents=cents)
    page = person("owner").get("/purse")
    assert "48.50" in page.text and "赵一收现金 36.50 元" in page.text
    assert "community" not in page.form("/hand-over").page.html.split("handed_to")[1].split("order")[0]
    page = page.form("/hand-over").submit(handed_to="cashier", order=str(order_id), cents="40")
    assert things.purse("owner") == 850
    page = page.form("/hand-over").submit(handed_to="cashier", order=str(order_id), cents="40")
    assert page.status == 422 and "只有 8.50 元" in page.text
    secretary = person("secretary")
    page = secretary.get("/purses")
    assert "赵一" in page.text and "8.50" in page.text
    page = page.follow("赵一").form("/hand-over").submit(handed_to="community")
    assert things.purse("owner") == 0 and "赵一上交社区 8.50 元" in page.text
    things.check()


def test_nobody_looks_into_anothers_purse(app, person):
    assert person("colleague").get(f"/people/{world.user('owner').id}/purse").status == 403
    assert person("other_secretary").get(f"/people/{world.user('owner').id}/purse").status == 404
    assert person("officer").get(f"/people/{world.user('owner').id}/purse").status == 200


def test_the_account_of_an_order_and_closing_it(app, person):
    order_id, (one, two) = things.received((3650, 1200))
    page = (secretary := person("secretary")).get(f"/orders/{order_id}/account")
    assert "还有 3 处没有对上" in page.text and "还没有送到。 还差 36.50 元没有收。" in page.text
    things.deliver(one, two)
    assert page.soup.select_one("form[action$='/account/close'] button").has_attr("disabled")
    refused = page.form("/account/close").submit()
    assert refused.status == 422 and "还有 3 处没有对上" in refused.text and things.state(order_id) is OrderState.RECEIVED
    things.pay(one, method=Method.CASHIER, cents=3650)
    things.on(two, actions.owe, "secretary", cents=1200)
    page = page.form("/account/bill").submit(bill_cents="48.50")
    assert "供货方还差 12.00 元" in page.text
    page = page.form("/account/advance").submit(advance_reason="转账")
    assert "账目全部对上了" in page.text
    page = page.form("/account/close").submit()
    assert "周书记" in page.text and things.state(order_id) is OrderState.CLOSED
    assert not page.soup.select("main form[action*=account]")
    assert "1 单，一共欠 12.00 元" in secretary.get("/owed").text
    page = person("owner").get(f"/requests/{two}/money").form("/money/pay").submit()
    assert things.sums(two).paid == 1200 and "没有人欠款" in secretary.get("/owed").text
    assert "结账以后的记录" in secretary.get(f"/orders/{order_id}/account").text


def test_two_close_the_same_page(app, person):
    order_id, _ids = things.ready()
    first, second = (person(who).get(f"/orders/{order_id}/account").form("/account/close") for who in ("secretary", "deputy"))
    assert first.submit().status == 200
    late = second.submit()
    assert late.status == 409 and "周书记" in late.text


def test_who_may_open_the_account(app, person):
    order_id, _ids = things.ready()
    assert person("officer").get(f"/orders/{order_id}/account").status == 200
    assert person("owner").get(f"/orders/{order_id}/account").status == 403
    for verb in ("bill", "advance", "close"):
        assert person("officer").post(f"/orders/{order_id}/account/{verb}").status == 403
        assert person("other_secretary").post(f"/orders/{order_id}/account/{verb}").status == 404
        assert person("secretary").get(f"/orders/{order_id}/account/{verb}").status == 405


def test_a_closed_account_is_corrected(app, person):
    order_id, (one, _two) = things.closed((3650, 1200))
    secretary = person("secretary")
    page = secretary.get(f"/orders/{order_id}/account").follow("记错了，更正")
    wrong = [things.last(request_id=one, kind=EntryKind.PAYMENT), things.last(order_id=order_id, kind=EntryKind.HAND_OVER)]
    page = page.form("/correction").submit(entries=[str(number) for number in wrong])
    form = page.form("/correction")
    assert form["rows-0-what"] == "payment:cash" and form["rows-0-cents"] == "36.50"
    refused = form.submit(reason="其实是微信", rows__0__what="payment:wechat")
    assert refused.status == 422 and "上交" in refused.text
    form = refused.form("/correction")
    more = form.submit(button=("rows-add", "1"))
    values = {"rows__1__cents": "12", "rows__2__what": "advance", "rows__2__cents": "36.5"}
    page = more.form("/correction").submit(**values)
    assert "已更正" in page.text and "结账以后的记录" in page.text
    assert things.sums(one).paid == 3650 and things.purse("owner") == 0
    things.check()


def test_a_settled_request_is_corrected(app, person):
    one = requests.in_state(RequestState.DELIVERED)
    things.on(one, actions.set_goods, "owner", cents=1850)
    things.pay(one, method=Method.WECHAT, cents=1850)
    things.on(one, actions.settle_alone, "secretary")
    page = person("secretary").get(f"/requests/{one}/money").follow("记错了，更正")
    wrong = things.last(request_id=one, kind=EntryKind.PAYMENT)
    page = page.form("/correction").submit(entries=[str(wrong)])
    page = page.form("/correction").submit(reason="是支付宝", rows__0__what="payment:alipay")
    assert "已更正" in page.text and "支付宝" in page.text
    assert requests.fresh(one).state is RequestState.SETTLED
    things.check()


def test_the_account_as_a_sheet(app, person):
    order_id, _ids = things.ready((3650, 1200), fee=200)
    answer = person("secretary").get(f"/orders/{order_id}/account.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.response.get_data()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[-1][0] == "合计" and rows[-1][7] == 52.5
    assert any("36.50" in str(row[1]) for row in book.worksheets[2].iter_rows(values_only=True))


def test_more_rows_ask_no_more(app, person):
    pages = ["/owed", "/purses", "/deliveries", f"/people/{world.user('owner').id}/purse"]

    def asked(order_id: int) -> dict[str, int]:
        counts = {}
        for name, path in [*((path, path) for path in pages), ("account", f"/orders/{order_id}/account")]:
            secretary.get(path)
            with counting() as counted:
                assert secretary.get(path).status == 200
            counts[name] = counted.number
        return counts

    def some(number: int) -> int:
        order_id, ids = things.received([100] * number)
        for one in ids[::2]:
            things.pay(one, cents=100)
        for one in ids[1::2]:
            things.on(one, actions.owe, "secretary", cents=100)
        requests.do(ids[0], purchase_actions.start_delivery, "owner")
        things.hand_over("owner", 50, HandedTo.CASHIER, who="owner", order_id=order_id)
        return order_id

    secretary = person("secretary")
    few = asked(some(2))
    many = asked(some(14))
    assert many == few


def test_pages_of_a_purse(app, person):
    _order, ids = things.received([100] * 3)
    for number in range(60):
        things.pay(ids[number % 3], cents=1)
    page = person("owner").get("/purse")
    seen = page.text.count("收现金 0.01 元")
    page = page.follow("再看后面的")
    assert seen == 50 and page.text.count("收现金 0.01 元") == 10
    assert orders.items(_order)
