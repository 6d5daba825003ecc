"""Lines into items and out again. The sum of an item is always the sum of its lines, and no line is ever lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving
from blueprints.orders.alike import belongs, by_thing, thing_of, unit_key
from blueprints.orders.models import OrderItem, OrderLine, PurchaseOrder
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest, RequestLine
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid


def put_on(order: PurchaseOrder, requests: Iterable[PurchaseRequest]) -> None:
    """The same thing goes into one item, also where somebody has joined it with another name before. Medicine never does."""
    items, requests = queries.items_of(order), list(requests)
    lines = [line.request_line for item in items for line in item.lines] + [line for request in requests for line in request.lines]
    listed = _listed(order, lines)
    things = [(item, [thing_of(line.request_line, listed) for line in item.lines]) for item in items if not item.is_personal]
    position = max((item.position for item in items), default=0)
    touched: dict[int, OrderItem] = {}
    for request in requests:
        for asked in request.lines:
            thing, is_personal = thing_of(asked, listed), request.kind is RequestKind.MEDICINE
            item = None if is_personal else next((item for item, known in things if belongs(thing, known)), None)
            if item is None:
                position += 1
                item = _item(order, position, is_personal, asked, listed)
                if not is_personal:
                    things.append((item, []))
            if not is_personal:
                next(known for other, known in things if other is item).append(thing)
            _line(order, item, request, asked)
            touched[id(item)] = item
    for item in touched.values():
        _sum(item, listed)
    db.session.flush()


def take_off(order: PurchaseOrder, request: PurchaseRequest) -> None:
    """Its lines go, and items nobody wants any more with them."""
    items = queries.items_of(order)
    listed = _listed(order, [line.request_line for item in items for line in item.lines])
    for item in items:
        gone = [line for line in item.lines if line.request_id == request.id]
        for line in gone:
            item.lines.remove(line)
            db.session.delete(line)
        if gone and item.lines:
            _sum(item, listed)
        elif gone:
            db.session.delete(item)
    db.session.flush()


def join_items(order: PurchaseOrder, items: Sequence[OrderItem], *, actor: Actor, now: datetime, name: str) -> OrderItem:
    """Somebody says that these are the same thing, called `name`. The first takes the lines of the others."""
    moving.check("gather", actor, order)
    items = sorted(set(items), key=lambda item: item.position)
    name = " ".join(name.split())
    if len(items) < 2:
        raise Invalid(_("请至少选两样。"), field="items")
    if not name or len(name) > 60:
        raise Invalid(_("请写一个名称，最多 60 个字。"), field="name")
    if any(item.is_personal for item in items):
        raise Invalid(_("药品每人单列，不能合并。"), field="items")
    if len({unit_key(item.unit) for item in items}) > 1:
        raise Invalid(_("单位不同的不能合并，例如斤和公斤。"), field="items")
    first, others = items[0], items[1:]
    told = {"items": [f"{item.name} {item.wanted.normalize():f}{item.unit}" for item in items], "name": name}
    for item in others:
        for line in list(item.lines):
            line.item = first
        db.session.delete(item)
    first.name = name
    if len({item.strength for item in items}) > 1:
        first.strength = ""
    _sum(first, _listed(order, [line.request_line for line in first.lines]))
    moving.move("gather", order, actor=actor, now=now, event="order.items_joined", tell=told)
    return first


def split_item(order: PurchaseOrder, item: OrderItem, *, actor: Actor, now: datetime) -> list[OrderItem]:
    """Back into what people wrote: one item for each thing; the first keeps the row."""
    moving.check("gather", actor, order)
    listed = _listed(order, [line.request_line for line in item.lines])
    groups = by_thing(item.lines, lambda line: line.request_line, listed)
    if len(groups) < 2:
        raise Conflict(_("这一样里大家写的都一样，没有可以拆开的。"))
    told = {"name": item.name, "parts": [lines[0].request_line.item for lines in groups]}
    position = max(other.position for other in queries.items_of(order))
    _describe(item, groups[0][0].request_line, listed)
    parts = [item]
    for lines in groups[1:]:
        position += 1
        part = _item(order, position, item.is_personal, lines[0].request_line, listed)
        for line in lines:
            line.item = part
        parts.append(part)
    for part in parts:
        _sum(part, listed)
    moving.move("gather", order, actor=actor, now=now, event="order.item_split", tell=told)
    return parts


def _item(order: PurchaseOrder, position: int, is_personal: bool, asked: RequestLine, listed: set[int]) -> OrderItem:
    item = OrderItem(
        community_id=order.community_id, order_id=order.id, position=position, is_personal=is_personal, wanted=Decimal(0), lines=[]
    )
    _describe(item, asked, listed)
    with db.session.no_autoflush:
        db.session.add(item)
    return item


def _listed(order: PurchaseOrder, asked: Iterable[RequestLine]) -> set[int]:
    """Which of the things picked are on this supplier's price list: another's prices mean nothing here."""
    return queries.listed_by(order.supplier_id, {line.price_item_id for line in asked if line.price_item_id is not None})


def _describe(item: OrderItem, asked: RequestLine, listed: set[int]) -> None:
    item.name, item.strength, item.unit = asked.item, asked.strength, asked.unit
    item.price_item_id = asked.price_item_id if asked.price_item_id in listed else None


def _line(order: PurchaseOrder, item: OrderItem, request: PurchaseRequest, asked: RequestLine) -> None:
    with db.session.no_autoflush:
        item.lines.append(
            OrderLine(
                community_id=order.community_id,
                order_id=order.id,
                request_id=request.id,
                request_line=asked,
                wanted=asked.amount,
                wish=asked.if_missing,
            )
        )


def _sum(item: OrderItem, listed: set[int]) -> None:
    """`wanted` from the lines; the thing on the price list, and the price that was seen last (a line without a pick may name one, too)."""
    item.wanted = sum((line.wanted for line in item.lines), Decimal(0))
    asked = sorted((line.request_line for line in item.lines), key=lambda line: line.id)
    ours = [line for line in asked if line.price_item_id is None or line.price_item_id in listed]
    prices = [line.expected_price for line in ours if line.expected_price is not None]
    picked = [line.price_item_id for line in ours if line.price_item_id is not None]
    item.expected_price = prices[-1] if prices else None
    item.price_item_id = item.price_item_id if item.price_item_id in picked else next(iter(picked), None)
