"""Whatever is entered in whatever order: every running sum equals the book, and an order closes exactly when the book says so."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.orders.rules import Answer, OrderState
from blueprints.settlement import actions
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import HandedTo, Method
from core.errors import Conflict, Invalid, Refused
from tests.orders import things as orders
from tests.settlement import things
from tests.support import world

WHO = ("owner", "colleague", "secretary")
CENTS = st.one_of(st.sampled_from([100, 1200, 3650]), st.integers(1, 4000))
WHICH = st.integers(0, 1)
ANY_METHOD = st.sampled_from(list(Method))

STEPS = st.one_of(
    st.tuples(st.just("pay"), WHICH, st.sampled_from(WHO), ANY_METHOD, CENTS),
    st.tuples(st.just("pay_all"), WHICH, st.sampled_from(WHO), st.sampled_from([Method.CASH, Method.WECHAT, Method.CASHIER])),
    st.tuples(st.sampled_from(["owe", "write_off", "discount", "credit", "charge"]), WHICH, CENTS),
    st.tuples(st.just("refund"), WHICH, st.sampled_from(WHO), ANY_METHOD, CENTS),
    st.tuples(st.just("reverse"), st.integers(0, 40)),
    st.tuples(st.just("hand_over"), st.sampled_from(WHO), st.sampled_from(list(HandedTo)), CENTS),
    st.tuples(st.just("hand_all"), st.sampled_from(WHO), st.sampled_from([HandedTo.CASHIER, HandedTo.COMMUNITY])),
    st.tuples(st.sampled_from(["bill", "advance"]), CENTS),
    st.tuples(st.just("cover")),
)


def do(step: tuple[Any, ...], order_id: int, ids: list[int]) -> None:
    match step:
        case "pay", which, who, method, cents:
            things.pay(ids[which], "secretary", method, cents, holder_id=world.user(who).id, reason="试")
        case "pay_all", which, who, method:
            things.pay(ids[which], who, method, max(1, things.sums(ids[which]).still_open))
        case "refund", which, who, method, cents:
            given = {"method": method, "cents": cents, "holder_id": world.user(who).id, "reason": "试"}
            things.on(ids[which], actions.refund, "secretary", **given)
        case ("owe" | "write_off" | "discount" | "credit" | "charge") as verb, which, cents:
            things.on(ids[which], getattr(actions, verb), "secretary", cents=cents, reason="试")
        case "reverse", number:
            book = things.book(order_id=order_id)
            things.reverse(book[number % len(book)].id)
        case "hand_over", who, handed_to, cents:
            things.hand_over(who, cents, handed_to, order_id=order_id if handed_to is HandedTo.CASHIER else None)
        case "hand_all", who, handed_to:
            things.hand_over(who, max(1, things.purse(who)), handed_to, order_id=order_id if handed_to is HandedTo.CASHIER else None)
        case "bill", cents:
            things.of_order(order_id, actions.set_bill, cents)
        case "advance", cents:
            things.of_order(order_id, actions.advance, cents)
        case ("cover",):
            things.of_order(order_id, actions.set_bill, max(1, bill_and_cover(things.book(order_id=order_id))[1]))


def bill_and_cover(book: list[MoneyEntry]) -> tuple[int, int]:
    """Reckoned here by hand, not with the ledger."""
    bill = cover = 0
    for entry in book:
        cents = -entry.cents if entry.reverses_id else entry.cents
        if entry.kind == "bill":
            bill += cents
        elif entry.kind == "advance" or (entry.kind == "hand_over" and entry.handed_to == "cashier"):
            cover += cents
        elif entry.method == "cashier":
            cover += cents if entry.kind == "payment" else -cents
    return bill, cover


def balances(book: list[MoneyEntry]) -> tuple[Counter[int], Counter[int], int]:
    """(still open by request, held by person, what the supplier lacks)."""
    signs = {"goods": 1, "fee": 1, "discount": -1, "credit": -1, "payment": -1, "refund": 1, "owed": -1, "write_off": -1}
    still_open: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for entry in book:
        cents = -entry.cents if entry.reverses_id else entry.cents
        if entry.kind in signs:
            still_open[entry.request_id or 0] += signs[entry.kind.value] * cents
        if entry.method == "cash":
            held[entry.holder_id or 0] += cents if entry.kind == "payment" else -cents
        elif entry.kind == "hand_over":
            held[entry.holder_id or 0] -= cents
    bill, cover = bill_and_cover(book)
    return still_open, held, bill - cover


def tidy(order_id: int, ids: list[int]) -> None:
    """What people do in the end: take what is open, give back what is too much, hand over, pay the supplier."""
    for which, request_id in enumerate(ids):
        still_open = things.sums(request_id).still_open
        if still_open > 0:
            do(("pay", which, "secretary", Method.WECHAT, still_open), order_id, ids)
        elif still_open < 0:
            attempt(("refund", which, "secretary", Method.COMMUNITY, -still_open), order_id, ids)
    for who in WHO:
        attempt(("hand_all", who, HandedTo.COMMUNITY), order_id, ids)
    attempt(("cover",), order_id, ids)


def attempt(step: tuple[Any, ...], order_id: int, ids: list[int]) -> bool:
    try:
        do(step, order_id, ids)
    except (Conflict, Invalid, Refused):
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cents=st.tuples(CENTS, CENTS),
    fee=st.sampled_from([0, 0, 150]),
    steps=st.lists(STEPS, min_size=2, max_size=16),
    is_tidied=st.booleans(),
    after=st.lists(STEPS, max_size=6),
)
def test_any_sequence(app, cents, fee, steps, is_tidied, after):
    order_id, ids = things.received(cents, fee=fee)
    things.deliver(*ids)
    for step in steps:
        number = len(things.book())
        assert attempt(step, order_id, ids) or len(things.book()) == number, step
        things.check()
    if is_tidied:
        tidy(order_id, ids)
    book = things.book(order_id=order_id)
    still_open, held, lacking = balances(book)
    bill = bill_and_cover(book)[0]
    fits = not any(still_open.values()) and not any(held.values()) and lacking == 0
    charged = sum(-one.cents if one.reverses_id else one.cents for one in book if one.kind in ("goods", "fee"))
    charged -= sum(-one.cents if one.reverses_id else one.cents for one in book if one.kind == "credit")
    fits = fits and (bill > 0 or charged <= 0)
    try:
        things.close(order_id)
    except Invalid:
        assert not fits and things.state(order_id) is OrderState.RECEIVED
        return
    assert fits
    for step in after:
        if not attempt(step, order_id, ids):
            continue
        assert step[0] in ("pay", "hand_over", "hand_all"), step  # what was owed is paid, and that cash is handed over
        things.check()
        assert not any(balances(things.book(order_id=order_id))[0].values())
        assert balances(things.book(order_id=order_id))[2] == 0
    assert things.state(order_id) is OrderState.CLOSED


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(st.integers(1, 3000), min_size=1, max_size=4), short=st.integers(0, 3))
def test_what_comes_is_charged_to_the_cent(app, prices, short):
    """The sum of all goods entries is the sum of the lines the supplier delivered."""
    ids = [orders.request((world.OWN_DOOR, world.NEXT_DOOR)[number % 2], orders.line("苹果", "3", "斤")) for number in range(len(prices))]
    order_id = orders.sent(ids)
    for item in orders.items(order_id):
        orders.answer(item.id, got=max(item.wanted - short, Decimal(1)), price=prices[0], answer=Answer.SHORT if short else Answer.THERE)
    things.receive(order_id)
    goods = sum(entry.cents for entry in things.book(order_id=order_id, kind="goods"))
    assert goods == sum(line.cents or 0 for line in orders.lines(order_id))
    things.check()
