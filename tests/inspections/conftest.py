from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from core.database import db


@pytest.fixture
def count_queries(app) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """How many statements the database gets while a function runs."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)

    def count(work: Callable[[], Any]) -> int:
        seen.clear()
        work()
        return len(seen)

    yield count
    sa.event.remove(engine, "before_cursor_execute", note)
