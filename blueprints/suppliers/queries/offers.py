"""What a door may pick from: the price lists of those who serve its estate and fit the kind."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from blueprints.places.vocabulary import RequestKind
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.names import name_key
from blueprints.suppliers.queries.prices import matches
from blueprints.suppliers.queries.suppliers import serves
from blueprints.suppliers.rules import KIND_FOR
from core.database import db

FOUND = 8  # results of one search: what fits on a phone


def offered(community_id: int, estate_id: int, kind: RequestKind | None) -> sa.ColumnElement[bool]:
    """The WHERE clause on PriceItem joined with Supplier: on the list, of somebody who comes to this estate."""
    clause = sa.and_(PriceItem.is_available, Supplier.ended_at.is_(None), serves(community_id, estate_id))
    return clause if kind is None else sa.and_(clause, Supplier.kind == KIND_FOR[kind])


def find_offers(community_id: int, estate_id: int, kind: RequestKind, words: str, *, limit: int = FOUND) -> list[PriceItem]:
    """What begins with the words first, then what holds them; with its supplier. One query."""
    key = name_key(words)
    begins = sa.case((PriceItem.name_key == key, 0), (PriceItem.name_key.startswith(key, autoescape=True), 1), else_=2)
    statement = (
        sa.select(PriceItem)
        .join(PriceItem.supplier)
        .options(contains_eager(PriceItem.supplier))
        .where(offered(community_id, estate_id, kind), matches(words))
        .order_by(begins, PriceItem.position, PriceItem.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def offers_by_id(community_id: int, estate_id: int, kind: RequestKind, ids: Iterable[int]) -> dict[int, PriceItem]:
    """Those of `ids` that are really offered there; others are absent. One query, none without ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = (
        sa.select(PriceItem)
        .join(PriceItem.supplier)
        .options(contains_eager(PriceItem.supplier))
        .where(PriceItem.id.in_(wanted), offered(community_id, estate_id, kind))
    )
    return {item.id: item for item in db.session.scalars(statement)}


def has_offers(community_id: int, estate_id: int) -> bool:
    """Is there anything at all to pick from?"""
    statement = sa.select(PriceItem.id).join(PriceItem.supplier).where(offered(community_id, estate_id, None)).limit(1)
    return db.session.scalar(statement) is not None
