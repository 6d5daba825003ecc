"""Who gets what there is too little of, and what households say to a replacement."""

from __future__ import annotations

from datetime import datetime

from blueprints.orders.models import OrderItem
from blueprints.orders.rules import Reply, must_ask


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
