"""What a request costs, and what its household pays, gets back, owes or is let off."""

from __future__ import annotations

import pytest

from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from blueprints.settlement import actions
from blueprints.settlement.rules import EntryKind, HandedTo, Method, Sums
from core.errors import Conflict, Invalid, Refused
from tests.purchases import things as requests
from tests.settlement import things
from tests.support import world


def test_what_came_is_due_with_the_fee(app):
    order_id, (one, two) = things.received((3650, 1), fee=200)
    assert things.sums(one) == Sums(goods=3650, fee=200)
    assert things.sums(two).due == 201
    assert {entry.order_id for entry in things.book()} == {order_id}
    things.check()


def test_cash_is_in_the_hands_of_whoever_took_it(app):
    _order, (one, _two) = things.received()
    things.pay(one, "owner", Method.CASH, 5000)
    assert things.sums(one).is_balanced and things.purse("owner") == 5000
    things.check()


def test_other_ways_of_paying_leave_hands_empty(app):
    _order, (one, _two) = things.received()
    for method, cents in ((Method.WECHAT, 1000), (Method.CASHIER, 1500), (Method.CARD, 500), (Method.ALIPAY, 1500)):
        things.pay(one, method=method, cents=cents)
    things.pay(one, "secretary", Method.FREE, 500, reason="低保户")
    assert things.sums(one).is_balanced and things.purse("owner") == 0


def test_never_more_than_is_open(app):
    _order, (one, _two) = things.received()
    with pytest.raises(Invalid, match="最多只能再收 50.00"):
        things.pay(one, cents=5001)
    things.pay(one, cents=5000)
    with pytest.raises(Invalid, match="已经收齐"):
        things.pay(one, cents=1)
    things.check()


def test_free_says_why(app):
    _order, (one, _two) = things.received()
    with pytest.raises(Invalid):
        things.pay(one, "secretary", Method.FREE, 5000)


def test_broken_eggs_are_taken_off_and_given_back(app):
    order_id, (one, _two) = things.received()
    things.pay(one)
    with pytest.raises(Invalid, match="没有多收"):
        things.on(one, actions.refund, "secretary", method=Method.CASH, cents=800, reason="鸡蛋碎了", holder_id=world.user("owner").id)
    things.on(one, actions.credit, "secretary", cents=800, reason="鸡蛋碎了")
    assert things.sums(one).still_open == -800 and "overpaid" in things.kinds(order_id)
    things.on(one, actions.refund, "secretary", method=Method.CASH, cents=800, reason="鸡蛋碎了", holder_id=world.user("owner").id)
    assert things.sums(one).is_balanced and things.purse("owner") == 4200
    things.check()


def test_cash_is_given_back_only_out_of_what_is_held(app):
    _order, (one, _two) = things.received()
    things.pay(one)
    things.hand_over("owner", 5000)
    things.on(one, actions.credit, "secretary", cents=800, reason="鸡蛋碎了")
    with pytest.raises(Invalid, match="手上没有这么多.*换一种退法"):
        things.on(one, actions.refund, "secretary", method=Method.CASH, cents=800, reason="碎", holder_id=world.user("owner").id)
    things.on(one, actions.refund, "secretary", method=Method.COMMUNITY, cents=800, reason="碎")
    assert things.sums(one).is_balanced and things.purse("owner") == 0
    things.check()


def test_owed_and_written_off_leave_nothing_open(app):
    _order, (one, _two) = things.received()
    things.on(one, actions.owe, "secretary", cents=3000, reason="月底给")
    things.on(one, actions.write_off, "secretary", cents=2000, reason="特困")
    assert things.sums(one).is_balanced
    with pytest.raises(Invalid):
        things.on(one, actions.owe, "secretary", cents=1)


def test_paying_what_was_owed(app):
    _order, (one, _two) = things.received()
    things.on(one, actions.owe, "secretary", cents=5000)
    things.pay(one, cents=2000)
    assert things.sums(one) == Sums(goods=5000, paid=2000, owed=3000)
    things.pay(one, cents=3000)
    assert things.sums(one) == Sums(goods=5000, paid=5000)
    things.check()


def test_what_is_taken_off_lowers_what_is_owed(app):
    _order, (one, two) = things.received()
    things.on(one, actions.owe, "secretary", cents=5000)
    things.on(one, actions.credit, "secretary", cents=1200, reason="少了一样")
    assert things.sums(one) == Sums(goods=5000, credit=1200, owed=3800)
    things.pay(two, "secretary", Method.FREE, 5000, reason="低保户")
    things.on(two, actions.discount, "secretary", cents=5000, reason="全免")
    assert things.sums(two) == Sums(goods=5000, discount=5000)
    things.check()


def test_a_wrong_entry_is_taken_back(app):
    _order, (one, _two) = things.received()
    things.pay(one, cents=5000)
    wrong = things.last(kind=EntryKind.PAYMENT)
    things.reverse(wrong, "owner")
    assert things.sums(one).still_open == 5000 and things.purse("owner") == 0
    with pytest.raises(Conflict, match="赵一"):
        things.reverse(wrong)
    things.check()


def test_money_that_is_gone_is_not_taken_back(app):
    _order, (one, _two) = things.received()
    things.pay(one, cents=5000)
    things.hand_over("owner", 5000)
    with pytest.raises(Invalid, match="手上没有这么多"):
        things.reverse(things.last(kind=EntryKind.PAYMENT))


def test_what_was_reckoned_from_the_goods_stays(app):
    things.received(fee=100)
    for kind in (EntryKind.GOODS, EntryKind.FEE):
        with pytest.raises(Conflict, match="收货时"):
            things.reverse(things.last(kind=kind))


def test_more_may_be_charged_and_that_taken_back(app):
    _order, (one, _two) = things.received()
    things.on(one, actions.charge, "secretary", cents=300, reason="漏算一袋盐")
    assert things.sums(one).due == 5300
    things.reverse(things.last(request_id=one))
    assert things.sums(one).due == 5000


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (actions.owe, {"cents": 100}),
        (actions.write_off, {"cents": 100, "reason": "x"}),
        (actions.discount, {"cents": 100, "reason": "x"}),
        (actions.credit, {"cents": 100, "reason": "x"}),
        (actions.charge, {"cents": 100, "reason": "x"}),
        (actions.refund, {"cents": 100, "reason": "x", "method": Method.WECHAT}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_only_the_secretary_lets_off(app, verb, given):
    _order, (one, _two) = things.received()
    for who in ("owner", "officer"):
        with pytest.raises(Refused):
            things.on(one, verb, who, **given)


def test_an_officer_takes_no_money_and_a_worker_only_into_the_own_hands(app):
    _order, (one, _two) = things.received()
    with pytest.raises(Refused):
        things.pay(one, "officer")
    with pytest.raises(Refused):
        things.pay(one, "owner", holder_id=world.user("colleague").id)
    things.pay(one, "secretary", holder_id=world.user("colleague").id)
    assert things.purse("colleague") == 5000


def test_goods_bought_over_the_counter(app):
    one = requests.in_state(RequestState.APPROVED)
    with pytest.raises(Conflict):
        things.on(one, actions.set_goods, "owner", cents=2000)
    requests.do(one, purchase_actions.mark_bought, "owner")
    things.on(one, actions.set_goods, "owner", cents=2000)
    things.on(one, actions.set_goods, "owner", cents=1850)
    assert things.sums(one) == Sums(goods=1850)
    things.pay(one, cents=1850)
    with pytest.raises(Conflict, match="社区书记"):
        things.on(one, actions.set_goods, "owner", cents=1800)
    things.hand_over("owner", 1850, HandedTo.SHOP, who="owner")
    assert things.purse("owner") == 0
    things.deliver(one)
    things.on(one, actions.settle_alone, "secretary")
    assert requests.fresh(one).state is RequestState.SETTLED
    with pytest.raises(Conflict, match="结清"):
        things.on(one, actions.charge, "secretary", cents=100, reason="x")
    things.check()


def test_goods_of_an_order_are_not_typed(app):
    _order, (one, _two) = things.received()
    with pytest.raises(Conflict, match="采购单"):
        things.on(one, actions.set_goods, "secretary", cents=100)


def test_goods_that_go_back_cost_nothing(app):
    order_id, (one, two) = things.received(fee=100)
    things.pay(one, cents=5100)
    things.on(two, actions.owe, "secretary", cents=5100)
    for request_id in (one, two):
        requests.do(request_id, purchase_actions.take_back, "secretary", reason="没人收")
    assert things.sums(two) == Sums(goods=5000, fee=100, credit=5100)
    assert things.sums(one).still_open == -5100
    assert things.kinds(order_id) == ["overpaid", "in_hands"]
    things.check()
