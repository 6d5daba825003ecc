"""Two weeks of neighbourhood life, played through the actions at times in the past."""

from __future__ import annotations

from datetime import datetime
from random import Random


def play(now: datetime, random: Random) -> None:
    """A finished round and a running one, contacts due and overdue, requests in every state."""
