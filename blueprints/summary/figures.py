"""The numbers of the summary pages. Each is defined once: what it counts and which list adds up to it.

A figure counts with the WHERE clause of the slice it comes from, and links to the list page that shows
just these rows for the same question: so the number and the list cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from blueprints.accounts.rules import Role
from blueprints.alerts.models import Alert
from blueprints.alerts.queries import alert_filter
from blueprints.alerts.rules import AlertKind
from blueprints.care.models import CareCase
from blueprints.care.queries import case_filter
from blueprints.inspections.models import Inspection, RoundHousehold
from blueprints.inspections.queries.doors import missing_filter
from blueprints.inspections.queries.inspections import inspections_filter
from blueprints.places.models import Household
from blueprints.purchases.filtering import GROUPS
from blueprints.purchases.models import PurchaseRequest, UsualOrder
from blueprints.purchases.queries import reminder_filter, request_filter
from blueprints.purchases.rules import CARRIED, RequestState
from blueprints.settlement.models import Complaint
from blueprints.settlement.queries import complaint_filter
from core import clock
from core.actors import Actor

NO_GRID = 0  # in ?grid=…: the doors that no grid has


@dataclass(frozen=True)
class Looked:
    """Who looks, when, and at which community (None: all that the actor may see)."""

    actor: Actor
    now: datetime
    community_id: int | None = None

    @property
    def today(self) -> date:
        return clock.day_of(self.now)


@dataclass(frozen=True)
class Figure:
    """`where` says which rows of `model`; `query` is what the list page must be asked to show the same rows."""

    key: str
    label: Any
    model: Any
    where: Callable[[Looked], sa.ColumnElement[bool]]
    endpoint: str
    query: Callable[[Looked], Mapping[str, Any]]
    tone: str = "quiet"  # how it is drawn when it is not zero

    @property
    def grid(self) -> Any:
        """The column that says whose grid a row is in: the row's own, else its door's."""
        return self.model.grid_id if hasattr(self.model, "grid_id") else Household.grid_id

    def url(self, looked: Looked, *, community_id: int | None = None, grid_id: int | None = None) -> str:
        community_id = community_id or looked.community_id
        own = looked.actor.role != Role.OFFICER  # an address needs no community where there is but one
        return url_for(self.endpoint, **self.query(looked), community=None if own else community_id, grid=grid_id)


def _round(key: str, label: Any, show: str, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        RoundHousehold,
        lambda at: missing_filter(at.actor, show=show, community_id=at.community_id),
        "inspections.running_missing",
        lambda at: {"show": show},
        tone,
    )


def _visits(key: str, label: Any, finding: str | None = None, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        Inspection,
        lambda at: inspections_filter(at.actor, day=at.today, finding=finding, community_id=at.community_id),
        "inspections.inspections",
        lambda at: {"day": at.today.isoformat(), **({"finding": finding} if finding else {})},
        tone,
    )


def _alerts(key: str, label: Any, show: str, kind: AlertKind | None = None, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        Alert,
        lambda at: alert_filter(at.actor, show=show, kind=kind, community_id=at.community_id),
        "alerts.alerts",
        lambda at: {"show": show, **({"kind": kind.value} if kind else {})},
        tone,
    )


def _care(key: str, label: Any, show: str, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        CareCase,
        lambda at: case_filter(at.actor, show=show, now=at.now, community_id=at.community_id),
        "care.cases",
        lambda at: {"show": show},
        tone,
    )


def _requests(key: str, label: Any, shown: str, tone: str = "quiet", *, urgent: bool | None = None) -> Figure:
    """`shown` is a state or a group of states, as the list is asked for it."""
    chosen = GROUPS.get(shown) or (RequestState(shown),)
    return Figure(
        key,
        label,
        PurchaseRequest,
        lambda at: request_filter(at.actor, states=chosen, urgent=urgent, community_id=at.community_id),
        "purchases.requests",
        lambda at: {"state": shown, **({"urgent": "1"} if urgent else {})},
        tone,
    )


def _requests_today(key: str, label: Any, day: str, tone: str = "quiet") -> Figure:
    """What is over piles up with the years, so it is counted by the day it came to be over: `day` names the filter."""
    return Figure(
        key,
        label,
        PurchaseRequest,
        lambda at: request_filter(at.actor, community_id=at.community_id, **{day: at.today}),
        "purchases.requests",
        lambda at: {"state": "all", day: at.today.isoformat()},
        tone,
    )


def _complaints(key: str, label: Any, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        Complaint,
        lambda at: complaint_filter(at.actor, community_id=at.community_id),
        "settlement.complaints",
        lambda at: {"show": "open"},
        tone,
    )


def _reminders(key: str, label: Any, tone: str = "quiet") -> Figure:
    return Figure(
        key,
        label,
        UsualOrder,
        lambda at: reminder_filter(at.actor, today=at.today, community_id=at.community_id),
        "purchases.usual_orders",
        lambda at: {"show": "due"},
        tone,
    )


ROUND = (
    _round("doors_done", _l("已查"), "done", "good"),
    _round("doors_missing", _l("还没查"), "missing", "warn"),
    _round("doors_revisit", _l("待再访"), "revisit", "warn"),
    _round("doors_all", _l("应查"), "all"),
)
VISITS = (_visits("visits_today", _l("今天走访")),)
ALERTS = (
    _alerts("alerts_open", _l("待处理"), "open", tone="bad"),
    _alerts("alerts_acknowledged", _l("处理中"), "acknowledged", tone="warn"),
    _alerts("alerts_fever", _l("发热"), "pending", AlertKind.FEVER, "bad"),
    _alerts("alerts_unwell", _l("不舒服"), "pending", AlertKind.UNWELL, "bad"),
    _alerts("alerts_hazard", _l("隐患"), "pending", AlertKind.HAZARD, "warn"),
    _alerts("alerts_pending", _l("告警"), "pending", tone="bad"),
)
CARE = (
    _care("care_due", _l("今天要联系"), "due", "warn"),
    _care("care_overdue", _l("已逾期"), "overdue", "bad"),
    _care("care_done", _l("今天已联系"), "done", "good"),
    _care("care_all", _l("帮扶对象"), "all"),
)
REQUESTS = (
    _requests("requests_submitted", _l("待批准"), "submitted", "warn"),
    _requests("requests_urgent", _l("其中加急"), "submitted", "bad", urgent=True),
    _requests("requests_approved", _l("待采购"), "approved", "info"),
    _requests("requests_ordered", _l("已下单"), "ordered", "info"),
    _requests("requests_bought", _l("待配送"), "bought", "info"),
    _requests("requests_out", _l("配送中"), "out_for_delivery", "info"),
    _requests_today("requests_delivered", _l("今天送到"), "delivered_on", "good"),
    _requests_today("requests_settled", _l("今天结清"), "settled_on", "good"),
    _requests_today("requests_rejected", _l("今天退回"), "rejected_on", "bad"),
    _requests_today("requests_cancelled", _l("今天取消"), "cancelled_on"),
    _requests("requests_underway", _l("办理中"), "underway", "info"),
    _reminders("reminders_due", _l("到日子要买药"), "warn"),
    _complaints("complaints_open", _l("居民说有问题"), "bad"),
)
FIGURES = {figure.key: figure for group in (ROUND, VISITS, ALERTS, CARE, REQUESTS) for figure in group}
# On top of a worker's day: what is still to be done.
TODAY = (
    _care("care_pending", _l("要联系"), "pending", "warn"),
    _round("doors_open", _l("没查完"), "open", "warn"),
    Figure(
        "my_deliveries",
        _l("要送的单"),
        PurchaseRequest,
        lambda at: request_filter(at.actor, states=CARRIED, assigned_to_id=at.actor.user_id),
        "purchases.deliveries",
        lambda at: {},
        "info",
    ),
    _alerts("alerts_pending", _l("告警"), "pending", tone="bad"),
    _reminders("reminders_due", _l("该买药"), "warn"),
)
