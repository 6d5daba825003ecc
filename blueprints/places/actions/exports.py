"""Whole telephone and identity numbers leaving the site: nothing changes, but who took them is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from blueprints.places.queries.scope import community_of
from blueprints.places.rules import can_manage_community
from core import audit
from core.actors import Actor
from core.errors import Refused


def note_full_export(*, actor: Actor, now: datetime, filters: Mapping[str, int]) -> None:
    """Raises Refused."""
    community = community_of(actor)
    if not can_manage_community(actor, community.id):
        raise Refused
    audit.record(actor, "households.exported_in_full", community, now=now, before={}, after=dict(filters))
