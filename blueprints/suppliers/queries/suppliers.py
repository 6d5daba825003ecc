"""Suppliers: whose they are, and whom they serve."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from blueprints.accounts.rules import Role
from blueprints.places.models import Community, Estate, Subdistrict
from blueprints.places.vocabulary import RequestKind
from blueprints.suppliers.models import Supplier, SupplierArea
from blueprints.suppliers.rules import KIND_FOR, SupplierKind
from core.actors import SYSTEM_ROLE, Actor
from core.database import db, follows
from core.errors import OutOfScope

PAGE = 50


def supplier_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """Those a community keeps or is served by; for an officer all of the subdistrict."""
    if actor.role == SYSTEM_ROLE and actor.community_id is None:
        return sa.true()
    if actor.role == Role.OFFICER:
        return Supplier.subdistrict_id == actor.subdistrict_id
    served = sa.select(SupplierArea.supplier_id).where(SupplierArea.community_id == actor.community_id)
    return sa.or_(Supplier.owner_community_id == actor.community_id, Supplier.id.in_(served))


def supplier_in_scope(actor: Actor, supplier_id: int, *, lock: bool = False) -> Supplier:
    """Raises OutOfScope."""
    statement = sa.select(Supplier).where(Supplier.id == supplier_id, supplier_scope(actor))
    supplier = db.session.scalar(statement.with_for_update() if lock else statement.options(*_whole()))
    if supplier is None:
        raise OutOfScope
    return supplier


def list_suppliers(actor: Actor, *, ended: bool = False, after: Supplier | None = None, limit: int = PAGE) -> list[Supplier]:
    """By name, with areas and hours. A fixed number of queries."""
    order = (Supplier.name, Supplier.id)
    clauses = [supplier_scope(actor), Supplier.ended_at.is_not(None) if ended else Supplier.ended_at.is_(None)]
    if after is not None:
        clauses.append(follows(order, (after.name, after.id)))
    return list(db.session.scalars(sa.select(Supplier).where(*clauses).options(*_whole()).order_by(*order).limit(limit)))


def suppliers_for(whom: Actor | int, kind: SupplierKind | RequestKind | None = None, estate_id: int | None = None) -> list[Supplier]:
    """Who serves a community (an actor's own, or by id), or one of its estates, now; by name. An officer's: all of the subdistrict."""
    clauses: list[sa.ColumnElement[bool]] = [Supplier.ended_at.is_(None)]
    if kind is not None:
        clauses.append(Supplier.kind == (KIND_FOR[kind] if isinstance(kind, RequestKind) else kind))
    community_id = whom.community_id if isinstance(whom, Actor) else whom
    if community_id is not None:
        clauses.append(serves(community_id, estate_id))
    elif isinstance(whom, Actor):
        clauses.append(supplier_scope(whom))
    statement = sa.select(Supplier).where(*clauses).options(selectinload(Supplier.windows)).order_by(Supplier.name, Supplier.id)
    return list(db.session.scalars(statement))


def serves(community_id: int, estate_id: int | None = None) -> sa.ColumnElement[bool]:
    """The WHERE clause on Supplier: it serves the community (or, with an estate, this estate of it)."""
    areas = sa.select(SupplierArea.supplier_id).where(SupplierArea.community_id == community_id)
    if estate_id is not None:
        areas = areas.where(sa.or_(SupplierArea.estate_id.is_(None), SupplierArea.estate_id == estate_id))
    return Supplier.id.in_(areas)


def estates_to_choose(community_id: int | None) -> list[Estate]:
    """A community's estates, by name."""
    return list(db.session.scalars(sa.select(Estate).where(Estate.community_id == community_id).order_by(Estate.name)))


def communities_to_choose(subdistrict_id: int | None) -> list[Community]:
    return list(db.session.scalars(sa.select(Community).where(Community.subdistrict_id == subdistrict_id).order_by(Community.id)))


def hold_subdistrict(subdistrict_id: int | None) -> Subdistrict:
    """Held until the transaction ends: nobody else names a supplier of it meanwhile."""
    return db.session.scalars(sa.select(Subdistrict).where(Subdistrict.id == subdistrict_id).with_for_update()).one()


def name_is_taken(subdistrict_id: int | None, name: str, *, but: int | None = None) -> bool:
    statement = sa.select(Supplier.id).where(Supplier.subdistrict_id == subdistrict_id, Supplier.name == name)
    return db.session.scalar(statement if but is None else statement.where(Supplier.id != but)) is not None


def _whole() -> tuple[sa.orm.interfaces.LoaderOption, ...]:
    return (
        selectinload(Supplier.areas).options(joinedload(SupplierArea.community), joinedload(SupplierArea.estate)),
        selectinload(Supplier.windows),
        joinedload(Supplier.owner_community),
    )
