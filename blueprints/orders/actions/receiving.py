"""The goods stand at the gate: what each line got is written down for good, and every request moves on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders import queries
from blueprints.orders.actions import moving
from blueprints.orders.events import OrderReceived
from blueprints.orders.models import OrderEntry, OrderItem, PurchaseOrder
from blueprints.orders.queries import SharedItem, SharedLine
from blueprints.orders.rules import Answer, Reply
from blueprints.purchases import actions as purchases
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid
from core.events import publish


@dataclass(frozen=True)
class Receipt:
    """What receiving would do now: shown before it is confirmed, and then done."""

    items: Sequence[SharedItem]
    still_open: Sequence[OrderItem]  # without an answer: these must be answered first
    waiting: Sequence[SharedLine]  # households that have not answered: they get nothing of it
    served: Sequence[OrderEntry]
    empty_handed: Sequence[OrderEntry]  # nothing came for them: they wait for the next order

    @property
    def cents(self) -> int:
        """Of the goods, without fees."""
        return sum(item.cents for item in self.items)


def receipt_of(order: PurchaseOrder) -> Receipt:
    """A fixed number of queries, whatever stands on the order."""
    items = queries.shared_items(order)
    entries = queries.entries_of(order)
    served = {one.line.request_id for item in items for one in item.lines if one.share.given}
    return Receipt(
        items=items,
        still_open=[one.item for one in items if one.item.answer is Answer.OPEN],
        waiting=[line for one in items for line in one.waiting],
        served=[entry for entry in entries if entry.request_id in served],
        empty_handed=[entry for entry in entries if entry.request_id not in served],
    )


def receive_order(order: PurchaseOrder, *, actor: Actor, now: datetime, version: int | None = None) -> None:
    """Write down what every line got and costs, move every request, and let others know. The order is locked.

    `version` is the order's as the confirmation was drawn: what was answered in between is a Conflict, so that nobody
    confirms what they have not seen. Invalid while an item has no answer.
    """
    moving.check("receive", actor, order)
    if version is not None and version != order.version:
        raise Conflict(_("刚才又有人改了供货方的答复、居民的答复或分配，数量变了。请再看一遍，再确认收货。"))
    queries.lock_requests_of(order)
    receipt = receipt_of(order)
    if receipt.still_open:
        named = "、".join(item.name for item in receipt.still_open[:5])
        raise Invalid(_("还有 %(number)s 样没有填：%(names)s。请先填好。", number=len(receipt.still_open), names=named))
    _write_down(receipt)
    for entry in _by_request(receipt.served):
        purchases.receive_goods(entry.request, actor=actor, now=now)
    because = _("采购单 %(number)s 上什么也没有买到", number=order.number)
    for entry in receipt.empty_handed:
        entry.dropped_at, entry.dropped_because = now, because
    for entry in _by_request(receipt.empty_handed):
        purchases.unorder(entry.request, actor=actor, now=now, reason=because)
    change = {"received_at": now, "received_by_id": actor.user_id}
    told = {"requests": len(receipt.served), "empty_handed": len(receipt.empty_handed), "cents": receipt.cents}
    moving.move("receive", order, actor=actor, now=now, event="order.received", change=change, tell=told)
    publish(OrderReceived(actor=actor, now=now, community_id=order.community_id, order_id=order.id))


def _write_down(receipt: Receipt) -> None:
    for one in receipt.waiting:
        one.line.reply = Reply.DECLINED  # nobody said so: replied_at stays empty
    db.session.flush()  # rows that change in the same columns are sent to the database together
    for one in (line for item in receipt.items for line in item.lines):
        one.line.outcome, one.line.given, one.line.cents = one.share.outcome, one.share.given, one.share.cents
    db.session.flush()


def _by_request(entries: Iterable[OrderEntry]) -> list[OrderEntry]:
    """Always in the same order, as everywhere where many requests are changed."""
    return sorted(entries, key=lambda entry: entry.request_id)
