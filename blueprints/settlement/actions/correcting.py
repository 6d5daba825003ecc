"""A wrong entry is taken back by one that points at it; nothing is ever changed or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.purchases.rules import RequestState
from blueprints.settlement import ledger, queries
from blueprints.settlement.actions import book
from blueprints.settlement.ledger import Draft
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import OF_A_REQUEST, EntryKind
from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid, Refused

_OWN = (EntryKind.PAYMENT, EntryKind.HAND_OVER)  # what a worker may take back if they entered it


def reverse(entry: MoneyEntry, *, actor: Actor, now: datetime, reason: str) -> MoneyEntry:
    """Take back a wrong entry of what is still open."""
    if not may_reverse(entry, actor):
        raise Refused
    _check_reason(reason)
    order = queries.locked_order(entry.order_id) if entry.order_id is not None else None
    if order is not None and order.state is OrderState.CLOSED:
        raise book.closed(order)
    if entry.request is not None:
        if order is None and entry.request.state is RequestState.SETTLED:
            raise book.closed(None)
        queries.locked_accounts(entry.community_id, [entry.request_id] if entry.request_id else [])
    elif entry.holder_id is not None:
        queries.locked_purses(entry.community_id, [entry.holder_id])
    _check_standing(entry)
    if is_reckoned(entry):
        raise Conflict(_("货款和服务费是收货时算出来的，不能撤销。要少收请写“减收”，要多收请写“补收”。"))
    return book.write([ledger.opposite(entry, reason)], community_id=entry.community_id, actor=actor, now=now)[0]


def may_reverse(entry: MoneyEntry, actor: Actor) -> bool:
    """The secretary any, a worker what they entered themselves."""
    if actor.role == Role.GRID_WORKER:
        return entry.kind in _OWN and entry.entered_by_id == actor.user_id
    return book.may("keep", actor)


def is_reckoned(entry: MoneyEntry) -> bool:
    """Written when the goods were received, from the lines of the order."""
    return entry.order_id is not None and entry.kind in (EntryKind.GOODS, EntryKind.FEE) and not entry.reason


def correct_closed(
    entries: Sequence[MoneyEntry],
    replacements: Sequence[Draft],
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    order: PurchaseOrder | None = None,
) -> list[MoneyEntry]:
    """After closing: `entries` are taken back and `replacements` written in one go, which leaves every balance as it was.

    All of one order (`order`), or of one settled request without an order. Each replacement says its request or holder.
    """
    book.check_role("keep", actor)
    _check_reason(reason)
    if not entries:
        raise Invalid(_("请勾出要更正的账目。"), field="entries")
    order = queries.locked_order(order.id) if order is not None else None
    order_id = order.id if order is not None else None
    requests = {entry.request_id for entry in entries}
    if any(entry.order_id != order_id for entry in entries) or (order is None and len(requests) != 1):
        raise Invalid(_("一次只能更正同一张采购单（或同一张代购单）的账目。"), field="entries")
    request = entries[0].request
    if order.state is not OrderState.CLOSED if order is not None else (request is None or request.state is not RequestState.SETTLED):
        raise Conflict(_("还没有结账，直接撤销写错的那一笔就行。"))
    community_id = entries[0].community_id
    queries.locked_accounts(community_id, [one for one in requests if one is not None])
    for entry in entries:
        _check_standing(entry)
    given: dict[str, Any] = {"order_id": order_id, "supplier_id": order.supplier_id if order else None, "after_close": True}
    drafts = [ledger.opposite(entry, reason, after_close=True) for entry in entries]
    drafts += [replace(draft, **given, reason=draft.reason or reason) for draft in replacements]
    book_before = queries.book_of_order(order) if order is not None else queries.book_of_request(request)  # type: ignore[arg-type]
    _check_known({entry.request_id for entry in book_before}, drafts)
    _check_balance(ledger.unlike(book_before, drafts))
    return book.write(drafts, community_id=community_id, actor=actor, now=now)


def _check_known(requests: set[int | None], drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if draft.kind in OF_A_REQUEST and (draft.request_id is None or draft.request_id not in requests):
            raise Invalid(_("请选这一笔是哪一单的。"), field="entries")


def _check_balance(unlike: set[str]) -> None:
    sentences = {
        "account": _("更正以后，应收和已收对不上了：撤掉多少，就要补上多少（收款、记为欠款或免收）。"),
        "in_hands": _("更正以后，收到的现金和上交的对不上了：请把上交的那一笔也一起更正。"),
        "supplier": _("更正以后，供货方的账单和付给他的对不上了：请把垫付或账单也一起更正。"),
    }
    if unlike:
        raise Invalid(" ".join(sentence for key, sentence in sentences.items() if key in unlike))


def _check_standing(entry: MoneyEntry) -> None:
    if entry.reverses_id is not None:
        raise Conflict(_("这一笔本身就是撤销，不能再撤销；请重新记一笔。"))
    undone = queries.reversal_of(entry)
    if undone is not None:
        name, time = undone.entered_by_name, clock.stamp(undone.at)
        raise Conflict(_("这一笔已由%(name)s于%(time)s撤销。", name=name, time=time), by=name, at=undone.at)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("请写明原因。"), field="reason")
