"""What happens to workers and concerns later slices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.actors import Actor


@dataclass(frozen=True)
class WorkHandedOver:
    """A worker is ill or leaves: cases and open deliveries of `from_user_id` go to `to_user_id`.

    With `with_grids` the grids go along, so that the other one sees those doors too.
    """

    actor: Actor
    now: datetime
    community_id: int
    from_user_id: int
    to_user_id: int
    with_grids: bool = False
