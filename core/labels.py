"""The words on the screen for enum members: `{{ thing.state|label }}`.

Rules stay free of Flask and of wording; each slice's labels.py registers its enums here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Flask

_labels: dict[tuple[type[StrEnum], StrEnum], Any] = {}
_registered: set[type[StrEnum]] = set()


def register(*tables: dict[Any, Any]) -> None:
    """Add lazy translated labels, keyed by enum member. Every member of an enum needs one.

    Members of two enums with the same value are the same key of a dict ("other" is "other"): enums that
    share a value go into dicts of their own.
    """
    for labels in tables:
        given = {(type(member), member) for member in labels}
        for enum in {enum for enum, _member in given}:
            missing = [member for member in enum if (enum, member) not in given]
            if missing:
                raise ValueError(f"{enum.__name__} has no label for {missing}; does it share a value with another enum in the same dict?")
            _registered.add(enum)
        for member, text in labels.items():
            _labels[(type(member), member)] = text


def label(member: StrEnum | None) -> str:
    """The label of `member`, or an empty text for None."""
    return "" if member is None else str(_labels[(type(member), member)])


def choices(enum: type[StrEnum]) -> list[tuple[str, Any]]:
    """(value, label) pairs for a form field, in the order of definition."""
    return [(member.value, _labels[(enum, member)]) for member in enum]


def init_app(app: Flask) -> None:
    app.add_template_filter(label, "label")
