"""What stands on an order: items with their lines."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from blueprints.orders.models import OrderItem, OrderLine, PurchaseOrder
from blueprints.suppliers.models import PriceItem
from core.database import db
from core.errors import OutOfScope


def items_of(order: PurchaseOrder) -> list[OrderItem]:
    """By position, lines and what the requests say loaded, in two queries. Whose they are: entries_of."""
    statement = _with_lines().where(OrderItem.community_id == order.community_id, OrderItem.order_id == order.id)
    return list(db.session.scalars(statement))


def item_on(order: PurchaseOrder, item_id: int, *, lock: bool = False) -> OrderItem:
    """An item of this order. Raises OutOfScope."""
    statement = _with_lines().where(OrderItem.community_id == order.community_id, OrderItem.order_id == order.id, OrderItem.id == item_id)
    item = db.session.scalar(statement.with_for_update() if lock else statement)
    if item is None:
        raise OutOfScope
    return item


def items_on(order: PurchaseOrder, item_ids: Collection[int]) -> list[OrderItem]:
    """Those of the ids that are items of this order."""
    statement = _with_lines().where(
        OrderItem.community_id == order.community_id, OrderItem.order_id == order.id, OrderItem.id.in_(list(item_ids))
    )
    return list(db.session.scalars(statement))


def listed_by(supplier_id: int, price_item_ids: Collection[int]) -> set[int]:
    """Those of the ids that are on this supplier's price list."""
    if not price_item_ids:
        return set()
    statement = sa.select(PriceItem.id).where(PriceItem.supplier_id == supplier_id, PriceItem.id.in_(list(price_item_ids)))
    return set(db.session.scalars(statement))


def _with_lines() -> sa.Select[OrderItem]:
    lines = selectinload(OrderItem.lines)
    return sa.select(OrderItem).options(lines.joinedload(OrderLine.request_line)).order_by(OrderItem.position)
