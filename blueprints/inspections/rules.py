"""Rounds, visits and what a visit makes of a door. Pure.

A door of a round is *done* once somebody was seen there or it was found vacant; a visit to which nobody
opened puts it on the revisit list, and never undoes an earlier success.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from blueprints.places.door_map import DoorState
from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import FEVER_TENTHS, CareCategory, ContactMethod, RequestKind, Tenancy
from core.actors import Actor

ARRIVAL_DAYS = 14
LATE_DAYS = 7  # a visit made before the round closed still counts when it arrives so much later
WITHDRAW_HOURS = 24


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


# verb → (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[RoundState], RoundState]] = {
    "close": (frozenset({RoundState.OPEN}), RoundState.CLOSED),
}


class Outcome(StrEnum):
    """What came of ringing the bell."""

    SEEN = "seen"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    VACANT = "vacant"


COMPLETING = frozenset({Outcome.SEEN, Outcome.VACANT})


class Presence(StrEnum):
    """What a visit found out about one person."""

    STAYS = "stays"
    NEW = "new"
    MOVED_OUT = "moved_out"


class Hazard(StrEnum):
    GAS = "gas"
    WIRING = "wiring"
    EBIKE = "ebike"  # an electric bicycle charged indoors or on the stairs
    BLOCKED_EXIT = "blocked_exit"
    OTHER = "other"


class Need(StrEnum):
    FOOD = "food"
    MEDICINE = "medicine"
    DOCTOR = "doctor"
    REPAIR = "repair"
    COMPANY = "company"
    OTHER = "other"


@dataclass(frozen=True)
class PersonFound:
    """One person as the visit found them. Without `resident_id` somebody new; temperature in tenths of ℃."""

    name: str
    resident_id: int | None = None
    phone: str | None = None
    moved_out: bool = False
    fever: bool = False
    respiratory: bool = False
    temperature: int | None = None
    arrived_from: str = ""
    arrived_on: date | None = None

    @property
    def has_fever(self) -> bool:
        return self.fever or (self.temperature is not None and self.temperature >= FEVER_TENTHS)

    @property
    def has_symptoms(self) -> bool:
        return self.has_fever or self.respiratory

    @property
    def tells_something(self) -> bool:
        """More than "still lives here"."""
        return self.resident_id is None or self.moved_out or self.has_symptoms or self.temperature is not None or bool(self.arrived_from)


@dataclass(frozen=True)
class CareWish:
    """A care case to be opened. Without `resident_id`: for the first person newly registered in the same visit."""

    resident_id: int | None
    categories: tuple[CareCategory, ...]
    note: str = ""


@dataclass(frozen=True)
class PurchaseWish:
    name: str
    phone: str | None
    kind: RequestKind
    is_urgent: bool
    note: str
    lines: tuple[WantedLine, ...]


@dataclass(frozen=True)
class Findings:
    """Everything one visit found. `tenancy` None leaves the file as it is."""

    visited_at: datetime
    outcome: Outcome
    method: ContactMethod = ContactMethod.VISIT
    tenancy: Tenancy | None = None
    tenant_note: str = ""
    people: tuple[PersonFound, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    hazard_note: str = ""
    needs: tuple[Need, ...] = ()
    need_note: str = ""
    note: str = ""
    care: CareWish | None = None
    purchase: PurchaseWish | None = field(default=None)

    def worth_keeping(self) -> tuple[PersonFound, ...]:
        """Where nobody was met, "still lives here" was not confirmed: only what was learnt is kept."""
        if self.outcome is Outcome.SEEN:
            return self.people
        return tuple(person for person in self.people if person.tells_something)


class HasRoundState(Protocol):
    state: RoundState


class HasVersions(Protocol):
    replaced_by_id: int | None
    withdrawn_at: datetime | None
    recorded_by_id: int
    received_at: datetime
    version: int


def can_open_round(actor: Actor) -> bool:
    return actor.role == Role.SECRETARY


def can_close_round(actor: Actor, round_: HasRoundState) -> bool:
    return actor.role == Role.SECRETARY and round_.state in TRANSITIONS["close"][0]


def can_record(actor: Actor) -> bool:
    """Who rings at doors, or telephones for those who do. Officers read."""
    return actor.role in (Role.GRID_WORKER, Role.SECRETARY)


def is_current(inspection: HasVersions) -> bool:
    return inspection.replaced_by_id is None and inspection.withdrawn_at is None


def can_correct(actor: Actor, inspection: HasVersions) -> bool:
    return can_record(actor) and is_current(inspection)


def can_withdraw(actor: Actor, inspection: HasVersions, now: datetime) -> bool:
    """The wrong door was tapped: whoever wrote the only version takes it back within a day, a secretary at any time."""
    if not can_record(actor) or not is_current(inspection) or inspection.version != 1:
        return False
    if actor.role == Role.SECRETARY:
        return True
    return inspection.recorded_by_id == actor.user_id and now - inspection.received_at <= timedelta(hours=WITHDRAW_HOURS)


def door_state(outcomes: Iterable[Outcome]) -> DoorState:
    """The state of a door from all valid visits of the round to it."""
    found = set(outcomes)
    if found & COMPLETING:
        return DoorState.DONE
    return DoorState.REVISIT if found else DoorState.MISSING


def usual_outcome(tenancy: Tenancy) -> Outcome:
    """What "as always" means at this door: an empty flat is still empty."""
    return Outcome.VACANT if tenancy is Tenancy.VACANT else Outcome.SEEN
