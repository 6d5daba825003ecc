"""Whole telephone numbers leaving the site: nothing changes, but who took them is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from blueprints.accounts.rules import Role
from blueprints.places.queries.scope import community_of
from core import audit
from core.actors import Actor
from core.errors import Refused


def note_full_export(*, actor: Actor, now: datetime, filters: Mapping[str, Any]) -> None:
    """Raises Refused."""
    if actor.role != Role.SECRETARY:
        raise Refused
    audit.record(actor, "requests.exported_in_full", community_of(actor), now=now, before={}, after=dict(filters))
