"""Pages of orders: the list and one order, gathering and sending, the supplier's side, sharing what is short, receiving."""

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
