"""What happens at a door and concerns later slices. Published inside the transaction, handled at once.

Each later slice subscribes in its own `subscriptions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from blueprints.places.vocabulary import CareCategory, IfMissing, RequestKind
from core.actors import Actor


@dataclass(frozen=True)
class HouseholdAdded:
    """A door came into being (generated, added by hand, imported)."""

    actor: Actor
    now: datetime
    community_id: int
    household_ids: tuple[int, ...]


@dataclass(frozen=True)
class HouseholdRemoved:
    """A door was taken away, or merged into `merged_into_id`, which takes over what was open."""

    actor: Actor
    now: datetime
    community_id: int
    household_id: int
    merged_into_id: int | None = None


@dataclass(frozen=True)
class UnitsRegridded:
    """Units were given to another grid; the doors' grid_id has been changed already."""

    actor: Actor
    now: datetime
    community_id: int
    unit_ids: tuple[int, ...]


@dataclass(frozen=True)
class ResidentMovedOut:
    actor: Actor
    now: datetime
    community_id: int
    resident_id: int


@dataclass(frozen=True)
class CareNeeded:
    """Somebody at a door was found to need care: a care case is to be opened."""

    actor: Actor
    now: datetime
    household_id: int
    resident_id: int
    categories: tuple[CareCategory, ...]
    note: str
    source_type: str
    source_id: int


@dataclass(frozen=True)
class WantedLine:
    """One thing to be bought. `amount` in `unit`, as people say it (2 斤, 1 盒).

    The rest is for what was picked from a price list (price in cents per unit), and for medicine: its strength,
    whose prescription it is on, and whether the prescription or the old box must be shown.
    """

    item: str
    amount: Decimal
    unit: str
    if_missing: IfMissing = IfMissing.ASK_ME
    price_item_id: int | None = None
    expected_price: int | None = None
    strength: str = ""
    prescription_for: str = ""
    shows_prescription: bool = False
    shows_old_box: bool = False


@dataclass(frozen=True)
class PurchaseNeeded:
    """Somebody at a door needs something bought: a request on their behalf is to be filed."""

    actor: Actor
    now: datetime
    household_id: int
    name: str
    phone: str | None
    kind: RequestKind
    is_urgent: bool
    note: str
    source_type: str
    source_id: int
    lines: tuple[WantedLine, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class MedicineReminderSet:
    """A regular medicine is to be bought every so many days; None ends the reminder of this source.

    `first_on` is the day it first comes up; None keeps the day that is set already, else `every_days` from now.
    """

    actor: Actor
    now: datetime
    household_id: int
    name: str
    phone: str | None
    every_days: int | None
    source_type: str
    source_id: int
    lines: tuple[WantedLine, ...] = field(default_factory=tuple)
    first_on: date | None = None
