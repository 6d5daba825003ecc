"""What the public side reads. Everything hangs on a code or a slip's address; nothing is looked up by name."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from blueprints.places.models import Building, BuildingUnit, Community, Household, QrToken
from blueprints.places.names import unit_label
from blueprints.places.queries import qr_tokens
from blueprints.purchases import picking
from blueprints.purchases import queries as purchase_queries
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import OPEN
from blueprints.residents.doors import Door
from core.database import db
from core.errors import OutOfScope
from core.submissions import Submission


class UnknownCode(LookupError):
    """The code on the wall is wrong or no longer valid; `community` is known for one that was revoked."""

    def __init__(self, community: Community | None = None) -> None:
        super().__init__()
        self.community = community


@dataclass(frozen=True)
class Place:
    """What a working code leads to."""

    token: str
    building: Building
    community: Community

    @property
    def of_goods(self) -> picking.Place:
        return picking.Place(self.community.id, self.building.estate_id)

    @property
    def name(self) -> str:
        return f"{self.building.estate.name}{self.building.name}"


def place_of(token: str) -> Place:
    """Raises UnknownCode."""
    found: QrToken | None = qr_tokens.by_token(token) if len(token) <= 16 else None
    if found is None:
        raise UnknownCode
    community = db.session.get_one(Community, found.community_id)
    if found.revoked_at is not None:
        raise UnknownCode(community)
    return Place(found.token, found.building, community)


def community_of(request: PurchaseRequest) -> Community:
    return db.session.get_one(Community, request.community_id)


def doors_of(building: Building) -> list[Door]:
    """Every door that stands, in walking order. One query."""
    statement = (
        sa.select(Household.id, BuildingUnit.name, Household.floor, Household.door)
        .join(Household.unit)
        .where(Household.community_id == building.community_id, Household.building_id == building.id, Household.removed_at.is_(None))
        .order_by(BuildingUnit.sort_key, Household.sort_key, Household.id)
    )
    return [Door(household_id, unit_label(unit), floor, door) for household_id, unit, floor, door in db.session.execute(statement)]


def door_in_building(building: Building, household_id: int) -> Household:
    """Raises OutOfScope when the door was taken away meanwhile, or belongs to another building."""
    household = db.session.get(Household, household_id)
    if household is None or household.building_id != building.id or household.removed_at is not None:
        raise OutOfScope
    return household


def by_slip(slip_token: str, *, lock: bool = False) -> PurchaseRequest:
    """Raises OutOfScope."""
    request = purchase_queries.by_slip_token(slip_token.upper(), lock=lock) if len(slip_token) <= 40 else None
    if request is None:
        raise OutOfScope
    return request


def filed_here(building: Building, slip_tokens: list[str]) -> list[PurchaseRequest]:
    """Of the slips a browser remembers those of this building, in its order."""
    if not slip_tokens:
        return []
    statement = (
        sa.select(PurchaseRequest)
        .join(PurchaseRequest.household)
        .where(
            PurchaseRequest.community_id == building.community_id,
            PurchaseRequest.slip_token.in_(slip_tokens),
            PurchaseRequest.merged_into_id.is_(None),
            Household.building_id == building.id,
        )
        .options(selectinload(PurchaseRequest.lines))
    )
    return sorted(db.session.scalars(statement), key=lambda request: slip_tokens.index(request.slip_token))


def by_code(community_id: int, code: str, phone_end: str) -> PurchaseRequest | None:
    """One query, whatever is wrong: an unknown code and a wrong phone take the same time."""
    statement = sa.select(PurchaseRequest).where(
        PurchaseRequest.community_id == community_id,
        PurchaseRequest.code == code.upper().replace(" ", ""),
        PurchaseRequest.phone_last4 == phone_end,
    )
    return db.session.scalar(statement)


def others_open(request: PurchaseRequest) -> list[PurchaseRequest]:
    """Open requests of the same door that were filed with the very same phone; never those of anybody else."""
    if request.phone is None:
        return []
    statement = (
        sa.select(PurchaseRequest)
        .where(
            PurchaseRequest.community_id == request.community_id,
            PurchaseRequest.household_id == request.household_id,
            PurchaseRequest.phone == request.phone,
            PurchaseRequest.state.in_(OPEN),
            PurchaseRequest.id != request.id,
        )
        .order_by(PurchaseRequest.id)
    )
    return list(db.session.scalars(statement))


def was_received(submission_id: str) -> bool:
    """Has this very form been accepted before? Then sending it again counts against no limit."""
    return db.session.get(Submission, submission_id) is not None
