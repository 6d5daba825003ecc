"""The supplier's link of an order, and what its page needs beside the items."""

from __future__ import annotations

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.orders.models import OrderEntry, PurchaseOrder, SupplierLink
from blueprints.orders.rules import LINK_TOKEN_LENGTH, OrderState
from blueprints.places.models import Building, Community, Household
from blueprints.purchases.models import PurchaseRequest
from core.database import db
from core.tokens import ALPHABET

_SHAPE = re.compile(rf"[{ALPHABET}]{{{LINK_TOKEN_LENGTH}}}")


class LinkGone(LookupError):
    """The supplier's address is made up, revoked, expired or called off; `community` is known where there once was one."""

    def __init__(self, community: Community | None = None, *, is_called_off: bool = False) -> None:
        super().__init__()
        self.community = community
        self.is_called_off = is_called_off


def working_link(token: str, now: datetime) -> SupplierLink:
    """Raises LinkGone."""
    link = link_by_token(token)
    if link is None or link.order.state is OrderState.DRAFT:
        raise LinkGone
    if link.order.state is OrderState.CANCELLED:
        raise LinkGone(community_of(link.order), is_called_off=True)
    if link.revoked_at is not None or link.expires_at <= now:
        raise LinkGone(community_of(link.order))
    return link


def link_by_token(token: str) -> SupplierLink | None:
    """Whatever its state, with order and supplier, as it is now. What cannot be a token is not even looked for."""
    token = token.upper()
    if not _SHAPE.fullmatch(token):
        return None
    order = joinedload(SupplierLink.order).joinedload(PurchaseOrder.supplier)
    statement = sa.select(SupplierLink).options(order).where(SupplierLink.token == token)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def lock_order_of(link: SupplierLink) -> None:
    """Take its order for a change: links are made and revoked, and items answered, one after the other."""
    db.session.execute(sa.select(PurchaseOrder.id).where(PurchaseOrder.id == link.order_id).with_for_update())


def last_link(order: PurchaseOrder) -> SupplierLink | None:
    """The newest link of an order, expired or revoked or not."""
    statement = (
        sa.select(SupplierLink)
        .options(joinedload(SupplierLink.created_by))
        .where(SupplierLink.community_id == order.community_id, SupplierLink.order_id == order.id)
        .order_by(SupplierLink.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def bags_of(order: PurchaseOrder) -> list[OrderEntry]:
    """Every request that got a bag number, also one that nothing came for, with its building; by number, in one query."""
    request = contains_eager(OrderEntry.request)
    statement = (
        sa.select(OrderEntry)
        .join(OrderEntry.request)
        .join(PurchaseRequest.household)
        .join(Household.building)
        .join(Building.estate)
        .options(request.contains_eager(PurchaseRequest.household).contains_eager(Household.building).contains_eager(Building.estate))
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.bag_number.is_not(None))
        .order_by(OrderEntry.bag_number)
    )
    return list(db.session.scalars(statement))


def community_of(order: PurchaseOrder) -> Community:
    """Whom the supplier asks."""
    return db.session.get_one(Community, order.community_id)
