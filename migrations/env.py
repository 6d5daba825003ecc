"""Alembic inside the app's context, for SQLite (batch mode) and PostgreSQL."""

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from core.database import Base, UTCDateTime, db


def render_item(kind, item, autogen_context):
    """Our own types are written as the plain SQLAlchemy types they are made of."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeDecorator) and type(item).__module__.startswith(("core", "blueprints")):
        return f"sa.{item.impl_instance!r}"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        options = connection.execution_options(linli_write=True)
        context.configure(
            connection=options,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


assert current_app
run()
