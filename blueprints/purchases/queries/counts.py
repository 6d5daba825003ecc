"""Numbers about requests; each in one query, and each from the same filter as the list it leads to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from blueprints.places.models import Household
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import OPEN, RequestState
from core import clock
from core.database import db

Column = Literal["state", "community_id", "kind", "grid_id", "assigned_to_id"]


def count_by_state(where: sa.ColumnElement[bool], states: Collection[RequestState] = OPEN) -> dict[RequestState, int]:
    """How many stand in each of `states`, zeros included. Only open states by default: those that are over pile up
    with the years, so count them by day (`submitted_on`, `delivered_on`, …)."""
    statement = (
        sa.select(PurchaseRequest.state, sa.func.count())
        .where(where, PurchaseRequest.state.in_(tuple(states)))
        .group_by(PurchaseRequest.state)
    )
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return {state: found.get(state, 0) for state in states}


def count_by(column: Column, where: sa.ColumnElement[bool]) -> dict[tuple[Any, RequestState], int]:
    """(value of `column`, state) → how many; `grid_id` is the door's. Give `where` open states or a day."""
    value = Household.grid_id if column == "grid_id" else getattr(PurchaseRequest, column)
    statement = (
        sa.select(value, PurchaseRequest.state, sa.func.count())
        .select_from(PurchaseRequest)
        .join(PurchaseRequest.household)
        .where(where)
        .group_by(value, PurchaseRequest.state)
    )
    return {(key, state): number for key, state, number in db.session.execute(statement)}


def requests_per_day(where: sa.ColumnElement[bool], *, today: date, days: int = 14) -> list[tuple[date, int]]:
    """How many were filed on each of the last `days` days of Shanghai, oldest first; one query."""
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    at = PurchaseRequest.submitted_at
    columns = []
    for day in dates:
        begin, end = clock.bounds(day)
        columns.append(sa.func.coalesce(sa.func.sum(sa.case((sa.and_(at >= begin, at < end), 1), else_=0)), 0))
    statement = sa.select(*columns).select_from(PurchaseRequest).where(where, at >= clock.start_of(dates[0]))
    return list(zip(dates, db.session.execute(statement).one(), strict=True))
