"""Counting SQL statements.

    with counting() as counted:
        person.get("/alerts")
    assert counted.number <= 8, counted

BEGIN, COMMIT and savepoints are not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from core.database import db

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Counted:
    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def number(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(f"{number:3} {' '.join(statement.split())[:200]}" for number, statement in enumerate(self.statements, 1))


@contextmanager
def counting() -> Iterator[Counted]:
    """Collect the statements that run on the app's engine."""
    counted = Counted()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            counted.statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield counted
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
