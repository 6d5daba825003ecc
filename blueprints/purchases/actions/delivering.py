"""What the worker on the way does: buy, go, hand over, or come back."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.purchases.actions import moving
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.purchases.rules import DeliveryState, FailureReason, can_go_out
from core.actors import Actor
from core.errors import Conflict, Invalid


def mark_bought(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """Everything is bought over the counter and packed, without a supplier order."""
    moving.check("buy", actor, request)
    moving.move("buy", request, actor=actor, now=now, event="request.bought", change={"bought_at": now})


def start_delivery(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """On the way to the door."""
    moving.check("go_out", actor, request)
    if not can_go_out(actor, request):
        raise Invalid(_("还没有派给谁送，请先指定配送员。"))
    moving.give_to(request, _worker_of(request), now)  # a safety net: assigning has begun the attempt already
    delivery = open_attempt(request)
    delivery.state, delivery.out_at = DeliveryState.OUT, now
    moving.move("go_out", request, actor=actor, now=now, event="request.out", change={"out_at": now}, tell={"attempt": delivery.attempt})


def deliver_request(request: PurchaseRequest, *, actor: Actor, now: datetime, code: str = "", handed_to: str = "") -> None:
    """Handed over: proved by the code on the household's slip, or by a note of who took it."""
    moving.check("deliver", actor, request)
    proof = prove(request, open_attempt(request), code=code, handed_to=handed_to, now=now)
    moving.move("deliver", request, actor=actor, now=now, event="request.delivered", change={"delivered_at": now}, tell=proof)


def prove(request: PurchaseRequest, delivery: Delivery, *, code: str, handed_to: str, now: datetime) -> dict[str, Any]:
    """End the attempt as delivered; what the audit event says of it. Raises Invalid without the right code or a name."""
    typed = "".join(code.split()).upper()
    if typed and not hmac.compare_digest(typed.encode(), request.code.encode()):
        raise Invalid(_("单号不对，请再看一眼小票；没有小票就写清楚谁收的。"), field="code")
    if not typed and not handed_to.strip():
        raise Invalid(_("请填小票上的单号，或写明谁收的。"), field="code")
    delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
    delivery.code_checked, delivery.handed_to = bool(typed), handed_to
    return {"attempt": delivery.attempt, "code_checked": bool(typed), "handed_to": handed_to}


def fail_delivery(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: FailureReason, note: str = "") -> None:
    """Nobody took it: the attempt is recorded and the next one stands ready with the same worker."""
    moving.check("fail", actor, request)
    delivery = open_attempt(request)
    delivery.state, delivery.failed_at = DeliveryState.FAILED, now
    delivery.failure_reason, delivery.failure_note = reason, note
    moving.give_to(request, _worker_of(request), now)
    tell = {"attempt": delivery.attempt, "failure_reason": reason, "failure_note": note}
    moving.move("fail", request, actor=actor, now=now, event="request.delivery_failed", tell=tell)


def open_attempt(request: PurchaseRequest) -> Delivery:
    delivery = moving.open_delivery(request)
    if delivery is None:
        raise Conflict(_("这张代购单刚刚被别人改动了，请刷新看看。"))
    return delivery


def _worker_of(request: PurchaseRequest) -> int:
    if request.assigned_to_id is None:
        raise Invalid(_("还没有派给谁送，请先指定配送员。"))
    return request.assigned_to_id
