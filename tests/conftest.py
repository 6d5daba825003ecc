"""One app per worker process and database; each test starts from the same small world (support/world.py).

Every test that uses `app` runs on SQLite and on PostgreSQL. `--database sqlite` keeps to one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from tests.support import stores, world
from tests.support.browser import Person
from tests.support.live import chromium, live, phone  # noqa: F401  (fixtures of the browser tests)
from tests.support.postgres import Cluster

_cluster: Cluster | None = None
_made: dict[str, tuple[Flask, Any]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("both", "sqlite", "postgresql"), default="both")


def pytest_configure(config: pytest.Config) -> None:
    global _cluster
    if not hasattr(config, "workerinput") and config.getoption("--database") != "sqlite" and not config.option.collectonly:
        _cluster = Cluster()
        os.environ["LINLI_TEST_POSTGRES"] = _cluster.url


def pytest_unconfigure(config: pytest.Config) -> None:
    if _cluster is not None:
        _cluster.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store_name" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--database")
        metafunc.parametrize("store_name", ["sqlite", "postgresql"] if wanted == "both" else [wanted], scope="session")


@pytest.fixture(scope="session")
def worker_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="linli-test-") as folder:
        yield Path(folder)


@pytest.fixture
def app(store_name: str, worker_folder: Path) -> Iterator[Flask]:
    """The site on a fresh copy of the small world, inside an app context."""
    if store_name not in _made:
        folder = worker_folder / store_name
        folder.mkdir()
        store = stores.make(store_name, folder, os.environ.get("PYTEST_XDIST_WORKER", "main"))
        site = create_app(
            {
                "SQLALCHEMY_DATABASE_URI": store.url,
                "INSTANCE_DIR": folder,
                "SECRET_KEY": "only for tests: " + "x" * 32,
                "TESTING": True,
                "PROPAGATE_EXCEPTIONS": True,
                "RATE_LIMITS_ENABLED": False,
                "PUBLIC_URL": "http://linli.test",
            }
        )
        with site.app_context():
            stores.create_tables()
            world.build()
            store.save_template()
        _made[store_name] = site, store
    site, store = _made[store_name]
    with site.app_context():
        store.reset()
        site.config["RATE_LIMITS_ENABLED"] = False
        yield site


@pytest.fixture
def visitor(app: Flask) -> Person:
    """Somebody without an account."""
    return Person(app)


@pytest.fixture
def person(app: Flask) -> Callable[[str], Person]:
    """`person("owner")` is that user, signed in, with a browser of their own."""
    return lambda username: Person(app).sign_in(username)
