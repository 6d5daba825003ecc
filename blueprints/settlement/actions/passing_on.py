"""Cash leaves the hands of whoever collected it, and the supplier gets what the whole order costs."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.settlement import ledger, queries
from blueprints.settlement.actions import book
from blueprints.settlement.ledger import Draft
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import EntryKind, HandedTo
from core.actors import Actor
from core.errors import Conflict, Invalid, Refused
from core.money import yuan


def hand_over(
    holder_id: int, handed_to: HandedTo, cents: int, *, actor: Actor, now: datetime, order: PurchaseOrder | None = None, reason: str = ""
) -> list[MoneyEntry]:
    """Somebody gives collected cash on: to the supplier's cashier (of that order), to the community (of any orders,
    the oldest first, unless one is named), or for things bought over the counter (`SHOP`).

    What reaches the community is entered by the secretary who takes it; the rest by the holder, too.
    """
    book.check_role("keep" if handed_to is HandedTo.COMMUNITY else "collect", actor)
    if actor.role == Role.GRID_WORKER and holder_id != actor.user_id:
        raise Refused
    community_id = order.community_id if order is not None else actor.community_id
    if community_id is None:
        raise Refused
    if handed_to is HandedTo.CASHIER:
        if order is None:
            raise Invalid(_("请选是哪张采购单的收银员。"), field="order")
        order = _running(order)
    wanted = order.id if order is not None else None
    orders = _locked_orders(community_id, holder_id, wanted)
    queries.locked_purses(community_id, [holder_id])
    held = [
        (one.order_id, one.cents) for one in queries.holdings_of(community_id, holder_id) if one.order_id is None or one.order_id in orders
    ]
    if order is not None:
        held = [part for part in held if part[0] == wanted]
    elif handed_to is HandedTo.SHOP:
        held = [part for part in held if part[0] is None]
    most = sum(part[1] for part in held)
    if cents <= 0:
        raise Invalid(_("金额要大于 0。"), field="cents")
    if cents > most:
        raise Invalid(_("手上没有这么多，只有 %(most)s 元。", most=yuan(most)), field="cents")
    drafts = [_handed(orders.get(part_of), holder_id, handed_to, part, reason) for part_of, part in ledger.in_parts(held, cents)]
    return book.write(drafts, community_id=community_id, actor=actor, now=now)


def _locked_orders(community_id: int, holder_id: int, wanted: int | None) -> dict[int | None, PurchaseOrder]:
    ids = {wanted} if wanted is not None else {one.order_id for one in queries.holdings_of(community_id, holder_id)}
    return {one: queries.locked_order(one) for one in sorted(one for one in ids if one is not None)}


def _handed(order: PurchaseOrder | None, holder_id: int, handed_to: HandedTo, cents: int, reason: str) -> Draft:
    return Draft(
        kind=EntryKind.HAND_OVER,
        cents=cents,
        order_id=order.id if order else None,
        supplier_id=order.supplier_id if order else None,
        handed_to=handed_to,
        holder_id=holder_id,
        reason=reason,
        after_close=order is not None and order.state is OrderState.CLOSED,  # what was owed and has been paid since
    )


def advance(order: PurchaseOrder, cents: int, *, actor: Actor, now: datetime, reason: str = "") -> list[MoneyEntry]:
    """The community pays the supplier, for what is owed, free or paid to the community's account."""
    book.check_role("keep", actor)
    order = _running(order)
    draft = Draft(EntryKind.ADVANCE, cents, order_id=order.id, supplier_id=order.supplier_id, reason=reason)
    return book.write([draft], community_id=order.community_id, actor=actor, now=now)


def set_bill(order: PurchaseOrder, cents: int, *, actor: Actor, now: datetime) -> list[MoneyEntry]:
    """What the supplier asks for the whole order; entered again, it takes the former sum's place."""
    book.check_role("keep", actor)
    order = _running(order)
    former = ledger.standing(queries.bill_of(order))
    drafts = [ledger.opposite(entry, _("账单重新填写")) for entry in former]
    drafts.append(Draft(EntryKind.BILL, cents, order_id=order.id, supplier_id=order.supplier_id))
    return book.write(drafts, community_id=order.community_id, actor=actor, now=now)


def enter_goods(order: PurchaseOrder, *, actor: Actor, now: datetime) -> list[MoneyEntry]:
    """What came for each request at real prices, and the order's fee: called when the goods are received."""
    goods = queries.goods_of(order)
    queries.locked_accounts(order.community_id, goods)  # also those to whom it costs nothing have an account
    drafts = []
    for request_id, cents in goods.items():
        for kind, sum_of_it in ((EntryKind.GOODS, cents), (EntryKind.FEE, order.fee)):
            if sum_of_it:
                drafts.append(Draft(kind, sum_of_it, order_id=order.id, request_id=request_id, supplier_id=order.supplier_id))
    return book.write(drafts, community_id=order.community_id, actor=actor, now=now) if drafts else []


def _running(order: PurchaseOrder) -> PurchaseOrder:
    """Locked, and between receiving and closing."""
    order = queries.locked_order(order.id)
    if order.state is OrderState.CLOSED:
        raise book.closed(order)
    if order.state is not OrderState.RECEIVED:
        raise Conflict(_("货到了以后才能记这笔账。"))
    return order
