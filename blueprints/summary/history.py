"""Fourteen days back: what is counted by day, and which list shows a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from blueprints.accounts.rules import Role
from blueprints.alerts.models import Alert
from blueprints.alerts.queries import alert_filter
from blueprints.care.models import CareContact
from blueprints.care.queries.log import contact_filter
from blueprints.inspections.models import Inspection
from blueprints.inspections.queries.inspections import inspections_filter
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_filter
from blueprints.summary.figures import Looked
from core import clock

DAYS = 14


@dataclass(frozen=True)
class Series:
    """`column` says on which day a row counts; `query` is what the list must be asked for one day."""

    key: str
    label: Any
    unit: Any  # what one of them is called, for the reading aloud of the picture
    model: Any
    column: Any
    where: Callable[[Looked], sa.ColumnElement[bool]]
    endpoint: str
    query: Callable[[str], Mapping[str, Any]]

    def since(self, day: date) -> date | datetime:
        """`day` as the column compares it."""
        return day if isinstance(self.column.type, sa.Date) else clock.start_of(day)

    def url(self, looked: Looked, day: date) -> str:
        community_id = looked.community_id if looked.actor.role == Role.OFFICER else None
        return url_for(self.endpoint, **self.query(day.isoformat()), community=community_id)


@dataclass(frozen=True)
class Day:
    day: date
    number: int
    url: str
    is_today: bool


SERIES = (
    Series(
        "visits",
        _l("入户走访"),
        _l("户次"),
        Inspection,
        Inspection.visited_on,
        lambda at: inspections_filter(at.actor, community_id=at.community_id),
        "inspections.inspections",
        lambda day: {"day": day},
    ),
    Series(
        "contacts",
        _l("帮扶联系"),
        _l("次"),
        CareContact,
        CareContact.contacted_at,
        lambda at: contact_filter(at.actor, community_id=at.community_id),
        "care.contacts",
        lambda day: {"day": day},
    ),
    Series(
        "requests",
        _l("新来的代购"),
        _l("单"),
        PurchaseRequest,
        PurchaseRequest.submitted_at,
        lambda at: request_filter(at.actor, community_id=at.community_id),
        "purchases.requests",
        lambda day: {"state": "all", "on": day},
    ),
    Series(
        "alerts",
        _l("新报的告警"),
        _l("条"),
        Alert,
        Alert.raised_at,
        lambda at: alert_filter(at.actor, show="all", community_id=at.community_id),
        "alerts.alerts",
        lambda day: {"show": "all", "day": day},
    ),
)


def days_until(today: date) -> list[date]:
    """The last fourteen, oldest first."""
    return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
