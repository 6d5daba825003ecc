"""Every SELECT about alerts."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.alerts.models import Alert
from blueprints.alerts.rules import PENDING, AlertKind, AlertState
from blueprints.places.models import Household
from blueprints.places.queries.scope import by_household, row_in_scope
from core.actors import Actor
from core.database import db

PAGE = 50


def alert_in_scope(actor: Actor, alert_id: int, *, lock: bool = False) -> Alert:
    """Raises OutOfScope."""
    return row_in_scope(actor, Alert, alert_id, lock=lock)


def alert_filter(
    actor: Actor, *, show: str = "pending", kind: AlertKind | None = None, grid_id: int | None = None
) -> sa.ColumnElement[bool]:
    """The one definition of "which alerts": the list shows it and the summary counts it.

    `show` is "pending" (open or acknowledged), "open", "acknowledged", "closed" or "all".
    """
    clauses = [by_household(actor, Alert)]
    if show == "pending":
        clauses.append(Alert.state.in_(PENDING))
    elif show != "all":
        clauses.append(Alert.state == AlertState(show))
    if kind is not None:
        clauses.append(Alert.kind == kind)
    if grid_id is not None:
        doors = sa.select(Household.id).where(Household.grid_id == grid_id)
        clauses.append(Alert.household_id.in_(doors))
    return sa.and_(*clauses)


def list_alerts(where: sa.ColumnElement[bool], *, before: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[Alert]:
    """Newest first, one page; `before` is the (raised_at, id) of the last row shown. One query."""
    statement = (
        sa.select(Alert)
        .join(Alert.household)
        .options(contains_eager(Alert.household), joinedload(Alert.resident), joinedload(Alert.acknowledged_by))
        .where(where)
        .order_by(Alert.raised_at.desc(), Alert.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(sa.tuple_(Alert.raised_at, Alert.id) < sa.tuple_(*map(sa.literal, before)))
    return list(db.session.scalars(statement))


def count_alerts(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Alert).where(where)) or 0
