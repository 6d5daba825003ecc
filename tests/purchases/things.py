"""Requests in any state, made by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions, queries
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import FailureReason, RequestState, Source
from core import clock
from core.actors import Actor, public_actor
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.support import world

RICE = WantedLine(item="大米", amount=Decimal(10), unit="斤")
PILLS = WantedLine(item="降压药", amount=Decimal("1.5"), unit="盒")


def resident(door: str = world.OWN_DOOR) -> Actor:
    """Somebody behind the door, without an account."""
    return public_actor("张秀兰", world.household_at(door).community_id)


def file(door: str = world.OWN_DOOR, *, lines: tuple[WantedLine, ...] = (RICE, PILLS), now: datetime | None = None, **given: Any) -> int:
    """A request filed through the building's code; returns its id."""
    values: dict[str, Any] = {
        "source": Source.QR,
        "name": "张秀兰",
        "phone": "19900000001",
        "kind": RequestKind.GROCERIES,
        "is_urgent": False,
        "note": "",
        "consent_version": "1",
        **given,
    }

    def work() -> int:
        actor = values.pop("actor", None) or resident(door)
        return actions.file_request(actor=actor, now=now or clock.now(), household=world.household_at(door), lines=lines, **values).id

    return run_tx(work)


def do(request_id: int, verb: Callable[..., Any], who: str | Actor, **given: Any) -> Any:
    """Run one action in a transaction of its own, as a view does."""

    def work() -> Any:
        actor = who if isinstance(who, Actor) else world.actor(who)
        request = db.session.scalars(sa.select(PurchaseRequest).where(PurchaseRequest.id == request_id).with_for_update()).one()
        return verb(request, actor=actor, now=clock.now(), **given)

    return run_tx(work)


def approve(request_id: int, who: str = "secretary", worker: str | None = "owner") -> None:
    do(request_id, lambda request, **rest: actions.approve_request(request, worker=world.user(worker) if worker else None, **rest), who)


def in_state(state: RequestState, door: str = world.OWN_DOOR, worker: str = "owner", **given: Any) -> int:
    """A request brought to `state` the way it really goes."""
    request_id = file(door, **given)
    if state is RequestState.SUBMITTED:
        return request_id
    if state is RequestState.REJECTED:
        do(request_id, actions.reject_request, "secretary", reason="重复了")
        return request_id
    if state is RequestState.CANCELLED:
        do(request_id, actions.cancel_request, resident(door), reason="不要了")
        return request_id
    approve(request_id, worker=worker)
    if state is RequestState.ORDERED:
        do(request_id, actions.mark_ordered, "secretary")
    steps: list[tuple[RequestState, Callable[[], Any]]] = [
        (RequestState.BOUGHT, lambda: do(request_id, actions.mark_bought, worker)),
        (RequestState.OUT_FOR_DELIVERY, lambda: do(request_id, actions.start_delivery, worker)),
        (RequestState.DELIVERED, lambda: do(request_id, actions.deliver_request, worker, handed_to="本人")),
        (RequestState.SETTLED, lambda: do(request_id, actions.settle_request, "secretary")),
    ]
    order = [step for step, _ in steps]
    for step, run in steps:
        if state in order and order.index(step) <= order.index(state):
            run()
    return request_id


def fresh(request_id: int) -> PurchaseRequest:
    db.session.rollback()
    return db.session.get_one(PurchaseRequest, request_id)


def events(request_id: int) -> list[str]:
    """The actions in its history, oldest first."""
    db.session.rollback()
    return [event.action for event in queries.history_of(db.session.get_one(PurchaseRequest, request_id))]


def count_events(action: str) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == action)) or 0


FAILED = {"reason": FailureReason.NOBODY_HOME, "note": "敲门没人应"}


def fresh_in_tx(request_id: int) -> PurchaseRequest:
    """Inside a running transaction."""
    return db.session.get_one(PurchaseRequest, request_id)
