"""What a cell of the door map shows. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DoorState(StrEnum):
    """How far a door is in the running round."""

    NOT_ASKED = "not_asked"  # no round asks this door
    MISSING = "missing"
    REVISIT = "revisit"  # nobody home or refused: to be tried again
    DONE = "done"


@dataclass(frozen=True)
class DoorMark:
    """What one slice knows of a door: a round state, and short badges such as "帮扶" or "告警"."""

    state: DoorState | None = None
    badges: tuple[str, ...] = ()
