"""`ensure_demo(app)`: fill an empty database with the demo neighbourhood, and print how to get in."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter

import sqlalchemy as sa
from flask import Flask

from blueprints.accounts import passwords
from blueprints.places.models import Building, Estate, Household, QrToken, Resident, Subdistrict
from core import clock
from core.database import db, run_tx
from demo import history, plan, population, suppliers

SEED = 20261122
DAYS_OF_HISTORY = 14


def ensure_demo(app: Flask) -> None:
    """Build the demo once; a database that holds anything is left as it is."""
    kept = Path(app.config["INSTANCE_DIR"]) / "demo_password"
    names = list(db.session.scalars(sa.select(Subdistrict.name)))
    if not names:
        started = perf_counter()
        password = os.environ.get("LINLI_DEMO_PASSWORD") or passwords.temporary()
        run_tx(lambda: _build(password))
        _keep(kept, password)
        print(f"Made the demo neighbourhood in {perf_counter() - started:.1f} s.")
    elif names != [plan.SUBDISTRICT]:
        print("The database holds data of its own; no demo was added.")
        return
    _print_ways_in(kept)


def _build(password: str) -> None:
    now = clock.now()
    random = Random(SEED)  # noqa: S311
    population.build(now - timedelta(days=DAYS_OF_HISTORY + 1), password, random)
    suppliers.build(now - timedelta(days=DAYS_OF_HISTORY))
    history.play(now, random)


def _keep(path: Path, password: str) -> None:
    """So that the next `make run` can print it again. Readable by its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(password)


def _print_ways_in(kept: Path) -> None:
    password = kept.read_text() if kept.exists() else "?"
    doors, people = (db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Household, Resident))
    site = os.environ.get("LINLI_PUBLIC_URL", "")
    print(f"\n{plan.SUBDISTRICT}: {doors} households, {people} residents.\n\nDemo accounts (password of all: {password})")
    for role, username in plan.SHOWN_ACCOUNTS:
        print(f"  {role}\t{username}")
    token = db.session.scalar(
        sa.select(QrToken.token)
        .join(Building, Building.id == QrToken.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .where(Estate.name == plan.SHOWN_BUILDING[0], Building.name == plan.SHOWN_BUILDING[1], QrToken.revoked_at.is_(None))
    )
    if token:
        print(f"Resident page of {' '.join(plan.SHOWN_BUILDING)}: {site}/b/{token}")
