"""Filing and moving purchase requests without a browser, and reading them back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import Source
from core import clock
from core.actors import public_actor
from core.database import db, run_tx
from tests.support import world

PHONE = "19900000001"
RICE = (WantedLine("大米", Decimal("10"), "斤"),)


def filed(address: str = world.OWN_DOOR, *, phone: str = PHONE, name: str = "张阿姨") -> str:
    """A request through the code of the building; its slip's token."""

    def work() -> str:
        household = world.household_at(address)
        request = actions.file_request(
            actor=public_actor(name, household.community_id),
            now=clock.now(),
            household=household,
            source=Source.QR,
            name=name,
            phone=phone,
            kind=RequestKind.GROCERIES,
            is_urgent=False,
            lines=RICE,
            consent_version="test",
        )
        return request.slip_token

    return run_tx(work)


def read(slip_token: str) -> PurchaseRequest:
    db.session.rollback()
    return db.session.scalars(sa.select(PurchaseRequest).where(PurchaseRequest.slip_token == slip_token)).one()


def every() -> list[PurchaseRequest]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PurchaseRequest).order_by(PurchaseRequest.id)))


def move(slip_token: str, *verbs: Callable[..., Any], **options: Any) -> None:
    """Let the secretary do one verb after the other."""

    def work() -> None:
        for verb in verbs:
            verb(read_locked(slip_token), actor=world.actor("secretary"), now=clock.now(), **options)

    run_tx(work)


def read_locked(slip_token: str) -> PurchaseRequest:
    return db.session.scalars(sa.select(PurchaseRequest).where(PurchaseRequest.slip_token == slip_token)).one()


def approve(slip_token: str, worker: str = "owner") -> None:
    move(slip_token, actions.approve_request, worker=world.user(worker))


def deliver(slip_token: str) -> None:
    approve(slip_token)
    move(slip_token, actions.mark_bought, actions.start_delivery)
    move(slip_token, actions.deliver_request, handed_to="本人")
