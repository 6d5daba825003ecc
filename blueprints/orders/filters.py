"""How orders are shown: the hour of a window, an amount without needless zeros."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from blueprints.orders import blueprint
from core import clock


@blueprint.app_template_filter("clock_time")
def clock_time(moment: datetime | None) -> str:
    """16:00."""
    return f"{clock.local(moment):%H:%M}" if moment else ""


@blueprint.app_template_filter("amount")
def amount(value: Decimal | None) -> str:
    """10.00 → 10, 1.50 → 1.5."""
    return "" if value is None else f"{value.normalize():f}"
