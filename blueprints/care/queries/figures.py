"""Numbers about care, each with the same definition as the list behind it (cases.shown)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from blueprints.care.models import CareCase, CareContact
from blueprints.care.queries.cases import case_scope, shown
from blueprints.places.models import Household
from blueprints.places.queries.scope import by_household
from blueprints.places.vocabulary import CareCategory
from core import clock
from core.actors import Actor
from core.database import db


@dataclass(frozen=True)
class CareCounts:
    """Open cases, and how they stand now. `overdue` includes `missed`; `pending` is due + overdue."""

    open: int = 0
    due: int = 0
    overdue: int = 0
    missed: int = 0
    done: int = 0
    medicine: int = 0

    @property
    def pending(self) -> int:
        return self.due + self.overdue


@dataclass(frozen=True)
class ContactDay:
    """Contacts of one Shanghai day."""

    day: date
    reached: int
    unreached: int


def totals(where: sa.ColumnElement[bool], now: datetime) -> CareCounts:
    """The figures over the open cases that `where` keeps (case_scope or a case_filter with show="all"). One query."""
    row = db.session.execute(sa.select(*_sums(now)).select_from(CareCase).where(where, shown("all", now))).one()
    return CareCounts(*(int(value or 0) for value in row))


def due_counts_by_grid(actor: Actor, now: datetime) -> dict[int | None, CareCounts]:
    """grid_id → figures, for every grid with open cases among the actor's. One query."""
    return _grouped(Household.grid_id, actor, now)


def due_counts_by_community(actor: Actor, now: datetime) -> dict[int | None, CareCounts]:
    """community_id → figures. One query."""
    return _grouped(CareCase.community_id, actor, now)


def contacts_per_day(actor: Actor, now: datetime, *, days: int = 14, community_id: int | None = None) -> list[ContactDay]:
    """How many contacts each of the last days had, oldest first. One query that reads those days alone."""
    today = clock.day_of(now)
    span = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    sums: list[Any] = []
    for day in span:
        begin, end = clock.bounds(day)
        inside = sa.and_(CareContact.contacted_at >= begin, CareContact.contacted_at < end)
        sums += [_count_if(sa.and_(inside, CareContact.reached)), _count_if(sa.and_(inside, ~CareContact.reached))]
    clauses = [by_household(actor, CareContact), CareContact.voided_at.is_(None), CareContact.contacted_at >= clock.start_of(span[0])]
    if community_id is not None:
        clauses.append(CareContact.community_id == community_id)
    row = [int(value or 0) for value in db.session.execute(sa.select(*sums).select_from(CareContact).where(*clauses)).one()]
    return [ContactDay(day, row[2 * index], row[2 * index + 1]) for index, day in enumerate(span)]


def open_by_door(actor: Actor, building_id: int, now: datetime) -> dict[int, bool]:
    """household_id → is somebody there to be contacted now, for the doors of a building with open cases. One query."""
    statement = (
        sa.select(CareCase.household_id, _count_if(shown("pending", now)))
        .join(CareCase.household)
        .where(case_scope(actor), shown("all", now), Household.building_id == building_id)
        .group_by(CareCase.household_id)
    )
    return {household_id: bool(pending) for household_id, pending in db.session.execute(statement)}


def reasons_by_door(actor: Actor, household_ids: Collection[int], now: datetime) -> dict[int, list[CareCategory]]:
    """household_id → why its people are cared for, each reason once; only doors with an open case. One query."""
    statement = (
        sa.select(CareCase.household_id, CareCase.categories)
        .where(case_scope(actor), shown("all", now), CareCase.household_id.in_(list(household_ids)))
        .order_by(CareCase.id)
    )
    reasons: dict[int, list[CareCategory]] = {}
    for household_id, categories in db.session.execute(statement):
        known = reasons.setdefault(household_id, [])
        known.extend(reason for value in categories if (reason := CareCategory(value)) not in known)
    return reasons


def load_of_users(actor: Actor, user_ids: Sequence[int], now: datetime) -> dict[int, CareCounts]:
    """user_id → figures over the open cases they are responsible for. One query."""
    if not user_ids:
        return {}
    statement = (
        sa.select(CareCase.worker_id, *_sums(now))
        .where(case_scope(actor), shown("all", now), CareCase.worker_id.in_(user_ids))
        .group_by(CareCase.worker_id)
    )
    return {row[0]: CareCounts(*(int(value or 0) for value in row[1:])) for row in db.session.execute(statement)}


def _grouped(column: Any, actor: Actor, now: datetime) -> dict[int | None, CareCounts]:
    statement = (
        sa.select(column, *_sums(now)).select_from(CareCase).join(CareCase.household).where(case_scope(actor), shown("all", now))
    ).group_by(column)
    return {row[0]: CareCounts(*(int(value or 0) for value in row[1:])) for row in db.session.execute(statement)}


def _sums(now: datetime) -> list[Any]:
    return [sa.func.count(CareCase.id), *(_count_if(shown(show, now)) for show in ("due", "overdue", "missed", "done", "medicine"))]


def _count_if(clause: sa.ColumnElement[bool]) -> Any:
    return sa.func.sum(sa.case((clause, 1), else_=0))
