"""The database: one declarative base, the column types, and the one way to change anything.

Reads run in a deferred transaction; one that takes several SELECTs which must agree begins with
`one_moment`. Every change goes through `run_tx`, which opens the write
transaction *before* it reads what it will write (BEGIN IMMEDIATE on SQLite: a deferred one loses
updates or fails with "database is locked"), commits once, and tries again after a serialization
failure, a deadlock or a busy database.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

WRITE = "linli_write"
BUSY_TIMEOUT_MS = 5000
RETRIES = 4
RETRYABLE_SQLSTATES = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps no zone, so UTC is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(enum: type[StrEnum]) -> sa.Enum:
    """A short text column with a CHECK: no database enum, so a new member needs no type change."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Row:
    """Mixin: the surrogate key every table of ours has."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)


class CommunityRow(Row):
    """Mixin: a row below a community. Scoping and any later distribution rest on this column."""

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), nullable=False)


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


def init_app(app: Flask) -> None:
    is_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    options = app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {})
    options.setdefault("hide_parameters", True)  # an error must not quote names and telephone numbers
    if is_sqlite:
        options.setdefault("connect_args", {"timeout": BUSY_TIMEOUT_MS / 1000})
    else:
        options.setdefault("pool_pre_ping", True)
    db.init_app(app)
    with app.app_context():
        if is_sqlite:
            _prepare_sqlite(db.engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is off: ours below is the only one
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what is acknowledged survives a power cut
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")


_before_commit: list[Callable[[], None]] = []


def before_commit(hook: Callable[[], None]) -> Callable[[], None]:
    """Register what `run_tx` runs last inside each transaction (audit check, change counters)."""
    _before_commit.append(hook)
    return hook


def run_tx(work: Callable[[], T]) -> T:
    """Run `work` in one write transaction and commit once. `work` may run again: no outside effects.

    Whatever the session had read before is dropped, so `work` must load what it changes itself.
    """
    session = db.session
    if session.info.get(WRITE):
        raise RuntimeError("run_tx inside run_tx: one request, one transaction")
    for attempt in range(RETRIES):
        session.rollback()
        session.info[WRITE] = True
        try:
            session.connection(execution_options={WRITE: True})
            result = work()
            session.flush()
            for hook in _before_commit:
                hook()
            session.commit()
            return result
        except DBAPIError as error:
            session.rollback()
            if not is_retryable(error) or attempt == RETRIES - 1:
                raise
            time.sleep(random.uniform(0.02, 0.08) * 2**attempt)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.clear()
    raise AssertionError("unreachable")


def one_moment() -> None:
    """From here on all SELECTs see the database as it is now, whatever others commit between them.

    SQLite reads so anyway; PostgreSQL else looks anew with each statement. What the session had read is dropped.
    Ends with the next rollback or `run_tx`, inside which it has no place: there one holds what must not change.
    """
    if db.session.info.get(WRITE):
        raise RuntimeError("one_moment inside run_tx: lock instead")
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def follows(columns: Sequence[Any], row: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The rows behind `row` in a list ordered by `columns`: the WHERE clause of the next page."""
    return sa.tuple_(*columns) > _values(columns, row)


def precedes(columns: Sequence[Any], row: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The same for a list with the newest first."""
    return sa.tuple_(*columns) < _values(columns, row)


def _values(columns: Sequence[Any], row: Sequence[Any]) -> Any:
    return sa.tuple_(*(sa.literal(value, column.type) for column, value in zip(columns, row, strict=True)))


def is_retryable(error: DBAPIError) -> bool:
    """Would the same transaction, run again, have a fair chance?"""
    sqlstate = getattr(error.orig, "sqlstate", None)
    if sqlstate in RETRYABLE_SQLSTATES:
        return True
    code = getattr(error.orig, "sqlite_errorname", "") or ""
    return code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def compare_and_set(model: type[Any], row_id: int, *, expect: dict[str, Any], change: dict[str, Any]) -> bool:
    """UPDATE … WHERE id AND every expected value still holds; False when somebody was faster.

    `change` holds plain values; an instance in the session takes them over.
    """
    conditions = [getattr(model, name) == value for name, value in expect.items()]
    statement = sa.update(model).where(model.id == row_id, *conditions).values(**change)
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    known = db.session.identity_map.get(identity_key(model, row_id)) if result.rowcount else None  # type: ignore[attr-defined]
    if known is not None:
        for name, value in change.items():
            set_committed_value(known, name, value)
        stale = [name for name in sa.inspect(known).mapper.relationships.keys() if name in known.__dict__]  # noqa: SIM118
        if stale:  # approved_by follows approved_by_id
            db.session.expire(known, stale)
    return bool(result.rowcount)  # type: ignore[attr-defined]
