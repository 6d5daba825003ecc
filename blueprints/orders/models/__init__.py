"""An order, what stands on it, whose it is, the supplier's link, and how its bags reach the doors."""

from blueprints.orders.models.handing_out import BuildingPlan
from blueprints.orders.models.lines import OrderItem, OrderLine
from blueprints.orders.models.orders import OrderEntry, PurchaseOrder, SupplierLink

__all__ = ["BuildingPlan", "OrderEntry", "OrderItem", "OrderLine", "PurchaseOrder", "SupplierLink"]
