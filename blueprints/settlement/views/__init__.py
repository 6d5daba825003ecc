"""Pages of money: payments (one request), purses (cash in hands), orders (an order's account), corrections, owed,
complaints, reports."""

from blueprints.settlement.views import complaints, corrections, orders, owed, payments, purses, reports

__all__ = ["complaints", "corrections", "orders", "owed", "payments", "purses", "reports"]
