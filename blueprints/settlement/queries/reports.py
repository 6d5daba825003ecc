"""Adding entries up for the reports, and listing them: the same WHERE clause for both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from blueprints.accounts import queries as account_queries
from blueprints.accounts.models import User
from blueprints.orders.models import PurchaseOrder
from blueprints.places.queries.scope import in_communities
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement.figures import HANDS, Figure
from blueprints.settlement.models import MoneyEntry, Purse
from blueprints.settlement.rules import EntryKind, HandedTo, Method
from blueprints.suppliers.models import Supplier
from blueprints.suppliers.queries.suppliers import supplier_scope
from core.actors import Actor
from core.database import db, precedes

PAGE = 50
NOBODY = 0  # in ?worker=… and ?supplier=…: entries without one

_reversed = aliased(MoneyEntry)
_none = sa.literal_column(str(NOBODY), sa.BigInteger)
# Whose a line of the book is: who has the cash, else who wrote it; a reversal is theirs whose entry it takes back.
PERSON = sa.func.coalesce(MoneyEntry.holder_id, _reversed.entered_by_id, MoneyEntry.entered_by_id, _none)
SUPPLIER = sa.func.coalesce(MoneyEntry.supplier_id, _none)
COMMUNITY = MoneyEntry.community_id
ORDER = sa.func.coalesce(MoneyEntry.order_id, _none)
EFFECT = sa.case((MoneyEntry.reverses_id.is_not(None), -MoneyEntry.cents), else_=MoneyEntry.cents)


@dataclass(frozen=True)
class Asked:
    """Which entries: the query of the list of entries, and of every number that leads to it. `month` is its first day."""

    figure: Figure | None = None
    day: date | None = None
    month: date | None = None
    until: date | None = None
    worker: int | None = None
    community: int | None = None
    supplier: int | None = None
    order: int | None = None
    request: int | None = None
    kind: EntryKind | None = None
    method: Method | None = None

    @property
    def is_bounded(self) -> bool:
        """Is it about a day, a month or one purchase, so that adding it up costs the same in ten years?"""
        return any(one is not None for one in (self.day, self.month, self.order, self.request))

    def args(self) -> dict[str, Any]:
        """As the address says it."""
        return {
            "what": self.figure.key if self.figure else None,
            "day": self.day.isoformat() if self.day else None,
            "month": f"{self.month:%Y-%m}" if self.month else None,
            "until": self.until.isoformat() if self.until else None,
            **{name: getattr(self, name) for name in ("worker", "community", "supplier", "order", "request", "kind", "method")},
        }


@dataclass(frozen=True)
class Part:
    """Alike entries added up; `key` says whose they are."""

    key: int
    kind: EntryKind
    method: Method | None
    handed_to: HandedTo | None
    effect: int


def month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def entries_where(actor: Actor, asked: Asked) -> sa.ColumnElement[bool]:
    """The one definition of "which entries": the lists show it and the reports add it up. Needs `_book`."""
    clauses = [in_communities(actor, MoneyEntry)]
    if asked.community is not None:
        clauses.append(MoneyEntry.community_id == asked.community)
    if asked.request is not None:
        clauses.append(MoneyEntry.request_id == asked.request)
    if asked.order is not None:
        clauses.append(MoneyEntry.order_id == asked.order if asked.order else MoneyEntry.order_id.is_(None))
    if asked.worker is not None:
        # Cash always has a holder, and by it the index finds what somebody held long ago.
        clauses.append((MoneyEntry.holder_id if asked.figure is HANDS else PERSON) == asked.worker)
    if asked.supplier is not None:
        clauses.append(MoneyEntry.supplier_id == asked.supplier if asked.supplier else MoneyEntry.supplier_id.is_(None))
    if asked.day is not None:
        clauses.append(MoneyEntry.day == asked.day)
    if asked.month is not None:
        clauses.append(sa.and_(MoneyEntry.day >= asked.month, MoneyEntry.day < month_after(asked.month)))
    if asked.until is not None:
        clauses.append(MoneyEntry.day <= asked.until)
    if asked.kind is not None:
        clauses.append(MoneyEntry.kind == asked.kind)
    if asked.method is not None:
        clauses.append(MoneyEntry.method == asked.method)
    if asked.figure is not None:
        clauses.append(_counts(asked.figure))
    return sa.and_(*clauses)


def _counts(figure: Figure) -> sa.ColumnElement[bool]:
    """`Figure.counts` in SQL."""
    clauses: list[sa.ColumnElement[bool]] = [MoneyEntry.kind.in_(list(figure.signs))]
    if figure.methods is not None:
        by_method = MoneyEntry.method.in_(sorted(figure.methods))
        clauses.append(sa.or_(MoneyEntry.kind.not_in((EntryKind.PAYMENT, EntryKind.REFUND)), by_method))
    if figure.handed_to is not None:
        clauses.append(sa.or_(MoneyEntry.kind != EntryKind.HAND_OVER, MoneyEntry.handed_to.in_(sorted(figure.handed_to))))
    return sa.and_(*clauses)


def _book(statement: sa.Select[Any]) -> sa.Select[Any]:
    same = sa.and_(_reversed.id == MoneyEntry.reverses_id, _reversed.community_id == MoneyEntry.community_id)
    return statement.select_from(MoneyEntry).outerjoin(_reversed, same)


def parts(where: sa.ColumnElement[bool], by: Any) -> dict[int, list[Part]]:
    """The entries added up by kind, method and hands, for each value of `by` (PERSON, SUPPLIER, COMMUNITY, ORDER). One query."""
    columns = (by.label("key"), MoneyEntry.kind, MoneyEntry.method, MoneyEntry.handed_to)
    statement = _book(sa.select(*columns, sa.func.sum(EFFECT).label("effect"))).where(where).group_by(*columns)
    found: dict[int, list[Part]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.key, []).append(Part(row.key, row.kind, row.method, row.handed_to, int(row.effect)))
    return found


def held(actor: Actor, asked: Asked, by: Any = PERSON) -> dict[int, int]:
    """Who holds how much at the end of the day `asked.until`: by person, or (COMMUNITY) by community. Two queries.

    Reckoned backwards from the purses as they are now, so that it costs what was done since, not what was ever done.
    """
    key = Purse.community_id if by is COMMUNITY else Purse.user_id
    clauses = [in_communities(actor, Purse)]
    if asked.community is not None:
        clauses.append(Purse.community_id == asked.community)
    if asked.worker is not None:
        clauses.append(Purse.user_id == asked.worker)
    now = sa.select(key, sa.func.sum(Purse.cents)).where(*clauses).group_by(key)
    cents = {one: int(whole) for one, whole in db.session.execute(now)}
    since = entries_where(actor, replace(asked, figure=HANDS, until=None))
    if asked.until is not None:
        for one, moved in parts(sa.and_(since, MoneyEntry.day > asked.until), by).items():
            cents[one] = cents.get(one, 0) - HANDS.sum(moved)
    return {one: whole for one, whole in cents.items() if whole}


def total(actor: Actor, asked: Asked) -> int | None:
    """What the entries of a figure add up to; None where there is no figure, or too long a time to add up."""
    if asked.figure is None:
        return None
    if asked.figure is HANDS and asked.until is not None and asked == replace(Asked(HANDS), **_whose(asked)):
        return sum(held(actor, asked).values())
    if not asked.is_bounded:
        return None
    return asked.figure.sum(part for some in parts(entries_where(actor, asked), COMMUNITY).values() for part in some)


def _whose(asked: Asked) -> dict[str, Any]:
    return {"worker": asked.worker, "community": asked.community, "until": asked.until}


def list_entries(where: sa.ColumnElement[bool], *, before: MoneyEntry | None = None, limit: int | None = PAGE) -> list[MoneyEntry]:
    """Newest first, one page; `before` is the last row shown, `limit` None means all. One query."""
    order = (MoneyEntry.day, MoneyEntry.id)
    statement = (
        _book(sa.select(MoneyEntry))
        .options(
            joinedload(MoneyEntry.holder).load_only(User.name),
            joinedload(MoneyEntry.request).joinedload(PurchaseRequest.household),
        )
        .where(where)
        .order_by(*(column.desc() for column in order))
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(precedes(order, (before.day, before.id)))
    return list(db.session.scalars(statement))


def entry_in_sight(actor: Actor, entry_id: int | None) -> MoneyEntry | None:
    """The row that a page ended with; None for one that is not the actor's."""
    if entry_id is None:
        return None
    return db.session.scalar(sa.select(MoneyEntry).where(MoneyEntry.id == entry_id, in_communities(actor, MoneyEntry)))


def user_names(actor: Actor, user_ids: Collection[int]) -> dict[int, str]:
    """Of the actor's colleagues; an officer's are those of the whole subdistrict."""
    statement = account_queries.visible_users(actor).where(User.id.in_(sorted(user_ids)))
    return {user.id: user.name for user in db.session.scalars(statement)}


def supplier_names(actor: Actor, supplier_ids: Collection[int]) -> dict[int, str]:
    """Of those that serve the actor's communities, or once did."""
    statement = sa.select(Supplier.id, Supplier.name).where(
        Supplier.id.in_(sorted(supplier_ids)),
        sa.or_(supplier_scope(actor), Supplier.id.in_(sa.select(PurchaseOrder.supplier_id).where(in_communities(actor, PurchaseOrder)))),
    )
    return dict(db.session.execute(statement).all())


def order_numbers(actor: Actor, order_ids: Collection[int]) -> dict[int, str]:
    statement = sa.select(PurchaseOrder.id, PurchaseOrder.number).where(
        PurchaseOrder.id.in_(sorted(order_ids)), in_communities(actor, PurchaseOrder)
    )
    return dict(db.session.execute(statement).all())


def count_orders(where: sa.ColumnElement[bool], by: Any) -> dict[int, int]:
    """How many orders those entries are about, for each value of `by`. One query."""
    statement = _book(sa.select(by, sa.func.count(sa.distinct(MoneyEntry.order_id)))).where(where).group_by(by)
    return dict(db.session.execute(statement).all())
