"""Complaints: of one request, one in scope, and lists of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.rules import Role
from blueprints.orders.models import OrderItem, OrderLine
from blueprints.places.queries.scope import in_communities
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_scope
from blueprints.settlement.models import Complaint, MoneyEntry
from blueprints.settlement.rules import ComplaintKind
from core import audit
from core.actors import Actor
from core.audit import AuditEvent
from core.database import db
from core.errors import OutOfScope

PAGE_OF_COMPLAINTS = 50
SHOWS = ("open", "closed", "all")


def complaint_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """Of the actor's communities; for a worker of the requests they see."""
    clause = in_communities(actor, Complaint)
    if actor.role != Role.GRID_WORKER:
        return clause
    return sa.and_(clause, Complaint.request_id.in_(sa.select(PurchaseRequest.id).where(request_scope(actor))))


def complaint_filter(
    actor: Actor, *, show: str = "open", kind: ComplaintKind | None = None, community_id: int | None = None, order_id: int | None = None
) -> sa.ColumnElement[bool]:
    """The list shows them and the summary counts them. `show` is one of SHOWS."""
    clauses = [complaint_scope(actor)]
    if show != "all":
        clauses.append(Complaint.closed_at.is_(None) if show == "open" else Complaint.closed_at.is_not(None))
    if kind is not None:
        clauses.append(Complaint.kind == kind)
    if community_id is not None:
        clauses.append(Complaint.community_id == community_id)
    if order_id is not None:
        clauses.append(Complaint.order_id == order_id)
    return sa.and_(*clauses)


def list_complaints(
    where: sa.ColumnElement[bool], *, oldest_first: bool, after_id: int | None = None, limit: int = PAGE_OF_COMPLAINTS
) -> list[Complaint]:
    """One page in one query; `after_id` is the last row shown. What waits is read from its oldest."""
    statement = (
        sa.select(Complaint)
        .join(Complaint.request)
        .options(
            contains_eager(Complaint.request).joinedload(PurchaseRequest.household),
            joinedload(Complaint.closed_by),
            joinedload(Complaint.order),
        )
        .where(where)
        .order_by(Complaint.id if oldest_first else Complaint.id.desc())
        .limit(limit)
    )
    if after_id is not None:
        statement = statement.where(Complaint.id > after_id if oldest_first else Complaint.id < after_id)
    return list(db.session.scalars(statement))


def complaint_in_scope(actor: Actor, complaint_id: int, *, lock: bool = False) -> Complaint:
    """Raises OutOfScope."""
    statement = sa.select(Complaint).where(Complaint.id == complaint_id, complaint_scope(actor))
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise OutOfScope
    return found


def complaints_of(request: PurchaseRequest) -> list[Complaint]:
    """Open and closed, the oldest first."""
    statement = sa.select(Complaint).where(Complaint.community_id == request.community_id, Complaint.request_id == request.id)
    return list(db.session.scalars(statement.order_by(Complaint.id).limit(20)))


def lines_to_complain_of(request: PurchaseRequest) -> list[OrderLine]:
    """What stood for it on its last order: item and request line loaded."""
    last = (
        sa.select(sa.func.max(OrderLine.order_id))
        .where(OrderLine.community_id == request.community_id, OrderLine.request_id == request.id)
        .scalar_subquery()
    )
    statement = (
        sa.select(OrderLine)
        .join(OrderLine.item)
        .options(contains_eager(OrderLine.item), joinedload(OrderLine.request_line))
        .where(OrderLine.community_id == request.community_id, OrderLine.request_id == request.id, OrderLine.order_id == last)
        .order_by(OrderItem.position, OrderLine.id)
    )
    return list(db.session.scalars(statement))


def locked_request(request_id: int) -> PurchaseRequest:
    """As it is now, whatever the session has read before."""
    statement = sa.select(PurchaseRequest).where(PurchaseRequest.id == request_id).with_for_update()
    return db.session.execute(statement, execution_options={"populate_existing": True}).scalars().one()


def entries_of_complaint(complaint: Complaint) -> list[MoneyEntry]:
    """What was taken off or given back for it."""
    statement = sa.select(MoneyEntry).where(
        MoneyEntry.community_id == complaint.community_id,
        MoneyEntry.request_id == complaint.request_id,
        MoneyEntry.complaint_id == complaint.id,
    )
    return list(db.session.scalars(statement.order_by(MoneyEntry.id)))


def history_of_complaint(complaint: Complaint) -> list[AuditEvent]:
    return audit.events_for(complaint.community_id, Complaint.__tablename__, [complaint.id])[:20]
