"""Suppliers, and orders in any state, made by the real actions.

order_id = things.draft()                       # two doors, on a draft of 张店
order_id = things.sent([request_id, …])
order_id = things.received(...)                 # everything there, at the price expected or 5 yuan
things.do(order_id, actions.cancel_order, "secretary", reason="…")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from blueprints.orders import actions, queries
from blueprints.orders.models import OrderEntry, OrderItem, OrderLine, PurchaseOrder
from blueprints.orders.rules import Answer
from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases import queries as purchase_queries
from blueprints.purchases.rules import RequestState
from blueprints.suppliers.models import DeliveryWindow, PriceItem, Supplier, SupplierArea
from blueprints.suppliers.names import name_key
from blueprints.suppliers.rules import SupplierKind
from core import audit, clock
from core.actors import Actor
from core.database import db, run_tx
from tests.purchases import things as requests
from tests.support import world

SHOP = "暖家超市"
DEFAULT_PRICE = 500  # cents, where no price was expected


def supplier(
    name: str = SHOP,
    kind: SupplierKind = SupplierKind.SUPERMARKET,
    *,
    fee: int = 0,
    community: str = "secretary",
    windows: bool = True,
    **given: Any,
) -> int:
    """A supplier that serves the community of that user, all of it, every day from 14:00 to 16:00; found again by its name."""

    def work() -> int:
        user = world.user(community)
        known = db.session.scalar(sa.select(Supplier.id).where(Supplier.name == name, Supplier.subdistrict_id == user.subdistrict_id))
        if known is not None:
            return known
        row = Supplier(
            subdistrict_id=user.subdistrict_id,
            owner_community_id=user.community_id,
            kind=kind,
            name=name,
            fee=fee,
            created_at=clock.now(),
            areas=[SupplierArea(community_id=user.community_id)],
            windows=[DeliveryWindow(weekday=day, starts=time(14), ends=time(16)) for day in range(1, 8)] if windows else [],
            **given,
        )
        db.session.add(row)
        audit.record(world.actor(community), "supplier.added", row, now=clock.now(), after={"name": name})
        return row.id

    return run_tx(work)


def listed(shop: str, name: str, price: int, *, unit: str = "瓶", spec: str = "") -> int:
    """Something on that supplier's price list."""
    supplier_id = supplier(shop)

    def work() -> int:
        row = PriceItem(supplier_id=supplier_id, position=1, name=name, name_key=name_key(name), spec=spec, unit=unit, price=price)
        db.session.add(row)
        audit.record(world.actor("secretary"), "supplier.priced", row, now=clock.now(), after={"name": name})
        return row.id

    return run_tx(work)


def line(item: str, amount: str = "1", unit: str = "份", if_missing: IfMissing = IfMissing.ASK_ME, **given: Any) -> WantedLine:
    return WantedLine(item=item, amount=Decimal(amount), unit=unit, if_missing=if_missing, **given)


def request(door: str = world.OWN_DOOR, *lines: WantedLine, kind: RequestKind = RequestKind.GROCERIES, **given: Any) -> int:
    """An approved request, carried by owner; without lines 大米 10斤 and 降压药 1.5盒 (of groceries: not medicine)."""
    return requests.in_state(RequestState.APPROVED, door, kind=kind, **({"lines": lines} if lines else {}), **given)


def draft(request_ids: Sequence[int] | None = None, *, shop: str = SHOP, who: str = "secretary", **given: Any) -> int:
    """A draft with these requests; without, one each of the owner's and the neighbouring door."""
    ids = [request(world.OWN_DOOR), request(world.NEXT_DOOR)] if request_ids is None else list(request_ids)
    supplier_id = supplier(shop)

    def work() -> int:
        actor, now = world.actor(who), clock.now()
        values = {"kind": RequestKind.GROCERIES, "supplier": db.session.get_one(Supplier, supplier_id), **given}
        order = actions.open_order(actor=actor, now=now, **values)
        refused = actions.join_requests(order, purchase_queries.requests_in_scope(actor, ids), actor=actor, now=now)
        assert not refused, refused
        return order.id

    return run_tx(work)


def sent(request_ids: Sequence[int] | None = None, **given: Any) -> int:
    """Sent, arriving tomorrow from now to in an hour."""
    order_id = draft(request_ids, **given)
    day = clock.now() + timedelta(days=1)
    do(order_id, actions.plan_arrival, "secretary", arrives_from=day, arrives_until=day + timedelta(hours=1))
    do(order_id, actions.send_order, "secretary")
    return order_id


def answer(item_id: int, answer: Answer = Answer.THERE, *, who: str | Actor = "secretary", **given: Any) -> None:
    """The supplier's answer to one item: all of it at the price expected, or what is `given` (got, price, replaced_by)."""
    from blueprints.orders.actions.answering import answer_item

    def work() -> None:
        order_id = db.session.scalars(sa.select(OrderItem.order_id).where(OrderItem.id == item_id)).one()
        queries.order_in_scope(world.actor("secretary"), order_id, lock=True)  # before the item is read, as the pages do
        item = db.session.get_one(OrderItem, item_id)
        missing = answer is Answer.MISSING
        values: dict[str, Any] = {
            "got": Decimal(0) if missing else item.wanted,
            "price": None if missing else item.expected_price or DEFAULT_PRICE,
            "replaced_by": "别的牌子" if answer is Answer.REPLACED else "",
            "by_name": "店员",
            "version": item.version,
            **given,
        }
        actor = who if isinstance(who, Actor) else world.actor(who)
        answer_item(item, actor=actor, now=clock.now(), answer=answer, **values)

    run_tx(work)


def answered(request_ids: Sequence[int] | None = None, **given: Any) -> int:
    """Sent, and every item is there."""
    order_id = sent(request_ids, **given)
    for item in items(order_id):
        answer(item.id)
    return order_id


def received(request_ids: Sequence[int] | None = None, **given: Any) -> int:
    """Everything there and at the gate."""
    from blueprints.orders.actions.receiving import receive_order

    order_id = answered(request_ids, **given)
    do(order_id, receive_order, "secretary")
    return order_id


def cancelled(request_ids: Sequence[int] | None = None, **given: Any) -> int:
    order_id = sent(request_ids, **given)
    do(order_id, actions.cancel_order, "secretary", reason="超市今天不送")
    return order_id


def do(order_id: int, verb: Callable[..., Any], who: str | Actor, *args: Any, **given: Any) -> Any:
    """Run one action on the order in a transaction of its own, as a view does."""

    def work() -> Any:
        actor = who if isinstance(who, Actor) else world.actor(who)
        order = db.session.scalars(sa.select(PurchaseOrder).where(PurchaseOrder.id == order_id).with_for_update()).one()
        return verb(order, *args, actor=actor, now=clock.now(), **given)

    return run_tx(work)


def join(order_id: int, *request_ids: int, who: str = "secretary") -> list[str]:
    """Put requests on a draft; the sentences about those that could not."""

    def work(order: PurchaseOrder, *, actor: Actor, **rest: Any) -> list[str]:
        found = purchase_queries.requests_in_scope(actor, request_ids)
        return [sentence for _request, sentence in actions.join_requests(order, found, actor=actor, **rest)]

    return do(order_id, work, who)


def leave(order_id: int, request_id: int, who: str = "secretary") -> None:
    do(order_id, lambda order, **rest: actions.leave_order(order, queries.request_on(order, request_id), **rest), who)


def join_items(order_id: int, *item_ids: int, name: str, who: str = "secretary") -> int:
    return do(order_id, lambda order, **rest: actions.join_items(order, queries.items_on(order, item_ids), name=name, **rest).id, who)


def split_item(order_id: int, item_id: int, who: str = "secretary") -> list[int]:
    return do(
        order_id,
        lambda order, **rest: [item.id for item in _flushed(actions.split_item(order, queries.item_on(order, item_id), **rest))],
        who,
    )


def _flushed(rows: list[OrderItem]) -> list[OrderItem]:
    db.session.flush()
    return rows


def fresh(order_id: int) -> PurchaseOrder:
    db.session.rollback()
    return db.session.get_one(PurchaseOrder, order_id)


def items(order_id: int) -> list[OrderItem]:
    return queries.items_of(fresh(order_id))


def item(order_id: int, name: str) -> OrderItem:
    found = [item for item in items(order_id) if item.name == name]
    assert len(found) == 1, f"{name}: {[item.name for item in items(order_id)]}"
    return found[0]


def entries(order_id: int) -> list[OrderEntry]:
    """Those still on it, in walking order."""
    return queries.entries_of(fresh(order_id))


def lines(order_id: int) -> list[OrderLine]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order_id).order_by(OrderLine.id)))


def wanted(order_id: int) -> dict[str, str]:
    """What stands on it: {"大米 斤": "20"}."""
    return {f"{item.name} {item.unit}": f"{item.wanted.normalize():f}" for item in items(order_id)}
