"""Counting by day, and which communities have reported: reads the last days alone, whatever came before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from blueprints.alerts.models import Alert
from blueprints.care.models import CareCase, CareContact
from blueprints.inspections.models import Inspection
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.summary.figures import Looked
from blueprints.summary.history import Series
from core import clock
from core.actors import PUBLIC_ROLE
from core.audit import AuditEvent
from core.database import db

REPORTS = tuple(model.__tablename__ for model in (Inspection, CareCase, CareContact, PurchaseRequest, Delivery, Alert))


def count_by_day(series: Iterable[Series], looked: Looked, days: list[date]) -> dict[str, dict[date, int]]:
    """series → day → number, in one statement; days without any are absent. `days` is sorted and without gaps."""
    branches = []
    for one in series:
        bounds = [(one.column < one.since(day), index) for index, day in enumerate(days[1:])]
        which = sa.case(*bounds, else_=len(days) - 1).label("which")
        branch = sa.select(sa.literal(one.key).label("series"), which, sa.func.count().label("number")).select_from(one.model)
        # by name: the bound values of the expression are not the same parameters twice
        branches.append(branch.where(one.where(looked), one.column >= one.since(days[0])).group_by(sa.literal_column("which")))
    counts: dict[str, dict[date, int]] = {one.key: {} for one in series}
    for key, index, number in db.session.execute(sa.union_all(*branches)):
        counts[key][days[index]] = number
    return counts


def last_reports(community_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """When somebody of each community last wrote down a visit, a contact, a request or an alert today.

    Communities without any today are absent; what residents do themselves is no report.
    """
    statement = (
        sa.select(AuditEvent.community_id, sa.func.max(AuditEvent.at))
        .where(
            AuditEvent.community_id.in_(list(community_ids)),
            AuditEvent.at >= clock.start_of(clock.day_of(now)),
            AuditEvent.entity_type.in_(REPORTS),
            AuditEvent.actor_role != PUBLIC_ROLE,
        )
        .group_by(AuditEvent.community_id)
    )
    return {community_id: at for community_id, at in db.session.execute(statement) if community_id is not None}
