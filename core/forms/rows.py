"""A list of small forms (lines of a request, people at a door) that grows and shrinks.

The rows are posted as `<name>-0-<field>`. Buttons named `<name>-add` and `<name>-remove` (its value
the index) are real submit buttons: without JavaScript the view answers with the form, one row more
or less; with htmx the same answer is swapped in place. A form may have further buttons of that kind (`steps`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import FieldList, Form, FormField


class Rows(FieldList):
    """A FieldList of `row_form`, at most `high` rows; empty rows are dropped by `filled()`."""

    def __init__(
        self, row_form: type[Form], label: Any = None, *, low: int = 1, high: int = 20, steps: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(FormField(row_form, separator="-"), label, min_entries=low, max_entries=None, **kwargs)
        self.low, self.high, self.steps = low, high, steps

    def was_edited(self) -> bool:
        """True when a row button sent the form: change the rows and show the form again, unsaved."""
        return any(self.pressed(step) is not None for step in ("add", "remove", *self.steps))

    def pressed(self, step: str) -> str | None:
        """The value of the button `<name>-<step>`, if it sent the form."""
        return request.form.get(f"{self.name}-{step}")

    def edit(self) -> None:
        """Do what the button that adds or takes away a row asked."""
        if self.pressed("add") is not None:
            if len(self.entries) < self.high:
                self.append_entry()
            return
        raw = self.pressed("remove") or ""
        index = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else -1
        kept = [(entry.data, _typed(entry)) for position, entry in enumerate(self.entries) if position != index]
        while self.entries:
            self.pop_entry()
        for data, typed in kept or [({}, {})]:
            row = self.append_entry(data)
            for name, text in typed.items():
                row.form[name].typed = text

    def filled(self, *, by: str) -> list[dict[str, Any]]:
        """The data of the rows in which the field `by` is not empty."""
        return [entry.data for entry in self.entries if entry.data.get(by)]


def _typed(row: Any) -> dict[str, str | None]:
    """What stands in the fields that turn words into values: it stays, readable or not."""
    return {field.short_name: field.typed for field in row.form if hasattr(field, "typed")}
