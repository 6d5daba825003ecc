"""A single request, and those of one door or one worker."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.accounts.rules import Role
from blueprints.places.models import Community, Household
from blueprints.places.queries.scope import by_household
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import CARRIED, OPEN, RequestState
from core import audit
from core.actors import Actor
from core.audit import AuditEvent
from core.database import db
from core.errors import OutOfScope

_HISTORY = 50  # events shown of one request; more than any real one has


def request_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """Requests of the actor's doors; for a worker also those handed to them elsewhere."""
    clause = by_household(actor, PurchaseRequest)
    if actor.role == Role.GRID_WORKER:
        handed = sa.and_(PurchaseRequest.community_id == actor.community_id, PurchaseRequest.assigned_to_id == actor.user_id)
        return sa.or_(clause, handed)
    return clause


def request_in_scope(actor: Actor, request_id: int, *, lock: bool = False) -> PurchaseRequest:
    """Raises OutOfScope."""
    statement = sa.select(PurchaseRequest).where(PurchaseRequest.id == request_id, request_scope(actor))
    request = db.session.scalar(statement.with_for_update() if lock else statement)
    if request is None:
        raise OutOfScope
    return request


def by_slip_token(token: str, lock: bool = False) -> PurchaseRequest | None:
    """The request behind a slip's address, whatever its state. A merged one names the other in `merged_into`."""
    if len(token) < 20:
        return None
    statement = sa.select(PurchaseRequest).where(PurchaseRequest.slip_token == token)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def open_requests_of_household(community_id: int, household_id: int) -> list[PurchaseRequest]:
    """Not delivered, rejected or cancelled yet; oldest first."""
    statement = (
        sa.select(PurchaseRequest)
        .where(
            PurchaseRequest.community_id == community_id,
            PurchaseRequest.household_id == household_id,
            PurchaseRequest.state.in_(OPEN),
        )
        .options(joinedload(PurchaseRequest.lines), joinedload(PurchaseRequest.assigned_to))
        .order_by(PurchaseRequest.submitted_at, PurchaseRequest.id)
    )
    return list(db.session.scalars(statement).unique())


def undecided_of_household(community_id: int, household_id: int) -> list[PurchaseRequest]:
    """A door's requests that nobody has decided yet, locked."""
    statement = (
        sa.select(PurchaseRequest)
        .where(
            PurchaseRequest.community_id == community_id,
            PurchaseRequest.household_id == household_id,
            PurchaseRequest.state == RequestState.SUBMITTED,
        )
        .order_by(PurchaseRequest.id)
        .with_for_update()
    )
    return list(db.session.scalars(statement))


def all_of_household(community_id: int, household_id: int) -> list[PurchaseRequest]:
    """Every request a door ever had, locked: for a door that is merged into another."""
    statement = (
        sa.select(PurchaseRequest)
        .where(PurchaseRequest.community_id == community_id, PurchaseRequest.household_id == household_id)
        .order_by(PurchaseRequest.id)
        .with_for_update()
    )
    return list(db.session.scalars(statement))


def carried_by(community_id: int, user_id: int) -> list[PurchaseRequest]:
    """What a worker still has to buy or bring, locked."""
    statement = (
        sa.select(PurchaseRequest)
        .where(
            PurchaseRequest.community_id == community_id,
            PurchaseRequest.assigned_to_id == user_id,
            PurchaseRequest.state.in_(CARRIED),
        )
        .order_by(PurchaseRequest.id)
        .with_for_update()
    )
    return list(db.session.scalars(statement))


def code_is_taken(community_id: int, code: str) -> bool:
    statement = sa.select(PurchaseRequest.id).where(PurchaseRequest.community_id == community_id, PurchaseRequest.code == code)
    return db.session.scalar(statement) is not None


def demands_verification(community_id: int) -> bool:
    """Does the community want a call to the household before approval?"""
    return bool(db.session.scalar(sa.select(Community.verify_before_approval).where(Community.id == community_id)))


def household_of(household_id: int) -> Household:
    """A door that another slice has already found in the actor's scope. Raises OutOfScope when it is gone."""
    household = db.session.get(Household, household_id)
    if household is None:
        raise OutOfScope
    return household


def history_of(request: PurchaseRequest) -> list[AuditEvent]:
    """What happened to a request, oldest first."""
    return audit.events_for(request.community_id, PurchaseRequest.__tablename__, [request.id])[:_HISTORY]
