"""The life of an order, of its items and of each line on it, and who may move them. Pure.

draft → sent → received → closed        draft, sent → cancelled

Requests join and leave a draft; the supplier answers what was sent; at the gate the order is received, and what came
flows back into every request. Closing belongs to settlement: only a balanced order closes, and a closed one stays so.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from blueprints.places.vocabulary import IfMissing
from core import money
from core.actors import PUBLIC_ROLE, SYSTEM_ROLE, Actor

LINK_TOKEN_LENGTH = 24  # 119 bits, as the slip's
LINK_DAYS = 3  # how long a supplier's link works unless it is renewed
MAX_LINK_DAYS = 14
MAX_BAGS = 20  # of one request


class OrderState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What the supplier says of an item."""

    OPEN = "open"
    THERE = "there"
    REPLACED = "replaced"
    SHORT = "short"
    MISSING = "missing"


class Outcome(StrEnum):
    """What became of one request's line."""

    OPEN = "open"
    THERE = "there"
    REPLACED = "replaced"
    SHORT = "short"  # less than asked for
    MISSING = "missing"
    LEFT_OUT = "left_out"  # the replacement was not wanted


class Reply(StrEnum):
    """The household's answer to a replacement, where the request says "ask me"."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ShareRule(StrEnum):
    """Who gets what there is too little of."""

    URGENT_CARED_FIRST = "urgent_cared_first"  # urgent and cared-for first, then first come
    FIRST_COME = "first_come"
    EVENLY = "evenly"  # to each the same part of what was asked for
    BY_HAND = "by_hand"  # as the secretary has written it


class HandOut(StrEnum):
    """How the bags of one building reach their doors."""

    TO_DOOR = "to_door"
    PICK_UP = "pick_up"  # 错峰取物: people come down in their window


S = OrderState

# verb → (states it may start from, state it leads to; None: the state stays)
TRANSITIONS: dict[str, tuple[frozenset[OrderState], OrderState | None]] = {
    "gather": (frozenset({S.DRAFT}), None),  # requests join or leave, items are joined or split
    "send": (frozenset({S.DRAFT}), S.SENT),
    "link": (frozenset({S.SENT}), None),  # make the supplier's link, or a new one
    "answer": (frozenset({S.SENT}), None),  # the supplier, or the office from a phone call
    "share": (frozenset({S.SENT}), None),  # change who gets what is short
    "reply": (frozenset({S.SENT}), None),  # the household says whether it takes a replacement, itself or by phone
    "plan": (frozenset({S.DRAFT, S.SENT, S.RECEIVED}), None),  # delivery day, pick-up windows
    "receive": (frozenset({S.SENT}), S.RECEIVED),
    "hand_out": (frozenset({S.RECEIVED}), None),  # check goods off, count bags
    "close": (frozenset({S.RECEIVED}), S.CLOSED),
    "cancel": (frozenset({S.DRAFT, S.SENT}), S.CANCELLED),
}
SUPPLIER_ROLE = PUBLIC_ROLE  # whoever holds the link acts for the supplier, and may only answer

OPEN = (S.DRAFT, S.SENT, S.RECEIVED)


class HasState(Protocol):
    state: OrderState


def is_allowed(verb: str, state: OrderState) -> bool:
    """May `verb` start from `state`?"""
    return state in TRANSITIONS[verb][0]


def may(verb: str, actor: Actor) -> bool:
    """Has this actor the role for `verb`, whatever the state?"""
    if actor.role in (SYSTEM_ROLE, Role.SECRETARY):
        return True
    if verb == "answer":
        return actor.role == SUPPLIER_ROLE
    if verb == "reply":
        return actor.role in (PUBLIC_ROLE, Role.GRID_WORKER)  # the household on its slip, or whoever asked it
    return verb == "hand_out" and actor.role == Role.GRID_WORKER


def _can(verb: str, actor: Actor, order: HasState) -> bool:
    return may(verb, actor) and is_allowed(verb, order.state)


def can_gather(actor: Actor, order: HasState) -> bool:
    return _can("gather", actor, order)


def can_send(actor: Actor, order: HasState) -> bool:
    return _can("send", actor, order)


def can_link(actor: Actor, order: HasState) -> bool:
    return _can("link", actor, order)


def can_answer(actor: Actor, order: HasState) -> bool:
    return _can("answer", actor, order)


def can_share(actor: Actor, order: HasState) -> bool:
    return _can("share", actor, order)


def can_reply(actor: Actor, order: HasState) -> bool:
    return _can("reply", actor, order)


def can_plan(actor: Actor, order: HasState) -> bool:
    return _can("plan", actor, order)


def can_receive(actor: Actor, order: HasState) -> bool:
    return _can("receive", actor, order)


def can_hand_out(actor: Actor, order: HasState) -> bool:
    return _can("hand_out", actor, order)


def can_close(actor: Actor, order: HasState) -> bool:
    return _can("close", actor, order)


def can_cancel(actor: Actor, order: HasState) -> bool:
    return _can("cancel", actor, order)


def must_ask(answer: Answer, wish: IfMissing) -> bool:
    """Only a replacement is a question: what is missing is missing, and what is short is shared out."""
    return answer is Answer.REPLACED and wish is IfMissing.ASK_ME


def is_payable(amount: Decimal, price: int | None) -> bool:
    """Is the price known, and is all of it together a sum that one item may cost?"""
    return price is not None and money.cost(amount, price) <= money.MOST
