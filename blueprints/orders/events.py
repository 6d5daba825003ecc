"""What happens to an order and concerns later slices. Published inside the transaction, handled at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor


@dataclass(frozen=True)
class OrderReceived:
    """The goods stand at the gate: every line has its outcome, every request on it has moved on."""

    actor: Actor
    now: datetime
    community_id: int
    order_id: int
