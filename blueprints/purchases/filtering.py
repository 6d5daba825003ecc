"""What the address of a list asks for (?state=submitted&grid=3&…), read once and said the same way everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa

from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import queries
from blueprints.purchases.rules import CARRIED, CLOSED, OPEN, RequestState, Source
from core import clock
from core.actors import Actor
from core.web import day_asked

E = TypeVar("E", bound=StrEnum)

# Approved, and not yet on the way.
UNDERWAY = (RequestState.APPROVED, RequestState.ORDERED, RequestState.BOUGHT)
GROUPS: dict[str, tuple[RequestState, ...]] = {
    "open": OPEN,
    "underway": UNDERWAY,
    "carried": CARRIED,
    "closed": CLOSED,
    "all": tuple(RequestState),
}
AGES = (2, 6, 12, 24, 48)  # hours
DAYS = ("on", "delivered_on", "settled_on", "rejected_on", "cancelled_on")  # filed, delivered, … on that day


@dataclass(frozen=True)
class Wanted:
    """`args` are the parts of the address that were understood, ready for url_for."""

    args: dict[str, Any]
    states: tuple[RequestState, ...]

    def clause(self, actor: Actor, now: datetime, *, states: bool = True) -> sa.ColumnElement[bool]:
        """The WHERE clause; without `states` the same question for every state (for the counts on the tabs)."""
        args = self.args
        older = _number(args, "older")
        return queries.request_filter(
            actor,
            states=self.states if states and set(self.states) != set(RequestState) else None,
            kind=_member(RequestKind, args.get("kind")),
            urgent=True if args.get("urgent") else None,
            grid_id=_number(args, "grid"),
            estate_id=_number(args, "estate"),
            building_id=_number(args, "building"),
            household_id=_number(args, "household"),
            community_id=_number(args, "community"),
            submitted_before=now - timedelta(hours=older) if older else None,
            submitted_on=_day(args.get("on")),
            delivered_on=_day(args.get("delivered_on")),
            settled_on=_day(args.get("settled_on")),
            rejected_on=_day(args.get("rejected_on")),
            cancelled_on=_day(args.get("cancelled_on")),
            assigned_to_id=_number(args, "assigned"),
            unassigned=args.get("assigned") == "nobody",
            verified={"yes": True, "no": False}.get(args.get("verified", "")),
            source=_member(Source, args.get("source")),
            code=args.get("code"),
        )

    @property
    def days(self) -> list[str]:
        """Which of the questions by day were asked."""
        return [name for name in DAYS if name in self.args]

    @property
    def newest_first(self) -> bool:
        """What is over is read backwards; what waits is read from its oldest."""
        return not set(self.states) & set(OPEN) or set(self.states) == set(RequestState)

    def after(self, args: Mapping[str, str]) -> queries.Position | None:
        """The position in ?after=1-1700000000000000-42: urgency, microseconds, id."""
        parts = args.get("after", "").split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
            return None
        moment = datetime.fromtimestamp(0, clock.SHANGHAI) + timedelta(microseconds=min(int(parts[1]), 4 * 10**15))
        return parts[0] == "1", moment, int(parts[2])


def position(request: Any) -> str:
    """The same, of a row."""
    micros = (request.submitted_at - datetime.fromtimestamp(0, clock.SHANGHAI)) // timedelta(microseconds=1)
    return f"{int(request.is_urgent)}-{micros}-{request.id}"


def read(args: Mapping[str, str], *, default: str) -> Wanted:
    """Understand the query string; what makes no sense is left out. `default` is the state or group shown first."""
    known: dict[str, str] = {}
    for name in ("grid", "estate", "building", "household", "community", "older"):
        if _number(args, name) is not None:
            known[name] = args[name]
    for name, enum in (("kind", RequestKind), ("source", Source)):
        if _member(enum, args.get(name)) is not None:
            known[name] = args[name]
    for name in DAYS:
        if _day(args.get(name)) is not None:
            known[name] = args[name]
    if args.get("assigned") == "nobody" or _number(args, "assigned") is not None:
        known["assigned"] = args["assigned"]
    if args.get("urgent"):
        known["urgent"] = "1"
    if args.get("verified") in ("yes", "no"):
        known["verified"] = args["verified"]
    code = "".join(sign for sign in args.get("code", "") if sign.isalnum()).upper()
    if code:
        known["code"] = code[:8]
        default = "all"
    state = args.get("state", "")
    if state not in GROUPS and _member(RequestState, state) is None:
        state = default
    known["state"] = state
    states = GROUPS.get(state) or (RequestState(state),)
    return Wanted(args=known, states=states)


def _number(args: Mapping[str, str], name: str) -> int | None:
    raw = args.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None


def _member(enum: type[E], value: str | None) -> E | None:
    return enum(value) if value in set(enum) else None


def _day(value: str | None) -> date | None:
    try:
        return day_asked(value or "")
    except ValueError:
        return None
