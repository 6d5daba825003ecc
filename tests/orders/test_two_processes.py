"""The same races between processes of their own, as the server's workers are: the database alone keeps them apart."""

from __future__ import annotations

from decimal import Decimal

from blueprints.orders.rules import Answer, OrderState
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import RequestState
from blueprints.settlement.rules import EntryKind
from tests.orders import things as orders
from tests.orders.supplier import shop_order
from tests.purchases import things as requests
from tests.settlement import things as money
from tests.support.at_once import in_processes


def test_two_close_one_order(app):
    order_id, request_ids = money.ready()
    answers = in_processes(app, (money.close, (order_id,), {}), (money.close, (order_id, "deputy"), {}))
    assert sorted(answers) == ["", "Conflict"]
    assert money.state(order_id) is OrderState.CLOSED
    assert [requests.fresh(one).state for one in request_ids] == [RequestState.SETTLED] * len(request_ids)
    assert len(requests.events(request_ids[0])) == len(set(requests.events(request_ids[0])))
    money.check()


def test_two_hand_over_one_delivery_and_take_its_money(app):
    _order, (one, _two) = money.received()
    requests.do(one, purchases.start_delivery, "secretary")
    hand_over = [(requests.do, (one, purchases.deliver_request, who), {"handed_to": "本人"}) for who in ("owner", "secretary")]
    pay = [(money.pay, (one, who), {}) for who in ("owner", "secretary")]
    answers = in_processes(app, *hand_over, *pay)
    assert sorted(answers[:2]) == ["", "Conflict"] and sorted(answers[2:]) == ["", "Invalid"], answers
    assert requests.fresh(one).state is RequestState.DELIVERED
    assert requests.events(one).count("request.delivered") == 1 and len(money.book(request_id=one, kind=EntryKind.PAYMENT)) == 1
    money.check()


def test_supplier_and_office_answer_one_item(app):
    order_id = shop_order()
    rice = orders.item(order_id, "大米")
    before = rice.version
    seen = {"version": before}
    supplier = (orders.answer, (rice.id, Answer.SHORT), {**seen, "got": Decimal(4)})
    office = (orders.answer, (rice.id, Answer.MISSING), {**seen, "who": "deputy"})
    answers = in_processes(app, supplier, office)
    assert sorted(answers) == ["", "Conflict"]
    assert orders.item(order_id, "大米").answer is (Answer.SHORT if answers[0] == "" else Answer.MISSING)
    assert orders.item(order_id, "大米").version == before + 1


def test_two_gather_the_same_requests(app):
    one = orders.request()
    first, second = orders.draft([orders.request()]), orders.draft([orders.request()], who="deputy")
    in_processes(app, (orders.join, (first, one), {}), (orders.join, (second, one), {"who": "deputy"}))
    assert [len(orders.entries(first)), len(orders.entries(second))] in ([2, 1], [1, 2])
