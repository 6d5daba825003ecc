"""The code on the wall: made, taken back, renewed. A building has at most one that works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from blueprints.places.models import Building, QrToken
from blueprints.places.qr import TOKEN_LENGTH
from blueprints.places.queries import qr_tokens as queries
from blueprints.places.rules import can_manage_places
from core import audit, clock, tokens
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Refused


def ensure_token(building: Building, actor: Actor, now: datetime) -> QrToken:
    """The building's working code; a new one when it has none. Lock the building first."""
    _check(actor, building)
    token = queries.working_token(building)
    if token is None:
        (token,) = add_tokens(building.community_id, [building.id], now)
        audit.record(actor, "qr_token.created", token, now=now)
    return token


def revoke_token(token: QrToken, *, actor: Actor, now: datetime) -> None:
    """Posters with it stop working at once. Raises Refused, or Conflict when it was revoked already."""
    _check(actor, token)
    _end(token, now)
    audit.record(actor, "qr_token.revoked", token, now=now, before={"revoked_at": None}, after={"revoked_at": now})


def renew_token(token: QrToken, *, actor: Actor, now: datetime) -> QrToken:
    """Revoke `token` and make another: old posters stop working. Raises Refused or Conflict."""
    _check(actor, token)
    _end(token, now)
    (fresh,) = add_tokens(token.community_id, [token.building_id], now)
    db.session.flush()
    audit.record(actor, "qr_token.renewed", fresh, now=now, before={"token_id": token.id}, after={"token_id": fresh.id})
    return fresh


def add_tokens(community_id: int, building_ids: Iterable[int], now: datetime) -> list[QrToken]:
    """A code for each of these buildings, which have none. A part of making them: the caller records the event."""
    fresh = [
        QrToken(community_id=community_id, building_id=building_id, token=tokens.code(TOKEN_LENGTH), created_at=now)
        for building_id in building_ids
    ]
    db.session.add_all(fresh)
    return fresh


def _check(actor: Actor, thing: Building | QrToken) -> None:
    if not can_manage_places(actor, thing):
        raise Refused


def _end(token: QrToken, now: datetime) -> None:
    if not compare_and_set(QrToken, token.id, expect={"revoked_at": None}, change={"revoked_at": now}):
        when = clock.stamp(token.revoked_at)
        raise Conflict(_("这个二维码已在 %(time)s 作废，请刷新看看。", time=when))
