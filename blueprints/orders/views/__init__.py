"""Pages of orders: the list, one order, gathering requests for it, sending it, its sheets, sharing what is short, receiving, the supplier's side."""

from blueprints.orders import filters
from blueprints.orders.views import (
    choosing,
    gathering,
    orders,
    receiving,
    sending,
    sheets,
    shortages,
    summing,
    supplier_link,
    supplier_side,
)

__all__ = [
    "choosing",
    "filters",
    "gathering",
    "orders",
    "receiving",
    "sending",
    "sheets",
    "shortages",
    "summing",
    "supplier_link",
    "supplier_side",
]
