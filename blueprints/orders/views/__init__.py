"""Pages of orders: the list, one order, gathering requests for it."""

from blueprints.orders import filters
from blueprints.orders.views import orders

__all__ = ["filters", "orders"]
