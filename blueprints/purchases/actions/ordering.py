"""The place of supplier orders and of settlement in the life of a request; their own forms come later."""

from __future__ import annotations

from datetime import datetime

from blueprints.purchases.actions import moving
from blueprints.purchases.models import PurchaseRequest
from core.actors import Actor


def mark_ordered(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """It stands on an order to a supplier."""
    moving.check("order", actor, request)
    moving.move("order", request, actor=actor, now=now, event="request.ordered", change={"ordered_at": now})


def settle_request(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """What was due is paid, or written down as owed."""
    moving.check("settle", actor, request)
    moving.move("settle", request, actor=actor, now=now, event="request.settled", change={"settled_at": now})
