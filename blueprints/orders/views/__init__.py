"""Pages of orders: the list, one order, gathering requests for it, sending it, its sheets."""

from blueprints.orders import filters
from blueprints.orders.views import gathering, orders, sending, sheets, summing

__all__ = ["filters", "gathering", "orders", "sending", "sheets", "summing"]
