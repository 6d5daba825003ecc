"""The life of a request on behalf (design.md §4), and who may move it. Pure.

submitted → approved → ordered → bought → out_for_delivery → delivered → settled
submitted → rejected        submitted, approved → cancelled
out_for_delivery → bought   (nobody home: the attempt is recorded)
approved → bought           (bought without a supplier order, over the counter)
ordered → approved          (the order was called off, or nothing of it came: it waits for the next order)
bought → delivered          (fetched at the pick-up point, nobody carried it up)
bought → cancelled          (never handed over: the goods went back)
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from core.actors import PUBLIC_ROLE, SYSTEM_ROLE, Actor

MAX_LINES = 20
CODE_LENGTH = 6
SLIP_TOKEN_LENGTH = 24  # 24 signs of 4.95 bits: 119 bits, not to be guessed


class RequestState(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ORDERED = "ordered"
    BOUGHT = "bought"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    SETTLED = "settled"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Source(StrEnum):
    """Through whom a request came."""

    QR = "qr"  # the code on the building, by the residents themselves
    WORKER = "worker"  # a grid worker at the door, on somebody's behalf
    PHONE_CALL = "phone_call"  # a call taken at the community


class DeliveryState(StrEnum):
    """One attempt to bring a request to its door."""

    ASSIGNED = "assigned"
    OUT = "out"
    DELIVERED = "delivered"
    FAILED = "failed"
    CALLED_OFF = "called_off"  # the request was cancelled before anybody went


class FailureReason(StrEnum):
    NOBODY_HOME = "nobody_home"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    WRONG_DOOR = "wrong_door"
    OTHER = "other"


S = RequestState

# verb → (states it may start from, state it leads to; None: the state stays)
TRANSITIONS: dict[str, tuple[frozenset[RequestState], RequestState | None]] = {
    "change": (frozenset({S.SUBMITTED}), None),
    "verify": (frozenset({S.SUBMITTED}), None),
    "merge": (frozenset({S.SUBMITTED}), None),  # the one that stays; those that go are cancelled
    "approve": (frozenset({S.SUBMITTED}), S.APPROVED),
    "reject": (frozenset({S.SUBMITTED}), S.REJECTED),
    "cancel": (frozenset({S.SUBMITTED, S.APPROVED}), S.CANCELLED),
    "assign": (frozenset({S.APPROVED, S.ORDERED, S.BOUGHT, S.OUT_FOR_DELIVERY}), None),
    "order": (frozenset({S.APPROVED}), S.ORDERED),
    "unorder": (frozenset({S.ORDERED}), S.APPROVED),
    "receive": (frozenset({S.ORDERED}), S.BOUGHT),
    "buy": (frozenset({S.APPROVED}), S.BOUGHT),
    "go_out": (frozenset({S.BOUGHT}), S.OUT_FOR_DELIVERY),
    "deliver": (frozenset({S.OUT_FOR_DELIVERY}), S.DELIVERED),
    "fail": (frozenset({S.OUT_FOR_DELIVERY}), S.BOUGHT),
    "fetch": (frozenset({S.BOUGHT}), S.DELIVERED),
    "take_back": (frozenset({S.BOUGHT}), S.CANCELLED),
    "settle": (frozenset({S.DELIVERED}), S.SETTLED),
    "confirm": (frozenset({S.DELIVERED, S.SETTLED}), None),
}

# Still to be done by somebody of the community.
OPEN = (S.SUBMITTED, S.APPROVED, S.ORDERED, S.BOUGHT, S.OUT_FOR_DELIVERY)
# On the shoulders of the worker it is assigned to.
CARRIED = (S.APPROVED, S.ORDERED, S.BOUGHT, S.OUT_FOR_DELIVERY)
CLOSED = (S.DELIVERED, S.SETTLED, S.REJECTED, S.CANCELLED)
OPEN_DELIVERY = (DeliveryState.ASSIGNED, DeliveryState.OUT)


class HasState(Protocol):
    state: RequestState


class Request(HasState, Protocol):
    source: Source
    assigned_to_id: int | None
    filed_by_id: int | None
    verified_at: datetime | None
    confirmed_at: datetime | None


def is_allowed(verb: str, state: RequestState) -> bool:
    """May `verb` start from `state`?"""
    return state in TRANSITIONS[verb][0]


def may(verb: str, actor: Actor, request: Request) -> bool:
    """Has this actor the role for `verb`, whatever the state?"""
    if actor.role == SYSTEM_ROLE:
        return True
    if verb in ("approve", "reject", "merge", "assign", "order", "unorder", "receive", "take_back", "settle"):
        return actor.role == Role.SECRETARY
    if verb in ("change", "cancel"):
        return actor.role in (PUBLIC_ROLE, Role.GRID_WORKER, Role.SECRETARY)
    if verb == "verify":
        return actor.role in (Role.GRID_WORKER, Role.SECRETARY)
    if verb == "confirm":
        return actor.role in (PUBLIC_ROLE, Role.SECRETARY)  # never the one who carried it
    if verb == "fetch":
        return actor.role in (Role.GRID_WORKER, Role.SECRETARY)  # whoever stands at the pick-up point
    return actor.role == Role.SECRETARY or (actor.role == Role.GRID_WORKER and request.assigned_to_id == actor.user_id)


def _can(verb: str, actor: Actor, request: Request) -> bool:
    return may(verb, actor, request) and is_allowed(verb, request.state)


def can_file(actor: Actor) -> bool:
    """Residents through the code, workers and secretaries on somebody's behalf; an officer only reads."""
    return actor.role in (PUBLIC_ROLE, SYSTEM_ROLE, Role.GRID_WORKER, Role.SECRETARY)


def can_keep_usual(actor: Actor) -> bool:
    """Save, change and end a household's usual orders, and skip a reminder once."""
    return actor.role in (SYSTEM_ROLE, Role.GRID_WORKER, Role.SECRETARY)


def can_change(actor: Actor, request: Request) -> bool:
    return _can("change", actor, request)


def can_cancel(actor: Actor, request: Request) -> bool:
    return _can("cancel", actor, request)


def can_verify(actor: Actor, request: Request) -> bool:
    return _can("verify", actor, request) and request.verified_at is None


def can_approve(actor: Actor, request: Request) -> bool:
    return _can("approve", actor, request)


def can_reject(actor: Actor, request: Request) -> bool:
    return _can("reject", actor, request)


def can_merge(actor: Actor, request: Request) -> bool:
    return _can("merge", actor, request)


def can_assign(actor: Actor, request: Request) -> bool:
    return _can("assign", actor, request)


def can_order(actor: Actor, request: Request) -> bool:
    return _can("order", actor, request)


def can_unorder(actor: Actor, request: Request) -> bool:
    return _can("unorder", actor, request)


def can_receive(actor: Actor, request: Request) -> bool:
    return _can("receive", actor, request)


def can_fetch(actor: Actor, request: Request) -> bool:
    return _can("fetch", actor, request)


def can_take_back(actor: Actor, request: Request) -> bool:
    return _can("take_back", actor, request)


def can_buy(actor: Actor, request: Request) -> bool:
    return _can("buy", actor, request)


def can_go_out(actor: Actor, request: Request) -> bool:
    return _can("go_out", actor, request) and request.assigned_to_id is not None


def can_deliver(actor: Actor, request: Request) -> bool:
    return _can("deliver", actor, request)


def can_fail(actor: Actor, request: Request) -> bool:
    return _can("fail", actor, request)


def can_settle(actor: Actor, request: Request) -> bool:
    return _can("settle", actor, request)


def can_confirm(actor: Actor, request: Request) -> bool:
    return _can("confirm", actor, request) and request.confirmed_at is None


def must_be_verified(request: Request, community_demands_it: bool) -> bool:
    """Is a call to the household missing before approval? Staff who filed it have already spoken with them."""
    return community_demands_it and request.source is Source.QR and request.verified_at is None


def sees_code(actor: Actor, request: Request) -> bool:
    """The code proves that the parcel reached the one who asked: its carrier learns it only at the door."""
    return actor.role != Role.GRID_WORKER or request.filed_by_id == actor.user_id or request.state in CLOSED


def shown_code(actor: Actor, code: str, request: Request) -> str:
    """The whole code, or its first two signs."""
    return code if sees_code(actor, request) else code[:2] + "····"


def sees_door(actor: Actor, grid_id: int | None) -> bool:
    """May the actor open the household's file? A worker who only carries a parcel there may not."""
    return actor.role != Role.GRID_WORKER or grid_id in actor.grid_ids
