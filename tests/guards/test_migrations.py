"""What the migrations build is what the models say, on both databases, up and down."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

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
