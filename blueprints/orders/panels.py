"""What orders put into the pages of earlier slices."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.orders import queries
from blueprints.orders.bags import two_digits
from blueprints.orders.forms.shares import ReplyForm
from blueprints.orders.rules import may
from blueprints.purchases.models import PurchaseRequest
from core import slots
from core.actors import Actor


def order_of_request(actor: Actor, request: PurchaseRequest) -> Markup | None:
    """Which order a request stands on, and in which bag it comes."""
    entry = queries.order_of_request(request)
    return slots.part("orders/_panel.html", entry=entry, order=entry.order) if entry else None


def what_came(actor: Actor, request: PurchaseRequest) -> Markup | None:
    """What becomes of each of its lines; whoever is on the phone with the household notes its replies here."""
    slip = queries.slip_of(request)
    if slip is None:
        return None
    asking = may("reply", actor)
    forms = {line.line_id: ReplyForm(formdata=None) for line in slip.lines if asking and line.question}
    return slots.part("orders/_what_came.html", slip=slip, forms=forms, asked=request)


def stop_notes(actor: Actor, request_ids: Collection[int]) -> dict[int, list[str]]:
    """Which bags of an order a stop is, in one query. What is to be paid for them is told by settlement."""
    entries = queries.bag_numbers(request_ids) if request_ids else {}
    return {
        request_id: [_("取货号 %(number)s · %(bags)s 袋", number=two_digits(entry.bag_number), bags=entry.bags)]
        for request_id, entry in entries.items()
    }


slots.fill("request_order", order_of_request)
slots.fill("request_order", what_came, order=110)
slots.fill("stop_notes", stop_notes)
