"""Opening an order, and which requests stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving, summing
from blueprints.orders.models import OrderEntry, PurchaseOrder
from blueprints.orders.rules import OrderState, may
from blueprints.places.models import Estate
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.suppliers.models import Supplier
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.labels import label
from core.money import MOST

Refusals = list[tuple[PurchaseRequest, str]]


def open_order(
    *,
    actor: Actor,
    now: datetime,
    supplier: Supplier,
    kind: RequestKind,
    estate: Estate | None = None,
    fee: int | None = None,
    cut_off_at: datetime | None = None,
    note: str = "",
) -> PurchaseOrder:
    """A draft without requests. `fee` None takes the supplier's; supplier and estate are in the actor's scope already."""
    if not may("gather", actor) or actor.community_id is None:
        raise Refused
    fee = supplier.fee if fee is None else fee
    _check_fee(fee)
    order = PurchaseOrder(
        community_id=actor.community_id,
        number=_free_number(actor.community_id, now),
        supplier=supplier,
        kind=kind,
        estate=estate,
        state=OrderState.DRAFT,
        fee=fee,
        note=note,
        cut_off_at=cut_off_at,
        created_at=now,
        created_by_id=actor.user_id,
    )
    db.session.add(order)
    told = {"number": order.number, "supplier_id": supplier.id, "kind": kind, "fee": fee, "note": note}
    audit.record(actor, "order.opened", order, now=now, before={}, after=told)
    return order


def join_requests(order: PurchaseOrder, requests: Sequence[PurchaseRequest], *, actor: Actor, now: datetime) -> Refusals:
    """Put approved requests on a draft. Order and requests are locked; those that cannot join come back with the reason."""
    moving.check("gather", actor, order)
    standing = queries.standing_on([request.id for request in requests])
    refusals: Refusals = []
    joined: list[PurchaseRequest] = []
    for request in requests:
        reason = _why_not(order, request, standing.get(request.id))
        if reason:
            refusals.append((request, reason))
        elif request not in joined:
            joined.append(request)
    if joined:
        for request in joined:
            db.session.add(OrderEntry(community_id=order.community_id, order_id=order.id, request_id=request.id, joined_at=now))
        summing.put_on(order, joined)
        told = {"requests": [request.code for request in joined]}
        moving.move("gather", order, actor=actor, now=now, event="order.joined", tell=told)
    return refusals


def leave_order(order: PurchaseOrder, request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take one request off a draft; it waits for another order. Raises Conflict when it has left already."""
    moving.check("gather", actor, order)
    _drop(order, request, actor=actor, now=now, reason=reason)


def follow_request(order: PurchaseOrder, request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str) -> None:
    """The request was cancelled or bought elsewhere: it leaves the draft, whoever did that. The order is locked."""
    if order.state is OrderState.DRAFT and queries.entry_of(order, request) is not None:
        _drop(order, request, actor=actor, now=now, reason=reason)


def change_order(order: PurchaseOrder, *, actor: Actor, now: datetime, fee: int, note: str) -> None:
    """The fee per request and the words to the supplier, until it is sent."""
    moving.check("gather", actor, order)
    _check_fee(fee)
    moving.move("gather", order, actor=actor, now=now, event="order.changed", change={"fee": fee, "note": note})


def _drop(order: PurchaseOrder, request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str) -> None:
    entry = queries.entry_of(order, request)
    if entry is None:
        raise Conflict(_("这张代购单已经不在采购单 %(number)s 上了。", number=order.number))
    entry.dropped_at, entry.dropped_because = now, reason[:200]
    summing.take_off(order, request)
    told = {"requests": [request.code], "reason": reason}
    moving.move("gather", order, actor=actor, now=now, event="order.left", tell=told)


def _why_not(order: PurchaseOrder, request: PurchaseRequest, elsewhere: OrderEntry | None) -> str:
    if request.community_id != order.community_id:
        return _("不是本社区的代购单")
    if elsewhere is not None:
        return _("已经在采购单 %(number)s 上了", number=elsewhere.order.number)
    if request.state is not RequestState.APPROVED:
        return _("现在是“%(state)s”，只有“已批准”的才能加进来", state=label(request.state))
    return ""


def _check_fee(fee: int) -> None:
    if not 0 <= fee <= MOST:
        raise Invalid(_("服务费不对，请填 0 或更多。"), field="fee")


def _free_number(community_id: int, now: datetime) -> str:
    """The day and a number of that day, 1122-03; after a year it goes on where the same day of last year ended."""
    queries.lock_numbers(community_id)
    prefix = f"{clock.local(now):%m%d}-"
    return f"{prefix}{queries.last_number(community_id, prefix) + 1:02d}"
