"""What orders put into the pages of earlier slices."""

from __future__ import annotations

from markupsafe import Markup

from blueprints.orders import queries
from blueprints.purchases.models import PurchaseRequest
from core import slots
from core.actors import Actor


def order_of_request(actor: Actor, request: PurchaseRequest) -> Markup | None:
    """Which order a request stands on, and in which bag it comes."""
    entry = queries.order_of_request(request)
    return slots.part("orders/_panel.html", entry=entry, order=entry.order) if entry else None


slots.fill("request_order", order_of_request)
