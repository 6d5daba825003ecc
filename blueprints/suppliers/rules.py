"""What kinds of suppliers there are, and who may change one. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from blueprints.places.vocabulary import RequestKind
from core.actors import Actor

MAX_PRICES = 5000  # lines of one price list
MAX_WINDOWS = 14  # rows of delivery hours on a supplier's form
MAX_FEE = 10_000  # cents per request
KEEP_UPLOADS_DAYS = 3  # a price list nobody confirms is thrown away


class SupplierKind(StrEnum):
    SUPERMARKET = "supermarket"
    PHARMACY = "pharmacy"
    OTHER = "other"


# Whom a kind of request is ordered from, unless the secretary chooses otherwise.
KIND_FOR: dict[RequestKind, SupplierKind] = {
    RequestKind.GROCERIES: SupplierKind.SUPERMARKET,
    RequestKind.MEDICINE: SupplierKind.PHARMACY,
    RequestKind.OTHER: SupplierKind.OTHER,
}


class Owned(Protocol):
    subdistrict_id: int
    owner_community_id: int | None


def can_add(actor: Actor) -> bool:
    return actor.role in (Role.SECRETARY, Role.OFFICER)


def can_edit(actor: Actor, supplier: Owned) -> bool:
    """A community's own supplier is its secretary's, one of the whole subdistrict (no owner) the officer's; the officer may all."""
    if actor.role == Role.OFFICER:
        return supplier.subdistrict_id == actor.subdistrict_id
    return actor.role == Role.SECRETARY and supplier.owner_community_id is not None and supplier.owner_community_id == actor.community_id
