"""The one way a request changes: rule, compare-and-set on state and version, one audit event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.purchases.events import RequestMoved
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.purchases.rules import OPEN_DELIVERY, TRANSITIONS, DeliveryState, RequestState, is_allowed, may
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set
from core.errors import Conflict, Refused
from core.events import publish
from core.labels import label


def check(verb: str, actor: Actor, request: PurchaseRequest) -> None:
    """No for the role is Refused; no for the state is a Conflict that says who and when."""
    if not may(verb, actor, request):
        raise Refused
    if not is_allowed(verb, request.state):
        raise too_late(request)


def move(
    verb: str,
    request: PurchaseRequest,
    *,
    actor: Actor,
    now: datetime,
    event: str,
    change: Mapping[str, Any] | None = None,
    tell: Mapping[str, Any] | None = None,
) -> None:
    """Take `request` where `verb` leads and set `change`; `tell` is added to what the audit event says.

    A faster colleague makes it raise Conflict: nothing is ever overwritten.
    """
    change = dict(change or {})
    target = TRANSITIONS[verb][1]
    if target is not None:
        change["state"] = target
    before = {name: getattr(request, name) for name in change}
    expect = {"state": request.state, "version": request.version}
    if not compare_and_set(PurchaseRequest, request.id, expect=expect, change={**change, "version": request.version + 1}):
        raise Conflict(_("这张代购单刚刚被别人改动了，请刷新看看。"))
    audit.record(actor, event, request, now=now, before=before, after={**change, **(tell or {})})
    publish(RequestMoved(actor=actor, now=now, community_id=request.community_id, request_id=request.id, verb=verb))


def relocate(request: PurchaseRequest, household_id: int, *, actor: Actor, now: datetime) -> None:
    """The door became part of another one; allowed in every state."""
    before, request.household_id = request.household_id, household_id
    request.version += 1
    moved = {"before": {"household_id": before}, "after": {"household_id": household_id}}
    audit.record(actor, "request.moved", request, now=now, **moved)


def open_delivery(request: PurchaseRequest) -> Delivery | None:
    """The attempt that has not ended yet."""
    last = request.deliveries[-1] if request.deliveries else None
    return last if last is not None and last.state in OPEN_DELIVERY else None


def give_to(request: PurchaseRequest, worker_id: int, now: datetime) -> None:
    """The open attempt goes to `worker_id`; without one, the next attempt begins."""
    delivery = open_delivery(request)
    if delivery is None:
        request.deliveries.append(_attempt(request, worker_id, now))
    elif delivery.worker_id != worker_id:
        delivery.worker_id, delivery.assigned_at = worker_id, now


def call_off(request: PurchaseRequest) -> None:
    delivery = open_delivery(request)
    if delivery is not None:
        delivery.state = DeliveryState.CALLED_OFF


def _attempt(request: PurchaseRequest, worker_id: int, now: datetime) -> Delivery:
    return Delivery(
        community_id=request.community_id,
        worker_id=worker_id,
        attempt=len(request.deliveries) + 1,
        state=DeliveryState.ASSIGNED,
        assigned_at=now,
    )


def too_late(request: PurchaseRequest) -> Conflict:
    """Who has already done what, and when, as a sentence."""
    state = request.state
    if state is RequestState.REJECTED and request.rejected_by:
        return _said(_("已由%(name)s于%(time)s退回（没有批准）。"), request.rejected_by.name, request.rejected_at)
    if state is RequestState.CANCELLED:
        return _said(_("已由%(name)s于%(time)s取消。"), request.cancelled_by_name, request.cancelled_at)
    if state in (RequestState.DELIVERED, RequestState.SETTLED) and request.deliveries:
        return _said(_("已由%(name)s于%(time)s送达。"), request.deliveries[-1].worker.name, request.delivered_at)
    if state is RequestState.OUT_FOR_DELIVERY and request.assigned_to:
        return _said(_("%(name)s已于%(time)s出发配送。"), request.assigned_to.name, request.out_at)
    if state is RequestState.BOUGHT and request.bought_at:
        name = request.assigned_to.name if request.assigned_to else ""
        return _said(_("%(name)s已于%(time)s买好。"), name, request.bought_at)
    if state is RequestState.APPROVED and request.approved_by:
        return _said(_("已由%(name)s于%(time)s批准。"), request.approved_by.name, request.approved_at)
    return Conflict(_("这张代购单现在是“%(state)s”，不能这样做。", state=label(state)))


def _said(sentence: str, name: str, at: datetime | None) -> Conflict:
    time = clock.stamp(at)
    return Conflict(sentence % {"name": name, "time": time}, by=name, at=at)
