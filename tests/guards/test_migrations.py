"""What the migrations build is what the models say, on both databases, up and down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from core import clock
from core.append_only import protected
from core.database import Base, db


@pytest.fixture
def empty_database(app):
    db.session.rollback()
    Base.metadata.drop_all(db.engine)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS audit_event_append_only() CASCADE")
    return db.engine


@pytest.mark.guard
def test_migrated_schema_equals_the_models(empty_database):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        inspector = sa.inspect(connection)
        for table in Base.metadata.sorted_tables:
            ours = {str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)}
            theirs = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
            assert ours <= theirs, f"{table.name} lacks {ours - theirs}"


@pytest.mark.guard
def test_migrations_go_down_and_up_again(empty_database):
    upgrade()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert "household" in sa.inspect(db.engine).get_table_names()


@pytest.mark.guard
def test_rows_of_the_first_release_are_still_there_after_the_next(empty_database):
    """SQLite moves a changed table by copying it: what stood in it, and what pointed at it, must come along."""
    upgrade(revision="0001")
    rows = {
        "subdistrict": {"id": 1, "name": "清河街道"},
        "community": {"id": 1, "subdistrict_id": 1, "name": "幸福社区", "phone": "0571-00000000", "verify_before_approval": False},
        "estate": {"id": 1, "community_id": 1, "name": "阳光花园"},
        "building": {"id": 1, "community_id": 1, "estate_id": 1, "name": "1号楼", "sort_key": "1", "has_lift": False},
        "building_unit": {"id": 1, "community_id": 1, "building_id": 1, "name": "1", "sort_key": "1"},
        "household": {"id": 1, "community_id": 1, "building_id": 1, "unit_id": 1, "door": "101", "floor": 1, "address": "101"},
        "purchase_request": {"id": 1, "community_id": 1, "household_id": 1, "code": "ABCDEF", "slip_token": "x", "source": "worker"},
        "request_line": {"id": 1, "community_id": 1, "request_id": 1, "position": 1, "item": "大米", "amount": 100, "unit": "袋"},
    }
    with db.engine.connect().execution_options(linli_write=True) as connection, connection.begin():
        tables = sa.MetaData()
        tables.reflect(connection)
        for name, row in rows.items():
            connection.execute(sa.insert(tables.tables[name]).values(_filled(tables.tables[name], row)))
    upgrade()
    with db.engine.connect() as connection:
        for name in rows:
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) == 1, name  # noqa: S608 - our own names
        assert connection.scalar(sa.text("SELECT item FROM request_line JOIN purchase_request r ON r.id = request_id")) == "大米"


def _filled(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Every column that must not be empty and is not named in `row` gets some value of its kind."""
    known = {"kind": "groceries", "state": "submitted", "if_missing": "ask_me", "tenancy": "owner"}
    for column in table.columns:
        if column.name in row or column.nullable or column.server_default is not None:
            continue
        kind = column.type.python_type
        row[column.name] = known.get(column.name, "") if kind is str else clock.now() if kind is datetime else kind(0)
    return row


@pytest.mark.guard
def test_the_migrated_audit_table_refuses_change(empty_database):
    upgrade()
    with db.engine.connect().execution_options(linli_write=True) as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO audit_event (at, actor_name, actor_role, action, entity_type, before, after) "
            "VALUES ('2026-01-01 00:00:00', 'x', 'x', 'x', 'x', '{}', '{}')"
        )
    for statement in ("UPDATE audit_event SET actor_name = 'y'", "DELETE FROM audit_event"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="append-only"),
            db.engine.connect().execution_options(linli_write=True) as connection,
            connection.begin(),
        ):
            connection.exec_driver_sql(statement)


@pytest.mark.guard
def test_every_table_that_is_only_added_to_has_its_triggers(empty_database):
    upgrade()
    names = protected(Base.metadata)
    assert set(names) >= {"audit_event", "money_entry"}
    catalogue = "sqlite_master WHERE type = 'trigger'" if db.engine.dialect.name == "sqlite" else "pg_trigger"
    column = "name" if db.engine.dialect.name == "sqlite" else "tgname"
    with db.engine.connect() as connection:
        triggers = set(connection.exec_driver_sql(f"SELECT {column} FROM {catalogue}").scalars())
    for name in names:
        assert {f"{name}_no_update", f"{name}_no_delete"} <= triggers or f"{name}_append_only" in triggers, f"{name} may be changed"


@pytest.mark.guard
def test_names_fit_into_every_database():
    for table in Base.metadata.sorted_tables:
        for thing in [*table.constraints, *table.indexes]:
            assert len(str(thing.name or "")) <= 63, f"{table.name}: {thing.name} is longer than PostgreSQL's 63 characters"


@pytest.mark.guard
def test_every_table_below_community_carries_community_id():
    above = {"subdistrict", "community", "audit_event", "revision", "submission", "rate_limit_hit", "app_user"}
    above |= {"supplier", "delivery_window", "price_item", "price_upload"}  # a supermarket serves several communities
    for table in Base.metadata.sorted_tables:
        if table.name in above:
            continue
        assert not table.c["community_id"].nullable, f"{table.name}.community_id may be empty"
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint) and len(constraint.columns) > 1:
                assert list(constraint.columns)[0].name == "community_id", (
                    f"{table.name}: {constraint.name} does not begin with community_id"
                )
