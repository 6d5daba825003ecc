"""Every SELECT about alerts."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.alerts.models import Alert
from blueprints.alerts.rules import PENDING, AlertKind, AlertState
from blueprints.places.models import Household
from blueprints.places.queries.scope import by_household, in_grid, row_in_scope
from core import clock
from core.actors import Actor
from core.database import db

PAGE = 50


def alert_in_scope(actor: Actor, alert_id: int, *, lock: bool = False) -> Alert:
    """Raises OutOfScope."""
    return row_in_scope(actor, Alert, alert_id, lock=lock)


def alert_filter(
    actor: Actor,
    *,
    show: str = "pending",
    kind: AlertKind | None = None,
    grid_id: int | None = None,
    community_id: int | None = None,
    household_id: int | None = None,
    day: date | None = None,
) -> sa.ColumnElement[bool]:
    """The one definition of "which alerts": the list shows it and the summary counts it.

    `show` is "pending" (open or acknowledged), "open", "acknowledged", "closed" or "all"; `day` is the
    Shanghai day on which they were raised; grid 0 holds the doors that no grid has.
    """
    clauses = [by_household(actor, Alert)]
    if show == "pending":
        clauses.append(Alert.state.in_(PENDING))
    elif show != "all":
        clauses.append(Alert.state == AlertState(show))
    if kind is not None:
        clauses.append(Alert.kind == kind)
    if community_id is not None:
        clauses.append(Alert.community_id == community_id)
    if grid_id is not None:
        clauses.append(Alert.household_id.in_(sa.select(Household.id).where(in_grid(grid_id))))
    if household_id is not None:
        clauses.append(Alert.household_id == household_id)
    if day is not None:
        begin, end = clock.bounds(day)
        clauses.append(sa.and_(Alert.raised_at >= begin, Alert.raised_at < end))
    return sa.and_(*clauses)


def list_alerts(where: sa.ColumnElement[bool], *, before_id: int | None = None, limit: int = PAGE) -> list[Alert]:
    """Newest first, one page; `before_id` is the last row shown. One query."""
    statement = (
        sa.select(Alert)
        .join(Alert.household)
        .options(contains_eager(Alert.household), joinedload(Alert.resident), joinedload(Alert.acknowledged_by))
        .where(where)
        .order_by(Alert.raised_at.desc(), Alert.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        last = sa.select(Alert.raised_at).where(Alert.id == before_id).scalar_subquery()
        statement = statement.where(sa.or_(Alert.raised_at < last, sa.and_(Alert.raised_at == last, Alert.id < before_id)))
    return list(db.session.scalars(statement))


def of_household(community_id: int, household_id: int) -> list[Alert]:
    """Every alert of a door, locked."""
    statement = sa.select(Alert).where(Alert.community_id == community_id, Alert.household_id == household_id).with_for_update()
    return list(db.session.scalars(statement))
