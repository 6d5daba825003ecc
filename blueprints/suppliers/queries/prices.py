"""The price lists of suppliers, and uploads that wait to become one."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.suppliers.models import PriceItem, PriceUpload, Supplier
from blueprints.suppliers.names import name_key
from blueprints.suppliers.queries.suppliers import PAGE, supplier_scope
from core.actors import Actor
from core.database import db, follows
from core.errors import OutOfScope
from core.forms import clean


def matches(words: str) -> sa.ColumnElement[bool]:
    """The WHERE clause on PriceItem: a part of the name or of what comes in it, or pinyin initials from the beginning."""
    key = name_key(words)
    if not key:
        return sa.false()
    clause = sa.or_(PriceItem.name_key.contains(key, autoescape=True), PriceItem.spec.icontains(clean.line(words), autoescape=True))
    if key.isascii() and key.isalnum():
        clause = sa.or_(clause, PriceItem.initials.contains(key, autoescape=True))
    return clause


def list_prices(
    supplier_id: int, *, words: str = "", is_available: bool = True, after: PriceItem | None = None, limit: int = PAGE
) -> list[PriceItem]:
    """In the order of the list."""
    order = (PriceItem.position, PriceItem.id)
    clauses = [PriceItem.supplier_id == supplier_id, PriceItem.is_available.is_(is_available)]
    if words:
        clauses.append(matches(words))
    if after is not None:
        clauses.append(follows(order, (after.position, after.id)))
    return list(db.session.scalars(sa.select(PriceItem).where(*clauses).order_by(*order).limit(limit)))


def all_prices(supplier_id: int, *, is_available: bool | None = None) -> list[PriceItem]:
    statement = sa.select(PriceItem).where(PriceItem.supplier_id == supplier_id).order_by(PriceItem.position, PriceItem.id)
    return list(db.session.scalars(statement if is_available is None else statement.where(PriceItem.is_available.is_(is_available))))


def count_prices(supplier_ids: Iterable[int], *, is_available: bool = True) -> dict[int, int]:
    """supplier id → things on its list; those without any are absent. One query."""
    statement = (
        sa.select(PriceItem.supplier_id, sa.func.count())
        .where(PriceItem.supplier_id.in_(list(supplier_ids)), PriceItem.is_available.is_(is_available))
        .group_by(PriceItem.supplier_id)
    )
    return dict(db.session.execute(statement).all())


def price_in_scope(actor: Actor, price_id: int) -> PriceItem:
    """Raises OutOfScope. To change it, take its supplier first (supplier_of_price)."""
    statement = (
        sa.select(PriceItem)
        .join(PriceItem.supplier)
        .where(PriceItem.id == price_id, supplier_scope(actor))
        .options(joinedload(PriceItem.supplier))
    )
    item = db.session.scalar(statement)
    if item is None:
        raise OutOfScope
    return item


def supplier_of_price(actor: Actor, price_id: int) -> Supplier:
    """Locked: whoever changes a list waits for the one before. Raises OutOfScope."""
    owner = sa.select(PriceItem.supplier_id).where(PriceItem.id == price_id).scalar_subquery()
    supplier = db.session.scalar(sa.select(Supplier).where(Supplier.id == owner, supplier_scope(actor)).with_for_update())
    if supplier is None:
        raise OutOfScope
    return supplier


def other_price(supplier_id: int, key: str, spec: str, unit: str, *, but: int | None = None) -> PriceItem | None:
    """The line that already says the same."""
    statement = sa.select(PriceItem).where(
        PriceItem.supplier_id == supplier_id, PriceItem.name_key == key, PriceItem.spec == spec, PriceItem.unit == unit
    )
    return db.session.scalar(statement if but is None else statement.where(PriceItem.id != but))


def last_position(supplier_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.max(PriceItem.position)).where(PriceItem.supplier_id == supplier_id)) or 0


def upload_in_scope(actor: Actor, upload_id: int) -> PriceUpload:
    """Raises OutOfScope."""
    statement = (
        sa.select(PriceUpload)
        .join(PriceUpload.supplier)
        .where(PriceUpload.id == upload_id, supplier_scope(actor))
        .options(joinedload(PriceUpload.supplier), joinedload(PriceUpload.created_by), joinedload(PriceUpload.applied_by))
    )
    upload = db.session.scalar(statement)
    if upload is None:
        raise OutOfScope
    return upload


def waiting_upload(supplier_id: int) -> PriceUpload | None:
    """The latest list that was uploaded and not confirmed."""
    statement = (
        sa.select(PriceUpload)
        .where(PriceUpload.supplier_id == supplier_id, PriceUpload.applied_at.is_(None))
        .order_by(PriceUpload.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
