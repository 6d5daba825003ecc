"""Tables that are only ever added to: the database itself refuses UPDATE and DELETE.

`protect(Model.__table__)` lets create_all write the triggers; a migration that creates the table runs the same
statements (scripts/new_migration.py writes them into it).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event

MARK = "append_only"  # in the table's `info`


def guard_statements(table: str, dialect: str) -> list[str]:
    """The DDL that makes `table` append-only."""
    if dialect == "sqlite":
        return [
            f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{table} is append-only'; END $$""",
        f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()""",
    ]


def protect(table: sa.Table) -> None:
    table.info[MARK] = True
    for dialect in ("sqlite", "postgresql"):
        for statement in guard_statements(table.name, dialect):
            event.listen(table, "after_create", sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))


def protected(metadata: sa.MetaData) -> list[str]:
    """The names of all such tables."""
    return [table.name for table in metadata.sorted_tables if table.info.get(MARK)]
