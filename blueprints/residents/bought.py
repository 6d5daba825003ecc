"""What a slip says of goods and money, once the request stands on an order. Reads, changes nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from blueprints.orders.queries import SlipLine, SlipOrder
from blueprints.orders.rules import Outcome
from blueprints.settlement.models import RequestAccount
from blueprints.settlement.rules import Sums
from core.money import yuan

_NOT_BOUGHT = (Outcome.MISSING, Outcome.LEFT_OUT)


@dataclass(frozen=True)
class Thing:
    """One line: what was asked for, what came of it if that was anything else, and its price."""

    wanted: str
    told: str
    tone: str
    price: str  # 3.50 元/斤
    cents: int | None  # None: nothing to pay for it, or nobody knows yet


@dataclass(frozen=True)
class Bill:
    """In cents. `is_final`: the goods are here; before, everything is as the shop has answered so far."""

    things: tuple[Thing, ...]
    goods: int
    fee: int
    less: int  # discounts, and what was taken off for missing or broken goods
    due: int
    paid: int
    owed: int
    waived: int
    to_pay: int
    to_get_back: int
    is_final: bool


def bill_of(order: SlipOrder | None, account: RequestAccount | None) -> Bill | None:
    """None while there is nothing to say: no order, and no money."""
    if order is None and account is None:
        return None
    things = tuple(_thing(line) for line in order.lines) if order is not None else ()
    sums = account.sums if account is not None else None
    if sums is None and order is not None:
        brings = any(line.given for line in order.lines) and not order.nothing_came
        sums = Sums(goods=order.goods, fee=order.fee if brings else 0)
    sums = sums or Sums()
    return Bill(
        things=things,
        goods=sums.goods,
        fee=sums.fee,
        less=sums.discount + sums.credit,
        due=sums.due,
        paid=sums.net_paid,
        owed=sums.owed,
        waived=sums.written_off,
        to_pay=max(0, sums.still_open),
        to_get_back=max(0, -sums.still_open),
        is_final=account is not None or (order is not None and order.is_here),
    )


def _thing(line: SlipLine) -> Thing:
    if line.is_waiting:
        return Thing(line.wanted, line.text, "warn", "", None)
    if line.outcome is Outcome.OPEN:
        return Thing(line.wanted, _("等商店答复"), "quiet", "", None)
    if line.outcome in _NOT_BOUGHT:
        return Thing(line.wanted, line.text, "bad", "", None)
    as_asked = line.outcome is Outcome.THERE and line.wanted.endswith(line.given_text)  # weighed goods may be a little more
    return Thing(line.wanted, "" if as_asked else line.text, "good" if line.outcome is Outcome.THERE else "warn", _price(line), line.cents)


def _price(line: SlipLine) -> str:
    return "" if line.price is None else _("%(price)s 元/%(unit)s", price=yuan(line.price), unit=line.unit)
