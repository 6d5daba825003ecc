"""What happens to a request and concerns later slices. Published inside the transaction, handled at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor


@dataclass(frozen=True)
class RequestMoved:
    """`verb` of rules.TRANSITIONS was done to a request."""

    actor: Actor
    now: datetime
    community_id: int
    request_id: int
    verb: str
