"""The one way an order changes: rule, compare-and-set on state and version, one audit event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.models import User
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import TRANSITIONS, OrderState, is_allowed, may
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set
from core.errors import Conflict, Refused
from core.labels import label


def check(verb: str, actor: Actor, order: PurchaseOrder) -> None:
    """No for the role is Refused; no for the state is a Conflict that says who and when."""
    if not may(verb, actor):
        raise Refused
    if not is_allowed(verb, order.state):
        raise too_late(order)


def move(
    verb: str,
    order: PurchaseOrder,
    *,
    actor: Actor,
    now: datetime,
    event: str,
    change: Mapping[str, Any] | None = None,
    tell: Mapping[str, Any] | None = None,
) -> None:
    """Take `order` where `verb` leads, set `change` and raise the version; `tell` is added to what the audit event says.

    A faster colleague makes it raise Conflict: nothing is ever overwritten.
    """
    change = dict(change or {})
    target = TRANSITIONS[verb][1]
    if target is not None:
        change["state"] = target
    before = {name: getattr(order, name) for name in change}
    raise_version(order, change)
    audit.record(actor, event, order, now=now, before=before, after={**change, **(tell or {})})


def raise_version(order: PurchaseOrder, change: Mapping[str, Any] | None = None) -> None:
    """What stands on the order has changed (and is told elsewhere): whoever looked at it before has to look again."""
    expect = {"state": order.state, "version": order.version}
    if not compare_and_set(PurchaseOrder, order.id, expect=expect, change={**(change or {}), "version": order.version + 1}):
        raise Conflict(_("这张采购单刚刚被别人改动了，请刷新看看。"))


def too_late(order: PurchaseOrder) -> Conflict:
    """Who has already done what, and when, as a sentence."""
    state = order.state
    if state is OrderState.CLOSED:
        return _said(_("这张采购单已由%(name)s于%(time)s结账。"), order.closed_by, order.closed_at)
    if state is OrderState.RECEIVED:
        return _said(_("已由%(name)s于%(time)s收货。"), order.received_by, order.received_at)
    if state is OrderState.CANCELLED:
        return _said(_("这张采购单已由%(name)s于%(time)s作废。"), order.cancelled_by, order.cancelled_at)
    if state is OrderState.SENT:
        return _said(_("这张采购单已由%(name)s于%(time)s发给供货方。"), order.sent_by, order.sent_at)
    return Conflict(_("这张采购单现在是“%(state)s”，不能这样做。", state=label(state)))


def _said(sentence: str, user: User | None, at: datetime | None) -> Conflict:
    name, time = user.name if user else "", clock.stamp(at)
    return Conflict(sentence % {"name": name, "time": time}, by=name, at=at)
