"""What residents do with their request, themselves or through somebody of the community."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from blueprints.places.events import WantedLine
from blueprints.places.models import Household
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import queries
from blueprints.purchases.actions import moving
from blueprints.purchases.models import PurchaseRequest, RequestLine
from blueprints.purchases.picking import with_prices
from blueprints.purchases.rules import CODE_LENGTH, MAX_LINES, SLIP_TOKEN_LENGTH, Source, can_file
from core import audit, clock, tokens
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused


def file_request(
    *,
    actor: Actor,
    now: datetime,
    household: Household,
    source: Source,
    name: str,
    phone: str | None,
    kind: RequestKind,
    is_urgent: bool,
    lines: Sequence[WantedLine],
    note: str = "",
    consent_version: str = "",
) -> PurchaseRequest:
    """Add a request to a door. `household` is in the actor's scope already (queries see to that).

    Raises Refused for an officer, Invalid without lines, or without consent when residents file it themselves.
    """
    if not can_file(actor):
        raise Refused
    if source is Source.QR and not consent_version:
        raise Invalid(_("请先看一看隐私说明，并打勾同意。"), field="consent")
    request = PurchaseRequest(
        community_id=household.community_id,
        household_id=household.id,
        code=_free_code(household.community_id),
        slip_token=tokens.code(SLIP_TOKEN_LENGTH),
        source=source,
        name=name,
        phone=phone or None,
        phone_last4=phone[-4:] if phone else None,
        kind=kind,
        is_urgent=is_urgent,
        note=note,
        consent_version=consent_version,
        submitted_at=now,
        filed_by_id=actor.user_id,
        lines=_rows(household, kind, lines),
    )
    db.session.add(request)
    after = {
        "household_id": household.id,
        "code": request.code,
        "source": source,
        "name": name,
        "phone": phone,
        "kind": kind,
        "is_urgent": is_urgent,
        "lines": request.summary,
        "note": note,
        "consent_version": consent_version,
    }
    audit.record(actor, "request.filed", request, now=now, before={}, after=after)
    return request


def change_request(
    request: PurchaseRequest,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    phone: str | None,
    kind: RequestKind,
    is_urgent: bool,
    lines: Sequence[WantedLine],
    note: str = "",
    version: int | None = None,
) -> None:
    """Replace what was asked for, while nobody has decided yet.

    `version` is the one the form was made from: with an older one somebody else has changed it since (Conflict).
    """
    moving.check("change", actor, request)
    if version is not None and version != request.version:
        raise Conflict(_("这张代购单刚刚被别人改动了，请刷新看看。"))
    before, rows = request.summary, _rows(request.household, kind, lines)
    change = {
        "name": name,
        "phone": phone or None,
        "phone_last4": phone[-4:] if phone else None,
        "kind": kind,
        "is_urgent": is_urgent,
        "note": note,
    }
    request.lines.clear()
    db.session.flush()  # the old positions must be free before the new lines take them
    request.lines.extend(rows)
    tell = {"lines": request.summary} if request.summary != before else {}
    moving.move("change", request, actor=actor, now=now, event="request.changed", change=change, tell=tell)


def cancel_request(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Until it is ordered or bought. Raises Conflict afterwards."""
    moving.check("cancel", actor, request)
    moving.call_off(request)
    change = {"cancelled_at": now, "cancelled_by_name": actor.name, "cancelled_reason": reason}
    moving.move("cancel", request, actor=actor, now=now, event="request.cancelled", change=change)


def confirm_receipt(request: PurchaseRequest, *, actor: Actor, now: datetime) -> None:
    """The household says that everything has arrived."""
    moving.check("confirm", actor, request)
    if request.confirmed_at is not None:
        raise Conflict(_("已在%(time)s确认收到。", time=clock.stamp(request.confirmed_at)))
    moving.move("confirm", request, actor=actor, now=now, event="request.confirmed", change={"confirmed_at": now})


def _rows(household: Household, kind: RequestKind, lines: Sequence[WantedLine]) -> list[RequestLine]:
    if not lines:
        raise Invalid(_("请至少写一样要买的东西。"), field="lines")
    if len(lines) > MAX_LINES:
        raise Invalid(_("一张单子最多写 %(limit)s 样，请分成两张。", limit=MAX_LINES), field="lines")
    if any(line.amount <= 0 or not line.item.strip() for line in lines):
        raise Invalid(_("每样东西都要写名称和数量。"), field="lines")
    return [
        RequestLine(
            community_id=household.community_id,
            position=position,
            item=line.item,
            amount=line.amount,
            unit=line.unit,
            if_missing=line.if_missing,
            price_item_id=line.price_item_id,
            expected_price=line.expected_price,
            strength=line.strength,
            prescription_for=line.prescription_for,
            shows_prescription=line.shows_prescription,
            shows_old_box=line.shows_old_box,
        )
        for position, line in enumerate(with_prices(lines, household, kind), start=1)
    ]


def _free_code(community_id: int) -> str:
    while True:
        code = tokens.code(CODE_LENGTH)
        if not queries.code_is_taken(community_id, code):
            return code
