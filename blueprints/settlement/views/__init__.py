"""Pages about money: the reports and the list of entries."""

from blueprints.settlement.views import reports

__all__ = ["reports"]
