"""Two people at the same moment, each with a connection of their own: nothing is taken, handed over or closed twice."""

from __future__ import annotations

from blueprints.orders.rules import OrderState
from blueprints.purchases import actions as purchase_actions
from blueprints.settlement import actions
from blueprints.settlement.rules import EntryKind, HandedTo, Method
from core.errors import Conflict, Invalid
from tests.purchases import things as requests
from tests.settlement import things
from tests.support.at_once import at_once


def raised(answers: list[object]) -> list[type]:
    return sorted((type(answer) for answer in answers if answer is not None), key=str)


def test_two_take_the_same_cash(app):
    _order, (one, _two) = things.received()
    answers = at_once(app, *[lambda who=who: things.pay(one, who, Method.CASH, 5000) for who in ("owner", "colleague", "secretary")])
    assert raised(answers) == [Invalid, Invalid], answers
    assert things.sums(one).is_balanced and len(things.book(request_id=one, kind=EntryKind.PAYMENT)) == 1
    assert sum(things.purse(who) for who in ("owner", "colleague", "secretary")) == 5000
    things.check()


def test_one_worker_collects_at_two_doors(app):
    _order, (one, two) = things.received()
    answers = at_once(app, lambda: things.pay(one, "owner"), lambda: things.pay(two, "owner"))
    assert raised(answers) == [] and things.purse("owner") == 10000
    things.check()


def test_the_first_cash_of_a_worker_at_two_orders(app):
    _first, (one, _x) = things.received()
    _second, (two, _y) = things.received()
    answers = at_once(app, lambda: things.pay(one, "colleague"), lambda: things.pay(two, "colleague"))
    assert raised(answers) == [] and things.purse("colleague") == 10000
    things.check()


def test_two_close_at_once(app):
    order_id, _ids = things.ready()
    answers = at_once(app, lambda: things.close(order_id), lambda: things.close(order_id, "deputy"))
    assert raised(answers) == [Conflict], answers
    assert things.state(order_id) is OrderState.CLOSED


def test_closing_while_somebody_takes_money_back(app):
    order_id, (one, _two) = things.received()
    things.deliver(one, _two)
    for request_id in (one, _two):
        things.pay(request_id, method=Method.CASHIER)
    things.of_order(order_id, actions.set_bill, 10000)
    wrong = things.last(kind=EntryKind.PAYMENT)
    answers = at_once(app, lambda: things.close(order_id), lambda: things.reverse(wrong))
    assert raised(answers) in ([Conflict], [Invalid]), answers
    closed = things.state(order_id) is OrderState.CLOSED
    assert closed == (raised(answers) == [Conflict])
    assert closed == (things.problems(order_id) == [])
    things.check()


def test_handing_over_while_collecting(app):
    _order, (one, two) = things.received()
    things.pay(one)
    answers = at_once(app, lambda: things.pay(two, "owner"), lambda: things.hand_over("owner", 5000))
    assert raised(answers) == [] and things.purse("owner") == 5000
    things.check()


def test_the_same_cash_is_handed_over_twice(app):
    order_id, (one, _two) = things.received()
    things.pay(one)
    answers = at_once(
        app,
        lambda: things.hand_over("owner", 5000),
        lambda: things.hand_over("owner", 5000, who="deputy"),
        lambda: things.hand_over("owner", 5000, HandedTo.CASHIER, who="owner", order_id=order_id),
    )
    assert raised(answers) == [Invalid, Invalid], answers
    assert things.purse("owner") == 0
    things.check()


def test_one_entry_is_taken_back_twice(app):
    _order, (one, _two) = things.received()
    things.pay(one, method=Method.WECHAT)
    wrong = things.last(kind=EntryKind.PAYMENT)
    answers = at_once(app, lambda: things.reverse(wrong), lambda: things.reverse(wrong, "owner"))
    assert raised(answers) == [Conflict], answers
    assert things.sums(one).still_open == 5000
    things.check()


def test_goods_go_back_while_they_are_paid(app):
    _order, (one, _two) = things.received()
    answers = at_once(
        app,
        lambda: requests.do(one, purchase_actions.take_back, "secretary", reason="没人收"),
        lambda: things.pay(one, method=Method.WECHAT),
    )
    assert raised(answers) in ([], [Invalid]), answers
    assert things.sums(one).due == 0
    things.check()
