"""How much cash somebody should hold, and what makes it up."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.models import User
from blueprints.orders.models import PurchaseOrder
from blueprints.places.queries.scope import in_communities
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement.models import Holding, MoneyEntry, Purse
from blueprints.settlement.rules import EntryKind, Method
from core.actors import Actor
from core.database import db, precedes

PAGE = 50


def purse_of(user_id: int) -> int:
    """What they should hold now, in cents."""
    statement = sa.select(sa.func.coalesce(sa.func.sum(Purse.cents), 0)).where(Purse.user_id == user_id)
    return int(db.session.scalar(statement) or 0)


def purses(actor: Actor) -> list[Purse]:
    """Everybody who holds cash, the most first."""
    statement = (
        sa.select(Purse)
        .join(Purse.user)
        .options(contains_eager(Purse.user))
        .where(in_communities(actor, Purse), Purse.cents > 0)
        .order_by(Purse.cents.desc(), User.name, Purse.id)
    )
    return list(db.session.scalars(statement))


def held_by(user_id: int) -> list[Holding]:
    """What somebody holds for which order; over the counter last."""
    statement = (
        sa.select(Holding)
        .options(joinedload(Holding.order).joinedload(PurchaseOrder.supplier))
        .where(Holding.user_id == user_id, Holding.collected != Holding.handed)
        .order_by(Holding.order_id.is_(None), Holding.order_id)
    )
    return list(db.session.scalars(statement))


def cash_entries(user_id: int, *, before: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[MoneyEntry]:
    """What moved somebody's purse, newest first; `before` is (at, id) of the last row shown. One query."""
    order = (MoneyEntry.at, MoneyEntry.id)
    statement = (
        sa.select(MoneyEntry)
        .options(
            joinedload(MoneyEntry.request).joinedload(PurchaseRequest.household),
            joinedload(MoneyEntry.order),
            joinedload(MoneyEntry.holder),
        )
        .where(MoneyEntry.holder_id == user_id, sa.or_(MoneyEntry.kind == EntryKind.HAND_OVER, MoneyEntry.method == Method.CASH))
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(precedes(order, before))
    return list(db.session.scalars(statement))
