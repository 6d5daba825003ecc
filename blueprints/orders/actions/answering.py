"""What the supplier says of each item: typed on the supplier's own page, or by the office from a phone call.

The order is locked before any of these runs, so that supplier and office go one after the other; `version` is the
item's as the form was drawn, and an answer given in between is shown, never overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from blueprints.orders.actions import moving
from blueprints.orders.actions.sharing import reset_replies
from blueprints.orders.models import OrderItem, PurchaseOrder
from blueprints.orders.rules import Answer, is_payable
from core import audit, clock, money
from core.actors import Actor
from core.errors import Conflict, Invalid
from core.labels import label

_MOST_TIMES = 2  # weighed goods may be a little more than was asked for; ten times as much is a slip of the finger
_NAMED = 6  # open items told by name before "…"


def answer_item(
    item: OrderItem,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    answer: Answer,
    got: Decimal | None,
    price: int | None,
    replaced_by: str = "",
    by_name: str,
) -> None:
    """Write one item's answer. Raises Conflict (too late, or answered since `version`) or Invalid beside its field."""
    moving.check("answer", actor, item.order)
    if version != item.version:
        raise answered_since(item)
    _write(item, actor=actor, now=now, by_name=by_name, **_figures(item, answer, got, price, replaced_by.strip()))


def answer_rest(
    order: PurchaseOrder, items: Sequence[OrderItem], *, actor: Actor, now: datetime, by_name: str, leave: Collection[int] = ()
) -> int:
    """What nobody has answered yet is there, at the price that was expected; how many. What has no price stays open, as do `leave`
    and what comes to more than one item may cost."""
    moving.check("answer", actor, order)
    ready = [one for one in items if one.answer is Answer.OPEN and one.id not in leave and is_payable(one.wanted, one.expected_price)]
    for item in ready:
        figures = _figures(item, Answer.THERE, None, item.expected_price, "")
        _write(item, actor=actor, now=now, by_name=by_name, **figures)
    return len(ready)


def finish_answering(
    order: PurchaseOrder, items: Sequence[OrderItem], *, actor: Actor, now: datetime, by_name: str, rest_is_missing: bool = False
) -> None:
    """ "That is all". Raises Invalid that names what is still open, unless that is said to be missing. Changes stay possible."""
    moving.check("answer", actor, order)
    still_open = [item for item in items if item.answer is Answer.OPEN]
    if still_open and not rest_is_missing:
        named = "、".join(item.name for item in still_open[:_NAMED]) + ("…" if len(still_open) > _NAMED else "")
        raise Invalid(_("还有 %(count)s 样没填：%(named)s。", count=len(still_open), named=named))
    for item in still_open:
        _write(item, actor=actor, now=now, by_name=by_name, **_figures(item, Answer.MISSING, None, None, ""))
    moving.move("answer", order, actor=actor, now=now, event="order.answered", change={"answered_at": now}, tell={"by": by_name})


def answered_since(item: OrderItem) -> Conflict:
    """Who has answered it meanwhile, when, and what."""
    sentence = _(
        "%(name)s 已在 %(time)s 改成：%(what)s。", name=item.answered_by or _("别人"), time=clock.stamp(item.answered_at), what=said(item)
    )
    return Conflict(sentence, by=item.answered_by, at=item.answered_at)


def said(item: OrderItem) -> str:
    """An answer in a few words: 换别的 · 小米 · 8斤 · 单价 5.50 元."""
    words = [label(item.answer)]
    if item.answer is Answer.REPLACED:
        words.append(item.replaced_by)
    if item.got:
        words.append(f"{item.got.normalize():f}{item.unit}")
    if item.answer not in (Answer.OPEN, Answer.MISSING):
        words.append(_("单价 %(price)s 元", price=money.yuan(item.price)))
    return " · ".join(words)


def _figures(item: OrderItem, answer: Answer, got: Decimal | None, price: int | None, replaced_by: str) -> dict[str, Any]:
    """Amount, price and name that belong to the answer; Invalid for what cannot be."""
    if answer is Answer.OPEN:
        raise Invalid(_("请选一样：有货、换别的、不够、没有。"), field="answer")
    if answer is Answer.MISSING:
        return {"answer": answer, "got": Decimal(0), "price": None, "replaced_by": ""}
    if answer is Answer.REPLACED and not replaced_by:
        raise Invalid(_("请写换成什么。"), field="replaced_by")
    if answer is Answer.SHORT and got is None:
        raise Invalid(_("请填实际有多少。"), field="got")
    got = item.wanted if got is None else got
    wanted = f"{item.wanted.normalize():f}{item.unit}"
    if got <= 0:
        raise Invalid(_("数量要大于 0。一点都没有，请选“没有”。"), field="got")
    if answer is Answer.SHORT and got >= item.wanted:
        raise Invalid(_("要的是 %(wanted)s，这里已经够了，请选“有货”。", wanted=wanted), field="got")
    if answer is Answer.THERE and got < item.wanted:
        raise Invalid(_("比要的 %(wanted)s 少，请选“不够”；数量全有就把这一格清空。", wanted=wanted), field="got")
    if got > item.wanted * _MOST_TIMES:  # of weighed goods all that came is shared out and paid, also of a replacement
        raise Invalid(_("比要的 %(wanted)s 多出太多了，请核对。", wanted=wanted), field="got")
    if price is None or price < 0:
        raise Invalid(_("请填单价。"), field="price")
    if not is_payable(got, price):
        raise Invalid(_("数量乘单价超过十万元，请核对。"), field="price")
    return {"answer": answer, "got": got, "price": price, "replaced_by": replaced_by if answer is Answer.REPLACED else ""}


def _write(item: OrderItem, *, actor: Actor, now: datetime, by_name: str, **figures: Any) -> None:
    for name, value in figures.items():
        setattr(item, name, value)
    item.answered_at, item.answered_by = now, by_name[:64]
    item.version += 1
    reset_replies(item, now)
    audit.record(actor, "order_item.answered", item, now=now)
    moving.raise_version(item.order)
