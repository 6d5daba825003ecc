"""Contacts of a case. A voided one is shown struck out and counts for nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.care.models import CareCase, CareContact
from blueprints.care.schedule import Reached, Slot, history_begin, missed_slots
from core.database import db, precedes
from core.errors import OutOfScope

PAGE = 20


def contact_of_case(case: CareCase, contact_id: int) -> CareContact:
    """Raises OutOfScope."""
    statement = sa.select(CareContact).where(
        CareContact.id == contact_id, CareContact.community_id == case.community_id, CareContact.case_id == case.id
    )
    contact = db.session.scalar(statement.with_for_update())
    if contact is None:
        raise OutOfScope
    return contact


def contacts_of(case: CareCase, *, before: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[CareContact]:
    """Newest first, one page, voided ones too; `before` is the (contacted_at, id) of the last row shown."""
    statement = (
        sa.select(CareContact)
        .options(joinedload(CareContact.user))
        .where(CareContact.community_id == case.community_id, CareContact.case_id == case.id)
        .order_by(CareContact.contacted_at.desc(), CareContact.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(precedes((CareContact.contacted_at, CareContact.id), before))
    return list(db.session.scalars(statement))


def last_contact(case: CareCase) -> CareContact | None:
    """The latest that counts, reached or not."""
    return db.session.scalar(_counting(case).limit(1))


def last_reached(case: CareCase) -> CareContact | None:
    return db.session.scalar(_counting(case).where(CareContact.reached).limit(1))


def last_medicine_report(case: CareCase) -> CareContact | None:
    """The latest contact that says how long the medicine lasts, since the medicines were last written down."""
    statement = _counting(case).where(CareContact.medicine_days_left.is_not(None))
    if case.medicines_set_at is not None:
        statement = statement.where(CareContact.contacted_at >= case.medicines_set_at)
    return db.session.scalar(statement.limit(1))


def missed_in_history(case: CareCase, now: datetime) -> list[Slot]:
    """The slots of the last 14 days in which nobody was reached; none are counted once a case has ended."""
    if case.ended_at is not None:
        return []
    begin = history_begin(now)
    reached = _counting(case).where(CareContact.reached)
    recent = list(db.session.scalars(reached.where(CareContact.contacted_at >= begin)))
    earlier = db.session.scalar(reached.where(CareContact.contacted_at < begin).limit(1))
    contacts = [*([earlier] if earlier else []), *reversed(recent)]
    return missed_slots(
        case.rhythm, since=case.counts_since, reached=[Reached(contact.contacted_at, contact.next_on) for contact in contacts], now=now
    )


def _counting(case: CareCase) -> sa.Select[CareContact]:
    return (
        sa.select(CareContact)
        .where(CareContact.community_id == case.community_id, CareContact.case_id == case.id, CareContact.voided_at.is_(None))
        .order_by(CareContact.contacted_at.desc(), CareContact.id.desc())
    )
