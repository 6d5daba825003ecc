"""Alembic inside the app's context, for SQLite (batch mode) and PostgreSQL."""

from alembic import context
from flask import current_app

from core.database import Base, UTCDateTime, db


def render_item(kind, item, autogen_context):
    """Our own types are written as the plain SQLAlchemy types they are made of."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
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
