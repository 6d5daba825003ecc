"""Done: every yuan of an order is accounted for, and from then on its account stays as it is."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState, can_close
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.settlement import queries
from blueprints.settlement.actions import book
from core import audit
from core.actors import Actor
from core.database import compare_and_set
from core.errors import Conflict, Invalid


def close_order(order: PurchaseOrder, *, actor: Actor, now: datetime) -> None:
    """Close it and settle its requests. Raises Invalid while anything spoils it (queries.problems_of says what)."""
    book.check_role("close", actor)
    order = queries.locked_order(order.id)
    if not can_close(actor, order):
        raise book.closed(order) if order.state is OrderState.CLOSED else Conflict(_("货到了以后才能结账。"))
    requests = queries.requests_on(order, lock=True)
    if found := queries.spots_of(queries.problems_of(order)):
        raise Invalid(_("还有 %(number)s 处没有对上，不能结账。", number=len(found)))
    for request in requests:
        if request.state is RequestState.DELIVERED:
            purchase_actions.settle_request(request, actor=actor, now=now)
    change = {"state": OrderState.CLOSED, "closed_at": now, "closed_by_id": actor.user_id, "version": order.version + 1}
    if not compare_and_set(PurchaseOrder, order.id, expect={"state": OrderState.RECEIVED, "version": order.version}, change=change):
        raise Conflict(_("这张采购单刚刚被别人改动了，请刷新看看。"))
    audit.record(actor, "order.closed", order, now=now, before={"state": OrderState.RECEIVED}, after={"state": OrderState.CLOSED})


def settle_alone(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """A request that was bought over the counter: paid, brought, done."""
    matter = book.matter_of(request)
    if matter.order is not None:
        raise Conflict(_("这一单随采购单一起结账。"))
    if not matter.account.sums.is_balanced:
        raise Invalid(_("账还没有对上，不能结清。"))
    if queries.open_complaints_of(request):
        raise Invalid(_("还有居民反映的问题没有处理完，不能结清。"))
    purchase_actions.settle_request(request, actor=actor, now=now)
