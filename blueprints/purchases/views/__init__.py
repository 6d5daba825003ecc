"""Pages of purchases: the queue, a single request, filing on somebody's behalf, deliveries."""

from blueprints.purchases.views import deciding, deliveries, export, filing, queue, repeating, single

__all__ = ["deciding", "deliveries", "export", "filing", "queue", "repeating", "single"]
