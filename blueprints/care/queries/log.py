"""Contacts of many cases: which were made on a day, for the list and for the numbers that lead to it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.care.models import CareCase, CareContact
from blueprints.places.models import Household
from blueprints.places.queries.scope import by_household, in_grid
from core import clock
from core.actors import Actor
from core.database import db

PAGE = 50


def contact_filter(
    actor: Actor, *, day: date | None = None, grid_id: int | None = None, community_id: int | None = None, reached: bool | None = None
) -> sa.ColumnElement[bool]:
    """Which contacts: voided ones never. `day` is one of Shanghai; grid 0 holds the doors that no grid has."""
    clauses = [by_household(actor, CareContact), CareContact.voided_at.is_(None)]
    if day is not None:
        begin, end = clock.bounds(day)
        clauses.append(sa.and_(CareContact.contacted_at >= begin, CareContact.contacted_at < end))
    if grid_id is not None:
        clauses.append(CareContact.household_id.in_(sa.select(Household.id).where(in_grid(grid_id))))
    if community_id is not None:
        clauses.append(CareContact.community_id == community_id)
    if reached is not None:
        clauses.append(CareContact.reached.is_(reached))
    return sa.and_(*clauses)


def list_contacts(where: sa.ColumnElement[bool], *, before_id: int | None = None, limit: int = PAGE) -> list[tuple[CareContact, CareCase]]:
    """Newest first, one page, in one query; `before_id` is the last contact shown."""
    statement = (
        sa.select(CareContact, CareCase)
        .join(CareCase, CareCase.id == CareContact.case_id)
        .options(joinedload(CareContact.user), joinedload(CareCase.resident), joinedload(CareCase.household))
        .where(where)
        .order_by(CareContact.contacted_at.desc(), CareContact.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        last = sa.select(CareContact.contacted_at).where(CareContact.id == before_id).scalar_subquery()
        earlier = sa.and_(CareContact.contacted_at == last, CareContact.id < before_id)
        statement = statement.where(sa.or_(CareContact.contacted_at < last, earlier))
    return [(contact, case) for contact, case in db.session.execute(statement)]


def count_contacts(where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(CareContact).where(where)) or 0
