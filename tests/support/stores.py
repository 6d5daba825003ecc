"""The two databases a test may run on, each reset from a template that already holds the small world."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from core.database import Base, db


class Store(Protocol):
    name: str
    url: str

    def reset(self) -> None: ...


class SQLiteStore:
    """A file; reset by copying the template over it."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite3"
        self.template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def save_template(self) -> None:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
        shutil.copyfile(self.path, self.template)

    def reset(self) -> None:
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)


class PostgresStore:
    """A database on the cluster the test command started; reset by CREATE DATABASE … TEMPLATE."""

    name = "postgresql"

    def __init__(self, worker: str) -> None:
        self.database = f"test_{worker}"
        self.template = f"template_{worker}"
        base = os.environ["LINLI_TEST_POSTGRES"]
        self.url = base % self.database
        self.admin = sa.create_engine(base % "postgres", isolation_level="AUTOCOMMIT")
        self._recreate(self.database)

    def _recreate(self, name: str, template: str = "template0") -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def save_template(self) -> None:
        db.engine.dispose()
        self._recreate(self.template, self.database)

    def reset(self) -> None:
        db.engine.dispose()
        self._recreate(self.database, self.template)


def make(name: str, folder: Path, worker: str) -> Any:
    return SQLiteStore(folder) if name == "sqlite" else PostgresStore(worker)


def create_tables() -> None:
    Base.metadata.create_all(db.engine)
