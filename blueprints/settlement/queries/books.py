"""What an action that writes into the book holds on to, always in the same order: order, accounts, purses, holdings."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.orders.models import OrderEntry, OrderLine, PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement.models import Holding, MoneyEntry, Purse, RequestAccount
from blueprints.settlement.rules import EntryKind
from core.database import db

_ADD_ACCOUNT = sa.text(
    "INSERT INTO request_account (community_id, request_id, goods, fee, discount, credit, paid, refunded, owed, written_off) "
    "VALUES (:community_id, :id, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING"
)
_ADD_PURSE = sa.text("INSERT INTO purse (community_id, user_id, cents) VALUES (:community_id, :id, 0) ON CONFLICT DO NOTHING")


def locked_order(order_id: int) -> PurchaseOrder:
    """As it is now, whatever the session has read before."""
    statement = sa.select(PurchaseOrder).where(PurchaseOrder.id == order_id).with_for_update()
    return db.session.execute(statement, execution_options={"populate_existing": True}).scalars().one()


def order_of(request: PurchaseRequest) -> PurchaseOrder | None:
    """The order that brought its goods (received or closed)."""
    statement = (
        sa.select(PurchaseOrder)
        .join(OrderEntry, OrderEntry.order_id == PurchaseOrder.id)
        .where(
            OrderEntry.community_id == request.community_id,
            OrderEntry.request_id == request.id,
            OrderEntry.dropped_at.is_(None),
            PurchaseOrder.state.in_((OrderState.RECEIVED, OrderState.CLOSED)),
        )
    )
    return db.session.scalars(statement).first()


def stands_on_an_order(request: PurchaseRequest) -> bool:
    """Also on one that has not come yet."""
    statement = sa.select(OrderEntry.id).where(
        OrderEntry.community_id == request.community_id, OrderEntry.request_id == request.id, OrderEntry.dropped_at.is_(None)
    )
    return db.session.scalars(statement).first() is not None


def locked_accounts(community_id: int, request_ids: Iterable[int]) -> dict[int, RequestAccount]:
    """The accounts by request, begun where there is none yet."""
    ids = sorted(set(request_ids))
    if not ids:
        return {}
    where = (RequestAccount.community_id == community_id, RequestAccount.request_id.in_(ids))
    known = set(db.session.scalars(sa.select(RequestAccount.request_id).where(*where)))
    if fresh := [{"community_id": community_id, "id": one} for one in ids if one not in known]:
        db.session.execute(_ADD_ACCOUNT, fresh)
    statement = sa.select(RequestAccount).where(*where).order_by(RequestAccount.request_id).with_for_update()
    rows = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
    return {row.request_id: row for row in rows}


def locked_purses(community_id: int, user_ids: Iterable[int]) -> dict[int, Purse]:
    ids = sorted(set(user_ids))
    if not ids:
        return {}
    where = (Purse.community_id == community_id, Purse.user_id.in_(ids))
    known = set(db.session.scalars(sa.select(Purse.user_id).where(*where)))
    if fresh := [{"community_id": community_id, "id": one} for one in ids if one not in known]:
        db.session.execute(_ADD_PURSE, fresh)
    statement = sa.select(Purse).where(*where).order_by(Purse.user_id).with_for_update()
    rows = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
    return {row.user_id: row for row in rows}


def locked_holdings(
    community_id: int, user_ids: Collection[int], order_ids: Collection[int | None]
) -> dict[tuple[int, int | None], Holding]:
    """Call with the purses locked: then nobody adds one meanwhile."""
    if not user_ids:
        return {}
    of_order = Holding.order_id.in_([one for one in order_ids if one is not None])
    statement = (
        sa.select(Holding)
        .where(
            Holding.community_id == community_id,
            Holding.user_id.in_(sorted(user_ids)),
            sa.or_(of_order, Holding.order_id.is_(None)) if None in order_ids else of_order,
        )
        .order_by(Holding.id)
        .with_for_update()
    )
    rows = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
    return {(row.user_id, row.order_id): row for row in rows}


def holdings_of(community_id: int, user_id: int) -> list[Holding]:
    """What somebody holds for which order, the oldest first; over the counter last."""
    statement = (
        sa.select(Holding)
        .where(Holding.community_id == community_id, Holding.user_id == user_id, Holding.collected != Holding.handed)
        .order_by(Holding.order_id.is_(None), Holding.order_id)
    )
    return list(db.session.execute(statement, execution_options={"populate_existing": True}).scalars())


def book_of_request(request: PurchaseRequest) -> list[MoneyEntry]:
    """Every entry of a request, oldest first."""
    statement = (
        sa.select(MoneyEntry)
        .where(MoneyEntry.community_id == request.community_id, MoneyEntry.request_id == request.id)
        .order_by(MoneyEntry.id)
    )
    return list(db.session.scalars(statement))


def book_of_order(order: PurchaseOrder) -> list[MoneyEntry]:
    """Every entry of an order, oldest first."""
    statement = (
        sa.select(MoneyEntry).where(MoneyEntry.community_id == order.community_id, MoneyEntry.order_id == order.id).order_by(MoneyEntry.id)
    )
    return list(db.session.scalars(statement))


def told_book(request: PurchaseRequest) -> list[MoneyEntry]:
    """The book of a request with the names that its sentences need; oldest first."""
    return list(db.session.scalars(_with_names(MoneyEntry.request_id == request.id, request.community_id)))


def told_book_of_order(order: PurchaseOrder) -> list[MoneyEntry]:
    """The same of an order. One query."""
    return list(db.session.scalars(_with_names(MoneyEntry.order_id == order.id, order.community_id)))


def _with_names(where: sa.ColumnElement[bool], community_id: int) -> sa.Select[MoneyEntry]:
    return (
        sa.select(MoneyEntry)
        .options(joinedload(MoneyEntry.holder), joinedload(MoneyEntry.request).joinedload(PurchaseRequest.household))
        .where(MoneyEntry.community_id == community_id, where)
        .order_by(MoneyEntry.id)
    )


def reversed_ids(entries: Collection[MoneyEntry]) -> set[int]:
    """Which of these were taken back. One query."""
    if not entries:
        return set()
    statement = sa.select(MoneyEntry.reverses_id).where(
        MoneyEntry.community_id.in_({entry.community_id for entry in entries}),
        MoneyEntry.reverses_id.in_([entry.id for entry in entries]),
    )
    return {one for one in db.session.scalars(statement) if one is not None}


def reversal_of(entry: MoneyEntry) -> MoneyEntry | None:
    statement = sa.select(MoneyEntry).where(MoneyEntry.community_id == entry.community_id, MoneyEntry.reverses_id == entry.id)
    return db.session.scalars(statement).first()


def bill_of(order: PurchaseOrder) -> list[MoneyEntry]:
    """The entries about the supplier's bill."""
    return [entry for entry in book_of_order(order) if entry.kind is EntryKind.BILL]


def goods_of(order: PurchaseOrder) -> dict[int, int]:
    """Request → cents of everything that came for it; those for which nothing came are absent. One query."""
    statement = (
        sa.select(OrderLine.request_id, sa.func.coalesce(sa.func.sum(OrderLine.cents), 0))
        .join(OrderEntry, sa.and_(OrderEntry.order_id == OrderLine.order_id, OrderEntry.request_id == OrderLine.request_id))
        .where(
            OrderLine.community_id == order.community_id,
            OrderLine.order_id == order.id,
            OrderEntry.dropped_at.is_(None),
            OrderLine.given > 0,
        )
        .group_by(OrderLine.request_id)
        .order_by(OrderLine.request_id)
    )
    return {request_id: int(cents or 0) for request_id, cents in db.session.execute(statement)}
