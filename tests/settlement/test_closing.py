"""An order closes only when every yuan is accounted for, and then stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from blueprints.orders.rules import OrderState
from blueprints.purchases.rules import RequestState
from blueprints.settlement import actions, queries
from blueprints.settlement.actions.complaints import open_complaint
from blueprints.settlement.ledger import Draft
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import ComplaintKind, EntryKind, HandedTo, Method, Sums
from core.database import db, run_tx
from core.errors import Conflict, Invalid, Refused
from tests.orders import things as orders
from tests.purchases import things as requests
from tests.settlement import things
from tests.support import world


def test_all_in_order(app):
    order_id, ids = things.ready((3650, 1200), fee=100)
    assert things.problems(order_id) == []
    things.close(order_id)
    closed = orders.fresh(order_id)
    assert closed.state is OrderState.CLOSED and closed.closed_by.username == "secretary"
    assert {requests.fresh(one).state for one in ids} == {RequestState.SETTLED}
    things.check()


def test_each_thing_that_spoils_it_is_named(app):
    order_id, (one, two) = things.received((3650, 1200))
    assert things.kinds(order_id) == ["not_delivered", "unpaid", "not_delivered", "unpaid", "no_bill"]
    things.deliver(one, two)
    things.pay(one, cents=3650)
    things.of_order(order_id, actions.set_bill, 5000)
    assert things.problems(order_id) == [
        "还差 12.00 元没有收。",
        "赵一手上还有 36.50 元现金没有上交。",
        "供货方还差 50.00 元没有付：请记交给收银员的钱，或社区垫付。",
    ]
    with pytest.raises(Invalid, match="3 处"):
        things.close(order_id)
    things.on(two, actions.owe, "secretary", cents=1200)
    things.hand_over("owner", 3650, HandedTo.CASHIER, who="owner", order_id=order_id)
    assert things.problems(order_id) == ["供货方还差 13.50 元没有付：请记交给收银员的钱，或社区垫付。"]
    things.of_order(order_id, actions.advance, 1350)
    assert things.problems(order_id) == []
    things.of_order(order_id, actions.set_bill, 4850)
    assert things.problems(order_id) == ["付给供货方的比账单多 1.50 元。"]
    things.of_order(order_id, actions.set_bill, 5000)
    things.close(order_id)
    things.check()


def test_an_open_complaint_spoils_it(app, person):
    order_id, (one, _two) = things.ready()
    things.on(one, open_complaint, "secretary", kind=ComplaintKind.BROKEN, text="鸡蛋碎了")
    assert things.kinds(order_id) == ["complaint"]
    with pytest.raises(Invalid):
        things.close(order_id)
    page = person("secretary").get(f"/orders/{order_id}/account").follow("居民反映的问题还没有处理完")
    assert page.status == 200 and "鸡蛋碎了" in page.text


def test_who_may_close(app):
    order_id, _ids = things.ready()
    for who in ("owner", "officer"):
        with pytest.raises(Refused):
            things.close(order_id, who)
    things.close(order_id, "deputy")
    with pytest.raises(Conflict, match="吴副书记"):
        things.close(order_id)


def test_nothing_changes_after_closing(app):
    order_id, (one, _two) = things.closed()
    owner = world.user("owner").id
    reason = {"reason": "x"}
    tries = [
        lambda: things.pay(one, cents=1),
        lambda: things.on(one, actions.refund, "secretary", method=Method.WECHAT, cents=1, **reason),
        lambda: things.on(one, actions.owe, "secretary", cents=1),
        lambda: things.on(one, actions.write_off, "secretary", cents=1, **reason),
        lambda: things.on(one, actions.discount, "secretary", cents=1, **reason),
        lambda: things.on(one, actions.credit, "secretary", cents=1, **reason),
        lambda: things.on(one, actions.charge, "secretary", cents=1, **reason),
        lambda: things.on(one, actions.set_goods, "secretary", cents=1),
        lambda: things.of_order(order_id, actions.advance, 1),
        lambda: things.of_order(order_id, actions.set_bill, 1),
        lambda: things.hand_over("owner", 1, HandedTo.CASHIER, who="owner", order_id=order_id),
        *[lambda entry=entry: things.reverse(entry.id) for entry in things.book(order_id=order_id)],
    ]
    before = len(things.book())
    for attempt in tries:
        with pytest.raises(Conflict):
            attempt()
    with pytest.raises(Invalid):
        things.hand_over("owner", 1)
    assert len(things.book()) == before and queries.purse_of(owner) == 0
    things.check()


def test_the_database_itself_refuses(app):
    things.received()
    for statement in ("UPDATE money_entry SET cents = 1", "DELETE FROM money_entry"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            run_tx(lambda statement=statement: db.session.execute(sa.text(statement)))


def test_what_is_owed_may_be_paid_after_closing(app):
    order_id, (one, two) = things.received()
    things.deliver(one, two)
    things.pay(one, method=Method.CASHIER)
    things.on(two, actions.owe, "secretary", cents=5000)
    things.of_order(order_id, actions.set_bill, 10000)
    things.of_order(order_id, actions.advance, 5000)
    things.close(order_id)
    with pytest.raises(Invalid, match="收银员"):
        things.pay(two, method=Method.CASHIER, cents=5000)
    things.pay(two, cents=2000)
    things.pay(two, method=Method.WECHAT, cents=3000)
    assert things.sums(two) == Sums(goods=5000, paid=5000)
    assert things.purse("owner") == 2000
    with pytest.raises(Conflict):
        things.pay(two, cents=1)
    things.hand_over("owner", 2000)
    assert things.purse("owner") == 0
    late = [entry for entry in things.book(order_id=order_id) if entry.after_close]
    assert len(late) == 6 and late[-1].kind is EntryKind.HAND_OVER
    things.check()


def correct(order_id: int, wrong: list[int], *drafts: Draft, who: str = "secretary", reason: str = "抄错了") -> None:
    def work(order, *, actor, now):
        entries = [db.session.get_one(MoneyEntry, one) for one in wrong]
        actions.correct_closed(entries, drafts, actor=actor, now=now, reason=reason, order=order)

    orders.do(order_id, work, who)


def test_a_correction_leaves_everything_balanced(app):
    order_id, (one, _two) = things.closed((3650, 1200))
    wrong = things.last(request_id=one, kind=EntryKind.PAYMENT)
    handed = things.last(order_id=order_id, kind=EntryKind.HAND_OVER)
    owner = world.user("owner").id
    by_wechat = Draft(EntryKind.PAYMENT, 3650, request_id=one, method=Method.WECHAT)
    with pytest.raises(Invalid, match="上交"):
        correct(order_id, [wrong], by_wechat)
    with pytest.raises(Invalid, match="应收和已收"):
        correct(order_id, [wrong], replace(by_wechat, cents=3000))
    with pytest.raises(Invalid, match="账单"):
        correct(order_id, [wrong, handed], by_wechat, Draft(EntryKind.HAND_OVER, 1200, handed_to=HandedTo.COMMUNITY, holder_id=owner))
    correct(
        order_id,
        [wrong, handed],
        by_wechat,
        Draft(EntryKind.HAND_OVER, 1200, handed_to=HandedTo.CASHIER, holder_id=owner),
        Draft(EntryKind.ADVANCE, 3650),
    )
    assert things.sums(one) == Sums(goods=3650, paid=3650) and things.purse("owner") == 0
    added = [entry for entry in things.book(order_id=order_id) if entry.after_close]
    assert [entry.reason for entry in added] == ["抄错了"] * 5
    assert things.state(order_id) is OrderState.CLOSED and things.problems(order_id) == []
    things.check()


def test_who_may_correct_what(app):
    order_id, (one, _two) = things.closed()
    wrong = things.last(request_id=one, kind=EntryKind.PAYMENT)
    again = Draft(EntryKind.PAYMENT, 5000, request_id=one, method=Method.CASH, holder_id=world.user("owner").id)
    with pytest.raises(Refused):
        correct(order_id, [wrong], again, who="owner")
    with pytest.raises(Invalid, match="原因"):
        correct(order_id, [wrong], again, reason=" ")
    correct(order_id, [wrong], again)
    with pytest.raises(Conflict, match="周书记"):
        correct(order_id, [wrong], again)
    other, (foreign, _x) = things.received()
    with pytest.raises(Conflict, match="还没有结账"):
        correct(other, [things.last(request_id=foreign)], again)
    with pytest.raises(Invalid, match="同一张"):
        correct(order_id, [things.last(request_id=foreign)], again)
    things.check()
