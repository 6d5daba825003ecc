"""Pages of money: payments (one request), purses (cash in hands), orders (an order's account), corrections, owed, reports."""

from blueprints.settlement.views import corrections, orders, owed, payments, purses, reports

__all__ = ["corrections", "orders", "owed", "payments", "purses", "reports"]
