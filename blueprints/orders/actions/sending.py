"""When it comes, off to the supplier, or called off."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving
from blueprints.orders.models import PurchaseOrder
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import RequestState
from core.actors import Actor
from core.errors import Conflict, Invalid
from core.labels import label

_LONGEST_WINDOW = timedelta(days=1)


def plan_arrival(order: PurchaseOrder, *, actor: Actor, now: datetime, arrives_from: datetime, arrives_until: datetime) -> None:
    """When the van is expected at the gate: what the slips say."""
    moving.check("plan", actor, order)
    if arrives_until <= arrives_from:
        raise Invalid(_("“到几点”要晚于“从几点”。"), field="until")
    if arrives_until - arrives_from > _LONGEST_WINDOW:
        raise Invalid(_("到货时间请写在一天之内。"), field="until")
    change = {"arrives_from": arrives_from, "arrives_until": arrives_until}
    moving.move("plan", order, actor=actor, now=now, event="order.planned", change=change)


def send_order(order: PurchaseOrder, *, actor: Actor, now: datetime) -> None:
    """All requests of it are ordered, each with its bag number in walking order; or none, and the ones in the way are named."""
    moving.check("send", actor, order)
    queries.lock_requests_of(order)
    entries = queries.entries_of(order)
    if not entries:
        raise Invalid(_("单子上还没有代购单，不能发出。"))
    stray = [entry.request for entry in entries if entry.request.state is not RequestState.APPROVED]
    if stray:
        named = "、".join(f"{request.household.address}（{request.name}，{label(request.state)}）" for request in stray)
        raise Conflict(_("有代购单已经不是“已批准”，请先移出采购单：%(named)s。", named=named))
    for number, entry in enumerate(entries, start=1):
        entry.bag_number = number
    for entry in sorted(entries, key=lambda entry: entry.request_id):
        purchases.mark_ordered(entry.request, actor=actor, now=now)
    change = {"sent_at": now, "sent_by_id": actor.user_id}
    moving.move("send", order, actor=actor, now=now, event="order.sent", change=change, tell={"requests": len(entries)})


def cancel_order(order: PurchaseOrder, *, actor: Actor, now: datetime, reason: str) -> None:
    """Everything on it waits for another order; what was written stays readable."""
    moving.check("cancel", actor, order)
    reason = reason.strip()
    if not reason:
        raise Invalid(_("请写明为什么作废。"), field="reason")
    queries.lock_requests_of(order)
    entries = queries.entries_of(order)
    because = _("采购单 %(number)s 作废：%(reason)s", number=order.number, reason=reason)[:200]
    for entry in entries:
        entry.dropped_at, entry.dropped_because = now, because
    for entry in sorted(entries, key=lambda entry: entry.request_id):
        if entry.request.state is RequestState.ORDERED:
            purchases.unorder(entry.request, actor=actor, now=now, reason=because)
    change = {"cancelled_at": now, "cancelled_by_id": actor.user_id, "cancelled_reason": reason[:500]}
    moving.move("cancel", order, actor=actor, now=now, event="order.cancelled", change=change, tell={"requests": len(entries)})
