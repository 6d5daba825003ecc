"""What a household buys again and again: how its lines are kept and asked for anew, and when a reminder comes round. Pure."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing

MOST_OF_A_DOOR = 10
_DEFAULTS = {one.name: one.default for one in fields(WantedLine)}


def wanted_of(line: Any) -> WantedLine:
    """A line of a request, as it would be asked for again."""
    return WantedLine(**{name: getattr(line, name) for name in _DEFAULTS})


def form_row(line: WantedLine) -> dict[str, Any]:
    """As the rows of a form take it; those that have no field for something leave it out."""
    return {**asdict(line), "if_missing": line.if_missing.value}


def write_line(line: WantedLine) -> dict[str, Any]:
    """As JSON: amounts as text, and nothing that goes without saying."""
    kept = {name: value for name, value in asdict(line).items() if value != _DEFAULTS[name]}
    return {**kept, "amount": f"{line.amount.normalize():f}", "if_missing": line.if_missing.value}


def read_line(row: dict[str, Any]) -> WantedLine:
    return WantedLine(**{**row, "amount": Decimal(row["amount"]), "if_missing": IfMissing(row["if_missing"])})


def text_of(line: WantedLine) -> str:
    """In one breath: 氨氯地平（5毫克） 1盒."""
    name = f"{line.item}（{line.strength}）" if line.strength else line.item
    return f"{name} {line.amount.normalize():f}{line.unit}"


def next_day(next_on: date, every_days: int, today: date) -> date:
    """When the reminder comes again: whole rounds on, at least one, and not before tomorrow."""
    rounds = max(1, (today - next_on).days // every_days + 1)
    return next_on + timedelta(days=rounds * every_days)
