"""Pages of orders: the list and one order, gathering and sending, the supplier's side, sharing what is short, receiving, handing out."""

from blueprints.orders import filters, wording
from blueprints.orders.views import (
    choosing,
    gathering,
    labels,
    orders,
    pick_up,
    receiving,
    sending,
    sheets,
    shortages,
    sorting,
    sorting_files,
    summing,
    supplier_link,
    supplier_side,
    windows,
)

__all__ = [
    "choosing",
    "filters",
    "gathering",
    "labels",
    "orders",
    "pick_up",
    "receiving",
    "sending",
    "sheets",
    "shortages",
    "sorting",
    "sorting_files",
    "summing",
    "supplier_link",
    "supplier_side",
    "windows",
    "wording",
]
