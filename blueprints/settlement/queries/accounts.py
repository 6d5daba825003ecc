"""Accounts of requests: one, those of a list, and those with something still owed."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.rules import Role
from blueprints.places.queries.scope import in_communities
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import request_scope
from blueprints.settlement.models import MoneyEntry, RequestAccount
from blueprints.settlement.rules import Sums
from core.actors import Actor
from core.database import db, follows
from core.errors import OutOfScope

PAGE = 50


def request(request_id: int) -> PurchaseRequest:
    """One that another slice has just moved."""
    return db.session.get_one(PurchaseRequest, request_id)


def account_of(request: PurchaseRequest) -> RequestAccount | None:
    """None: nothing was ever entered for it."""
    return accounts_of(request.community_id, [request.id]).get(request.id)


def accounts_of(community_id: int, request_ids: Collection[int]) -> dict[int, RequestAccount]:
    """request → account, in one query; those without one are absent."""
    statement = sa.select(RequestAccount).where(
        RequestAccount.community_id == community_id, RequestAccount.request_id.in_(list(request_ids))
    )
    return {row.request_id: row for row in db.session.scalars(statement)}


def sums_of(actor: Actor, request_ids: Collection[int]) -> dict[int, Sums]:
    """request → its sums; those without an account are absent. One query."""
    statement = sa.select(RequestAccount).where(in_communities(actor, RequestAccount), RequestAccount.request_id.in_(list(request_ids)))
    return {row.request_id: row.sums for row in db.session.scalars(statement)}


def entry_in_scope(actor: Actor, entry_id: int) -> MoneyEntry:
    """An entry of a request in the actor's scope, or what the actor holds or has entered, or (secretary) anybody of the community.
    Raises OutOfScope."""
    statement = sa.select(MoneyEntry).where(MoneyEntry.id == entry_id, _entry_scope(actor))
    entry = db.session.scalar(statement)
    if entry is None:
        raise OutOfScope
    return entry


def _entry_scope(actor: Actor) -> sa.ColumnElement[bool]:
    clause = in_communities(actor, MoneyEntry)
    if actor.role == Role.GRID_WORKER:
        mine = MoneyEntry.request_id.in_(sa.select(PurchaseRequest.id).where(request_scope(actor)))
        # What they have written themselves, too: at the pick-up point of somebody in another grid.
        return sa.and_(clause, sa.or_(mine, MoneyEntry.holder_id == actor.user_id, MoneyEntry.entered_by_id == actor.user_id))
    return clause


def owed_accounts(
    actor: Actor, *, community_id: int | None = None, after: tuple[int, int] | None = None, limit: int = PAGE
) -> list[RequestAccount]:
    """Who still owes, the most first; `after` is (owed, id) of the last row shown. One query."""
    owed, number = -RequestAccount.owed, RequestAccount.id
    statement = (
        sa.select(RequestAccount)
        .join(RequestAccount.request)
        .join(PurchaseRequest.household)
        .options(
            contains_eager(RequestAccount.request).contains_eager(PurchaseRequest.household),
            joinedload(RequestAccount.order),
        )
        .where(RequestAccount.owed > 0, request_scope(actor))
        .order_by(owed, number)
        .limit(limit)
    )
    if community_id is not None:
        statement = statement.where(RequestAccount.community_id == community_id)
    if after is not None:
        statement = statement.where(follows((owed, number), (-after[0], after[1])))
    return list(db.session.scalars(statement))


def owed_sum(actor: Actor, *, community_id: int | None = None) -> tuple[int, int]:
    """(how many requests, cents) are still owed."""
    statement = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RequestAccount.owed), 0))
        .select_from(RequestAccount)
        .join(RequestAccount.request)
        .where(RequestAccount.owed > 0, request_scope(actor))
    )
    if community_id is not None:
        statement = statement.where(RequestAccount.community_id == community_id)
    count, cents = db.session.execute(statement).one()
    return int(count), int(cents)
