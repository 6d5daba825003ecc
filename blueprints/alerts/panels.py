"""What alerts put into the pages of earlier slices."""

from __future__ import annotations

from markupsafe import Markup

from blueprints.alerts import queries
from blueprints.places.models import Household
from core import slots
from core.actors import Actor

LAST = 3


def alerts_of_household(actor: Actor, household: Household) -> Markup | None:
    """The last few alerts of a door; nothing when there never was one."""
    rows = queries.list_alerts(queries.alert_filter(actor, show="all", household_id=household.id), limit=LAST)
    return slots.part("alerts/_panel.html", alerts=rows) if rows else None


slots.fill("household_file", alerts_of_household, order=20)
