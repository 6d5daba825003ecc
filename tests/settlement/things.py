"""Orders with money on them, made by the real actions.

order_id, requests = things.received()          # two requests of 50.00 at the gate
things.pay(request_id, "owner", Method.CASH, 5000)
things.check(...)                               # every running sum equals a recount from the book
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from blueprints.orders.actions.receiving import receive_order
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import Answer, OrderState
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement import actions, ledger, queries
from blueprints.settlement.models import Holding, MoneyEntry, Purse, RequestAccount
from blueprints.settlement.rules import HandedTo, Method, Sums
from core import clock
from core.actors import Actor
from core.database import db, run_tx
from tests.orders import things as orders
from tests.purchases import things as requests
from tests.support import world

GOODS = 5000  # cents of each request of `received` unless said otherwise


def received(cents: Sequence[int] = (GOODS, GOODS), *, fee: int = 0, doors: Sequence[str] = ()) -> tuple[int, list[int]]:
    """An order at the gate whose requests cost that much, one thing each; the order and the requests in that order."""
    doors = doors or [(world.OWN_DOOR, world.NEXT_DOOR)[number % 2] for number in range(len(cents))]
    ids = [orders.request(door, orders.line(f"货{number}")) for number, door in enumerate(doors)]
    order_id = orders.sent(ids, fee=fee)
    for item in orders.items(order_id):
        price = cents[int(item.name.removeprefix("货"))]
        orders.answer(item.id, Answer.THERE, got=item.wanted, price=price)
    receive(order_id)
    return order_id, ids


def receive(order_id: int) -> None:
    orders.do(order_id, receive_order, "secretary")


def on(request_id: int, verb: Callable[..., Any], who: str | Actor, *args: Any, **given: Any) -> Any:
    """One action about a request, in a transaction of its own."""

    def work() -> Any:
        actor = who if isinstance(who, Actor) else world.actor(who)
        return verb(db.session.get_one(PurchaseRequest, request_id), *args, actor=actor, now=clock.now(), **given)

    return run_tx(work)


def pay(request_id: int, who: str = "owner", method: Method = Method.CASH, cents: int = GOODS, **given: Any) -> None:
    on(request_id, actions.pay, who, method=method, cents=cents, **given)


def hand_over(
    holder: str, cents: int, handed_to: HandedTo = HandedTo.COMMUNITY, *, who: str = "secretary", order_id: int | None = None
) -> None:
    def work() -> None:
        order = db.session.get(PurchaseOrder, order_id) if order_id else None
        actor = world.actor(who)
        actions.hand_over(world.user(holder).id, handed_to, cents, actor=actor, now=clock.now(), order=order)

    run_tx(work)


def of_order(order_id: int, verb: Callable[..., Any], *args: Any, who: str = "secretary", **given: Any) -> Any:
    return orders.do(order_id, verb, who, *args, **given)


def reverse(entry_id: int, who: str = "secretary", reason: str = "写错了") -> None:
    def work() -> None:
        actions.reverse(db.session.get_one(MoneyEntry, entry_id), actor=world.actor(who), now=clock.now(), reason=reason)

    run_tx(work)


def deliver(*request_ids: int) -> None:
    for request_id in request_ids:
        requests.do(request_id, purchase_actions.start_delivery, "secretary")
        requests.do(request_id, purchase_actions.deliver_request, "secretary", handed_to="本人")


def book(**where: Any) -> list[MoneyEntry]:
    """Entries, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(MoneyEntry).filter_by(**where).order_by(MoneyEntry.id)))


def last(**where: Any) -> int:
    return book(**where)[-1].id


def sums(request_id: int) -> Sums:
    db.session.rollback()
    account = queries.account_of(db.session.get_one(PurchaseRequest, request_id))
    return account.sums if account else Sums()


def purse(who: str) -> int:
    db.session.rollback()
    return queries.purse_of(world.user(who).id)


def problems(order_id: int) -> list[str]:
    """What spoils it, as sentences."""
    return [one.sentence for one in queries.problems_of(orders.fresh(order_id))]


def kinds(order_id: int) -> list[str]:
    return [one.problem.what.value for one in queries.problems_of(orders.fresh(order_id))]


def close(order_id: int, who: str = "secretary") -> None:
    of_order(order_id, actions.close_order, who=who)


def ready(cents: Sequence[int] = (GOODS, GOODS), **given: Any) -> tuple[int, list[int]]:
    """Delivered, paid in cash to the owner, handed to the cashier, billed: one tap from closing."""
    order_id, ids = received(cents, **given)
    deliver(*ids)
    for request_id in ids:
        pay(request_id, cents=sums(request_id).due)
    goods = sum(cents)
    rest = purse("owner") - goods
    hand_over("owner", goods, HandedTo.CASHIER, who="owner", order_id=order_id)
    if rest:
        hand_over("owner", rest)
    of_order(order_id, actions.set_bill, goods)
    return order_id, ids


def closed(cents: Sequence[int] = (GOODS, GOODS), **given: Any) -> tuple[int, list[int]]:
    order_id, ids = ready(cents, **given)
    close(order_id)
    return order_id, ids


def state(order_id: int) -> OrderState:
    return orders.fresh(order_id).state


def check() -> None:
    """Every running sum equals a recount from the book, to the cent."""
    counted = ledger.recount(book())
    accounts = {row.request_id: row.sums for row in db.session.scalars(sa.select(RequestAccount))}
    assert {key: value for key, value in accounts.items() if value != Sums()} == {
        key: value for key, value in counted.accounts.items() if value != Sums()
    }
    holdings = {(row.user_id, row.order_id): (row.collected, row.handed) for row in db.session.scalars(sa.select(Holding))}
    assert {key: value for key, value in holdings.items() if value != (0, 0)} == {
        key: value for key, value in counted.holdings.items() if value != (0, 0)
    }
    purses = {row.user_id: row.cents for row in db.session.scalars(sa.select(Purse))}
    assert {key: value for key, value in purses.items() if value} == {key: value for key, value in counted.purses.items() if value}
