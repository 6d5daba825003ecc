"""The supplier's link: made, renewed, taken back. An order has at most one that works."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from blueprints.orders.actions import moving
from blueprints.orders.models import PurchaseOrder, SupplierLink
from blueprints.orders.queries import supplier_links as queries
from blueprints.orders.rules import LINK_DAYS, LINK_TOKEN_LENGTH, MAX_LINK_DAYS, may
from core import audit, clock, tokens
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Invalid, Refused


def make_link(order: PurchaseOrder, *, actor: Actor, now: datetime, days: int = LINK_DAYS) -> SupplierLink:
    """A new address for the supplier; the one before it stops working at once. The order is locked already."""
    moving.check("link", actor, order)
    if not 1 <= days <= MAX_LINK_DAYS:
        raise Invalid(_("请填 %(low)s 到 %(high)s 之间的整数。", low=1, high=MAX_LINK_DAYS), field="days")
    former = queries.last_link(order)
    if former is not None and former.revoked_at is None:
        _end(former, now)
    link = SupplierLink(
        community_id=order.community_id,
        order_id=order.id,
        token=tokens.code(LINK_TOKEN_LENGTH),
        created_at=now,
        created_by_id=actor.user_id,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    moving.move("link", order, actor=actor, now=now, event="order.link_made", tell={"link_id": link.id, "expires_at": link.expires_at})
    return link


def revoke_link(link: SupplierLink, *, actor: Actor, now: datetime) -> None:
    """Whoever has the address sees nothing any more, whatever the state of the order. Raises Refused, or Conflict when it is done."""
    if not may("link", actor):
        raise Refused
    _end(link, now)
    audit.record(actor, "supplier_link.revoked", link, now=now, before={"revoked_at": None}, after={"revoked_at": now})


def _end(link: SupplierLink, now: datetime) -> None:
    if not compare_and_set(SupplierLink, link.id, expect={"revoked_at": None}, change={"revoked_at": now}):
        raise Conflict(_("这个链接已在 %(time)s 作废，请刷新看看。", time=clock.stamp(link.revoked_at)))
