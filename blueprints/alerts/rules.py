"""The life of an alert: open → acknowledged → closed. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from core.actors import Actor


class AlertKind(StrEnum):
    FEVER = "fever"  # fever or respiratory symptoms at a door
    HAZARD = "hazard"  # gas, wiring, e-bike, blocked exit
    UNWELL = "unwell"  # a care contact found somebody unwell or in need of a doctor
    OTHER = "other"


class AlertState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


# verb → (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[AlertState], AlertState]] = {
    "acknowledge": (frozenset({AlertState.OPEN}), AlertState.ACKNOWLEDGED),
    "close": (frozenset({AlertState.OPEN, AlertState.ACKNOWLEDGED}), AlertState.CLOSED),
}

PENDING = (AlertState.OPEN, AlertState.ACKNOWLEDGED)


class HasState(Protocol):
    state: AlertState


def is_allowed(verb: str, state: AlertState) -> bool:
    """May `verb` start from `state`?"""
    return state in TRANSITIONS[verb][0]


def can_acknowledge(actor: Actor, alert: HasState) -> bool:
    """A secretary says "seen"; the worker of the grid is told who is on it."""
    return actor.role == Role.SECRETARY and is_allowed("acknowledge", alert.state)


def can_close(actor: Actor, alert: HasState) -> bool:
    """Closing says what was done."""
    return actor.role == Role.SECRETARY and is_allowed("close", alert.state)
