"""What orders put into the pages of earlier slices."""

from __future__ import annotations

from markupsafe import Markup

from blueprints.orders import queries
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


slots.fill("request_order", order_of_request)
slots.fill("request_order", what_came, order=110)
