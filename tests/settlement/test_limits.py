"""What must not be possible with money, however it is sent."""

from __future__ import annotations

import pytest

from blueprints.orders.rules import OrderState
from blueprints.settlement import actions
from blueprints.settlement.ledger import Draft
from blueprints.settlement.rules import EntryKind, HandedTo, Method
from core.errors import Invalid
from tests.orders import bags
from tests.orders import things as orders
from tests.settlement import things
from tests.support import world


def test_cash_of_an_order_does_not_go_over_a_counter(app, person):
    """Else it would leave the purse, and neither supplier nor community had it."""
    order_id, (one, _two) = things.received()
    things.pay(one, "owner", Method.CASH, 5000)
    page = person("owner").get("/purse").form("/hand-over").submit(handed_to="shop", order=order_id, cents="50")
    assert page.status == 422 and "只能交给收银员或者社区" in page.text
    assert things.purse("owner") == 5000 and not things.book(kind=EntryKind.HAND_OVER)
    things.check()


def test_an_order_of_more_than_one_things_most(app, person):
    """Three times 50,000 yuan: the bill and the cash may be more than any one thing may cost."""
    order_id, ids = things.received((5_000_000,) * 3)
    things.deliver(*ids)
    for one in ids:
        things.pay(one, cents=5_000_000)
    secretary = person("secretary")
    page = person("owner").get("/purse").form("/hand-over").submit(handed_to="cashier", order=order_id, cents="150000")
    assert page.status == 200 and things.purse("owner") == 0
    secretary.get(f"/orders/{order_id}/account").form("/bill").submit(bill_cents="150000")
    things.close(order_id)
    assert things.state(order_id) is OrderState.CLOSED


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00_1", "9999-12-31T23:59:59-14:00_1", "0001-01-01T00:00:00_1"])
def test_a_position_in_the_purse_that_is_none(app, person, moment):
    things.received()
    assert person("owner").get(f"/purse?before={moment}").status == 200


@pytest.mark.parametrize("method", [Method.WECHAT, Method.CASH])
def test_who_took_money_at_the_pick_up_point_takes_it_back(app, person, method):
    """Of somebody who is not in the own grid, too."""
    order_id, (_one, two, own) = things.received((5000,) * 3, doors=(world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR))
    assert own
    bags.plan(order_id, "阳光花园1号楼")
    things.on(two, actions.pay, "stranger", method=method, cents=5000)
    entry_id = things.last(kind=EntryKind.PAYMENT)
    page = person("stranger").get(f"/money-entries/{entry_id}/reversal").form("/reverse").submit(reason="付错了")
    assert page.status == 200 and things.sums(two).net_paid == 0


def test_a_correction_does_not_lose_cash_either(app):
    order_id, (_one, _two) = things.closed()
    entry = next(one for one in things.book(kind=EntryKind.HAND_OVER))

    def correct(order, **by):
        draft = Draft(EntryKind.HAND_OVER, entry.cents, handed_to=HandedTo.SHOP, holder_id=entry.holder_id)
        return actions.correct_closed([entry], [draft], order=order, reason="试试", **by)

    with pytest.raises(Invalid):
        orders.do(order_id, correct, "secretary")


def test_who_takes_the_cash_does_not_say_it_was_free(app, person):
    _order, (one, _two) = things.received()
    page = person("owner").get(f"/requests/{one}/money")
    assert "免费" not in page.text
    free = {"method": "free", "cents": "50", "reason": "他说免费"}
    page = person("owner").post(f"/requests/{one}/money/pay", free)
    assert page.status == 422 and things.sums(one).net_paid == 0
    with pytest.raises(Invalid):
        things.pay(one, "owner", Method.FREE, 5000, reason="他说免费")
    person("secretary").post(f"/requests/{one}/money/pay", free)
    assert things.sums(one).is_balanced
