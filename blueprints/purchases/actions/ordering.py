"""What an order to a supplier, and its settlement, do to a request. Called by the slices orders and settlement."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.purchases.actions import delivering, moving
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import DeliveryState
from core.actors import Actor
from core.errors import Invalid


def mark_ordered(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """It stands on an order that has gone to the supplier."""
    moving.check("order", actor, request)
    moving.move("order", request, actor=actor, now=now, event="request.ordered", change={"ordered_at": now})


def unorder(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Its order was called off, or brought nothing of it: it waits for the next one."""
    moving.check("unorder", actor, request)
    tell = {"reason": reason} if reason else {}
    moving.move("unorder", request, actor=actor, now=now, event="request.unordered", change={"ordered_at": None}, tell=tell)


def receive_goods(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """What the supplier sent for it stands at the gate."""
    moving.check("receive", actor, request)
    moving.move("receive", request, actor=actor, now=now, event="request.received", change={"bought_at": now})


def fetch_request(request: PurchaseRequest, *, actor: Actor, now: datetime, code: str = "", handed_to: str = "") -> None:
    """Handed over at the pick-up point to somebody of the household: the same proof as at the door."""
    moving.check("fetch", actor, request)
    moving.give_to(request, actor.user_id or request.assigned_to_id or 0, now)
    delivery = delivering.open_attempt(request)
    delivery.out_at = now
    proof = delivering.prove(request, delivery, code=code, handed_to=handed_to, now=now)
    moving.move("fetch", request, actor=actor, now=now, event="request.fetched", change={"delivered_at": now}, tell=proof)


def take_back(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str) -> None:
    """Never handed over: the goods went back to the supplier. The money side takes its own step (settlement)."""
    if not reason.strip():
        raise Invalid(_("请写明为什么退回。"), field="reason")
    moving.check("take_back", actor, request)
    delivery = moving.open_delivery(request)
    if delivery is not None:
        delivery.state = DeliveryState.CALLED_OFF
    change = {"cancelled_at": now, "cancelled_by_name": actor.name, "cancelled_reason": reason}
    moving.move("take_back", request, actor=actor, now=now, event="request.taken_back", change=change)


def settle_request(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """What was due is paid, or written down as owed."""
    moving.check("settle", actor, request)
    moving.move("settle", request, actor=actor, now=now, event="request.settled", change={"settled_at": now})
