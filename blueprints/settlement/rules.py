"""The kinds of entries in the book, what each does to the sums, and who may write it. Pure.

The book (MoneyEntry) is only ever added to. A wrong entry is reversed by one of the same kind that points at it.
Every figure is the sum of entries; `Sums` says which, and `is_balanced` is the one condition under which a request is
done. An order closes only when all its requests are, and everybody who collected cash has handed it over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from blueprints.purchases.rules import RequestState
from core.actors import PUBLIC_ROLE, SYSTEM_ROLE, Actor


class EntryKind(StrEnum):
    GOODS = "goods"  # what came, at real prices: raises what is due
    FEE = "fee"  # raises what is due
    DISCOUNT = "discount"  # lowers it
    CREDIT = "credit"  # lowers it: something was missing, broken or went back
    PAYMENT = "payment"  # the household paid
    REFUND = "refund"  # the household got money back
    OWED = "owed"  # agreed to be paid later
    WRITE_OFF = "write_off"  # will never be paid, and that is accepted
    HAND_OVER = "hand_over"  # somebody gave collected cash on
    ADVANCE = "advance"  # the community paid the supplier
    BILL = "bill"  # what the supplier asks for the whole order


class Method(StrEnum):
    CASH = "cash"  # in the hands of whoever collected it
    WECHAT = "wechat"  # the rest goes straight to the community's account …
    ALIPAY = "alipay"
    CARD = "card"
    CASHIER = "cashier"  # … or to the supplier's cashier at the gate
    COMMUNITY = "community"  # cash out of the community's own box: only for a refund
    FREE = "free"  # free of charge, with a reason


class HandedTo(StrEnum):
    CASHIER = "cashier"  # the supplier's, at the gate
    COMMUNITY = "community"
    SHOP = "shop"  # paid over the counter; also: kept by whoever had laid it out


class ComplaintKind(StrEnum):
    MISSING = "missing"
    BROKEN = "broken"
    WRONG = "wrong"
    PRICE = "price"
    OTHER = "other"


K = EntryKind
OF_A_REQUEST = frozenset({K.GOODS, K.FEE, K.DISCOUNT, K.CREDIT, K.PAYMENT, K.REFUND, K.OWED, K.WRITE_OFF})
NEEDS_REASON = frozenset({K.DISCOUNT, K.CREDIT, K.REFUND, K.WRITE_OFF})
HELD = frozenset({Method.CASH})  # what is in somebody's hands until it is handed over
AT_HAND = (RequestState.BOUGHT, RequestState.OUT_FOR_DELIVERY, RequestState.DELIVERED)  # when there is something to pay for
FOR_PAYMENT = tuple(method for method in Method if method is not Method.COMMUNITY)
AT_THE_DOOR = tuple(method for method in FOR_PAYMENT if method is not Method.FREE)  # whoever takes cash does not say it was free
FOR_REFUND = tuple(method for method in Method if method is not Method.FREE)


HANDED_OVER = (RequestState.DELIVERED, RequestState.SETTLED)
MOST_COMPLAINTS = 5  # open at one time about one request


class HasRequestState(Protocol):
    state: RequestState


class HasClosing(Protocol):
    closed_at: datetime | None


@dataclass(frozen=True)
class Sums:
    """The account of one request, in cents."""

    goods: int = 0
    fee: int = 0
    discount: int = 0
    credit: int = 0
    paid: int = 0
    refunded: int = 0
    owed: int = 0
    written_off: int = 0

    @property
    def due(self) -> int:
        return self.goods + self.fee - self.discount - self.credit

    @property
    def net_paid(self) -> int:
        return self.paid - self.refunded

    @property
    def still_open(self) -> int:
        """What nobody has paid, promised or written off yet; negative: too much was taken."""
        return self.due - self.net_paid - self.owed - self.written_off

    @property
    def is_balanced(self) -> bool:
        return self.still_open == 0 and self.due >= 0


def may(what: str, actor: Actor) -> bool:
    """`what`: "collect" (a payment at the door), "keep" (everything else in the book), "close"."""
    if actor.role == SYSTEM_ROLE:
        return True
    if what == "collect":
        return actor.role in (Role.GRID_WORKER, Role.SECRETARY)
    return actor.role == Role.SECRETARY


def can_complain(actor: Actor, request: HasRequestState) -> bool:
    """Once it was handed over: the household on its slip, or whoever of the community it tells."""
    return actor.role in (PUBLIC_ROLE, SYSTEM_ROLE, Role.GRID_WORKER, Role.SECRETARY) and request.state in HANDED_OVER


def can_close_complaint(actor: Actor, complaint: HasClosing) -> bool:
    return actor.role in (SYSTEM_ROLE, Role.SECRETARY) and complaint.closed_at is None
