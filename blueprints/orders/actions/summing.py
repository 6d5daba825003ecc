"""Lines into items and out again. The sum of an item is always the sum of its lines, and no line is ever lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving
from blueprints.orders.alike import by_thing, thing_of, unit_key
from blueprints.orders.models import OrderItem, OrderLine, PurchaseOrder
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest, RequestLine
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid


def put_on(order: PurchaseOrder, requests: Iterable[PurchaseRequest]) -> None:
    """The same thing goes into one item, also where somebody has joined it with another name before. Medicine never does."""
    items = queries.items_of(order)
    things = [(item, [thing_of(line.request_line) for line in item.lines]) for item in items if not item.is_personal]
    position = max((item.position for item in items), default=0)
    touched: dict[int, OrderItem] = {}
    for request in requests:
        for asked in request.lines:
            thing, is_personal = thing_of(asked), request.kind is RequestKind.MEDICINE
            item = None if is_personal else next((item for item, known in things if any(thing.is_same(other) for other in known)), None)
            if item is None:
                position += 1
                item = _item(order, asked, position, is_personal)
                if not is_personal:
                    things.append((item, [thing]))
            _line(order, item, request, asked)
            touched[id(item)] = item
    for item in touched.values():
        _sum(item)
    db.session.flush()


def take_off(order: PurchaseOrder, request: PurchaseRequest) -> None:
    """Its lines go, and items nobody wants any more with them."""
    for item in queries.items_of(order):
        gone = [line for line in item.lines if line.request_id == request.id]
        for line in gone:
            item.lines.remove(line)
            db.session.delete(line)
        if gone:
            _sum_or_delete(item)
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
    first.price_item_id = next((item.price_item_id for item in items if item.price_item_id is not None), None)
    _sum(first)
    moving.move("gather", order, actor=actor, now=now, event="order.items_joined", tell=told)
    return first


def split_item(order: PurchaseOrder, item: OrderItem, *, actor: Actor, now: datetime) -> list[OrderItem]:
    """Back into what people wrote: one item for each thing; the first keeps the row."""
    moving.check("gather", actor, order)
    groups = by_thing(item.lines, lambda line: line.request_line)
    if len(groups) < 2:
        raise Conflict(_("这一样里大家写的都一样，没有可以拆开的。"))
    told = {"name": item.name, "parts": [lines[0].request_line.item for lines in groups]}
    position = max(other.position for other in queries.items_of(order))
    _describe(item, groups[0][0].request_line)
    parts = [item]
    for lines in groups[1:]:
        position += 1
        part = _item(order, lines[0].request_line, position, item.is_personal)
        for line in lines:
            line.item = part
        parts.append(part)
    for part in parts:
        _sum(part)
    moving.move("gather", order, actor=actor, now=now, event="order.item_split", tell=told)
    return parts


def _item(order: PurchaseOrder, asked: RequestLine, position: int, is_personal: bool) -> OrderItem:
    item = OrderItem(
        community_id=order.community_id, order_id=order.id, position=position, is_personal=is_personal, wanted=Decimal(0), lines=[]
    )
    _describe(item, asked)
    with db.session.no_autoflush:
        db.session.add(item)
    return item


def _describe(item: OrderItem, asked: RequestLine) -> None:
    item.name, item.strength, item.unit = asked.item, asked.strength, asked.unit
    item.price_item_id, item.expected_price = asked.price_item_id, asked.expected_price


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


def _sum(item: OrderItem) -> None:
    """`wanted` from the lines; the price expected is the one that was seen last."""
    item.wanted = sum((line.wanted for line in item.lines), Decimal(0))
    asked = sorted((line.request_line for line in item.lines), key=lambda line: line.id)
    prices = [line.expected_price for line in asked if line.expected_price is not None]
    item.expected_price = prices[-1] if prices else None
    if item.price_item_id is None or not any(line.price_item_id == item.price_item_id for line in asked):
        item.price_item_id = next((line.price_item_id for line in asked if line.price_item_id is not None), None)


def _sum_or_delete(item: OrderItem) -> None:
    if item.lines:
        _sum(item)
    else:
        db.session.delete(item)
