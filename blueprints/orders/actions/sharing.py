"""Who gets what there is too little of, and what households say to a replacement.

The order is locked before any of these runs, so that they, the supplier's answers and receiving go one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.orders.actions import moving
from blueprints.orders.models import OrderItem, OrderLine, PurchaseOrder
from blueprints.orders.rules import Reply, ShareRule, must_ask
from blueprints.orders.sharing import NOTHING, takes
from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid


def set_share_rule(order: PurchaseOrder, rule: ShareRule, *, actor: Actor, now: datetime) -> None:
    """How everything that is short is shared out. What was written by hand is kept for when that rule comes back."""
    moving.check("share", actor, order)
    if order.share_rule is not rule:
        moving.move("share", order, actor=actor, now=now, event="order.share_rule_set", change={"share_rule": rule})


def share_by_hand(item: OrderItem, amounts: Mapping[int, Decimal | None], *, actor: Actor, now: datetime, seen: str | None = None) -> None:
    """Write who gets how much of `item`; the order's rule becomes BY_HAND. None leaves a line to the rest.

    `seen` is `hand_of(…)` as the form was drawn: what changed in between is a Conflict. Raises Invalid beside the line
    (field = its id as text) or for the sum.
    """
    order = item.order
    moving.check("share", actor, order)
    if seen is not None and seen != hand_of(item, item.lines):
        raise Conflict(_("这一样刚刚有人改过，请看看现在的数量再分。"))
    lines = {line.id: line for line in item.lines}
    if not set(amounts) <= set(lines):
        raise Invalid(_("请从列出的选项中选。"))
    written = {line_id: amounts.get(line_id) for line_id in lines}
    _check_amounts(item, written)
    before = {str(line.id): line.share for line in item.lines}
    for line in item.lines:
        line.share = written[line.id]
    after = {str(line.id): line.share for line in item.lines}
    audit.record(actor, "order_item.shared_by_hand", item, now=now, before={"shares": before}, after={"shares": after})
    moving.raise_version(order, None if order.share_rule is ShareRule.BY_HAND else {"share_rule": ShareRule.BY_HAND})


def reset_replies(item: OrderItem, now: datetime) -> None:
    """After each answer to `item`: who said "ask me" is asked about its replacement, anew when it is another or costs otherwise.

    Belongs to the answer and is told by its audit event.
    """
    question = f"{item.replaced_by} {item.price}"
    for line in item.lines:
        if not must_ask(item.answer, line.wish):
            line.reply, line.asked_about, line.asked_at = Reply.NOT_ASKED, "", None
        elif line.asked_about == question:
            continue
        else:
            line.reply, line.asked_about, line.asked_at = Reply.WAITING, question, now
        line.replied_at, line.replied_by = None, ""


def reply_to(line: OrderLine, *, actor: Actor, now: datetime, accepts: bool, by_name: str, version: int | None = None) -> None:
    """The household takes the replacement or does not: said on its slip, or by phone and noted by `actor`. It may change its mind
    until the goods are received.

    `version` is the item's as the question was shown; Conflict when the supplier has changed its answer since.
    """
    item = line.item
    moving.check("reply", actor, item.order)
    if not must_ask(item.answer, line.wish):
        raise Conflict(_("这一样现在不用答复了：供货方改了。"), by=item.answered_by, at=item.answered_at)
    if version is not None and version != item.version:
        raise Conflict(_("供货方刚刚改了这一样，请看看现在换的是什么，再答复。"), by=item.answered_by, at=item.answered_at)
    reply = Reply.ACCEPTED if accepts else Reply.DECLINED
    if line.reply is reply:
        return
    line.reply, line.replied_at, line.replied_by = reply, now, by_name[:64]
    audit.record(actor, "order_line.replied", line, now=now)
    moving.raise_version(item.order)


def hand_of(item: OrderItem, lines: Iterable[OrderLine]) -> str:
    """What somebody who writes amounts by hand has seen: the answer, and what was written for the item's lines before."""
    return " ".join([str(item.version), *(f"{line.id}={line.share}" for line in lines)])


def _check_amounts(item: OrderItem, written: Mapping[int, Decimal | None]) -> None:
    """Not more than came, to nobody more than wanted, pieces whole, and nothing left with nobody."""
    takers = [line for line in item.lines if takes(item.answer, line.wish, line.reply)]
    came = min(item.got or NOTHING, sum((line.wanted for line in takers), NOTHING))
    if not came:
        raise Invalid(_("这一样没有货可分。"))
    in_pieces = all(amount == int(amount) for amount in (came, *(line.wanted for line in item.lines)))
    for line in item.lines:
        amount = written[line.id]
        if amount is None:
            continue
        if line not in takers or not 0 <= amount <= line.wanted:
            most = line.wanted if line in takers else NOTHING
            raise Invalid(_("最多分 %(amount)s。", amount=_said(item, most)), field=str(line.id))
        if in_pieces and amount != int(amount):
            raise Invalid(_("请填整数，不能拆开。"), field=str(line.id))
    out = sum((amount for amount in written.values() if amount is not None), NOTHING)
    if out > came:
        raise Invalid(_("一共到了 %(came)s，您分出去了 %(out)s，请改小。", came=_said(item, came), out=_said(item, out)))
    if out < came and all(written[line.id] is not None for line in takers):
        left = _said(item, came - out)
        raise Invalid(_("一共到了 %(came)s，还剩 %(left)s 没有分给谁。不想写死的可以留空。", came=_said(item, came), left=left))


def _said(item: OrderItem, amount: Decimal) -> str:
    return f"{amount.normalize():f}{item.unit}"
