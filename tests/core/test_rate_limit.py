"""Counts are shared by all worker processes, and hold nothing that names anybody."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from core import rate_limit
from core.database import db
from core.rate_limit import RateLimitHit
from core.settings import ROOT

CHILD = """
import sys
from app import create_app
from core import rate_limit
app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], "INSTANCE_DIR": sys.argv[2], "SECRET_KEY": sys.argv[3]})
with app.app_context():
    print(sum(rate_limit.allow("test", "somebody", "20/hour") for _ in range(15)))
"""


@pytest.fixture(autouse=True)
def switched_on(app):
    app.config["RATE_LIMITS_ENABLED"] = True


def test_a_limit_is_used_up_and_forgiven(app):
    assert [rate_limit.allow("p", "s", "3/hour") for _number in range(5)] == [True] * 3 + [False] * 2
    assert rate_limit.used_up("p", "s", "3/hour") and not rate_limit.used_up("p", "other", "3/hour")
    assert rate_limit.allow("other purpose", "s", "3/hour")
    rate_limit.forgive("p", "s", "3/hour")
    assert not rate_limit.used_up("p", "s", "3/hour") and rate_limit.allow("p", "s", "3/hour")


def test_a_window_that_has_passed_counts_no_more(app, monkeypatch):
    assert not [rate_limit.allow("p", "s", "2/minute") for _number in range(3)][-1]
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert rate_limit.allow("p", "s", "2/minute")


def test_nothing_that_names_anybody_is_stored(app):
    rate_limit.allow("sign-in", "owner|10.0.0.1", "3/hour")
    (key,) = db.session.scalars(sa.select(RateLimitHit.key_hash))
    assert "owner" not in key and "10.0.0.1" not in key


def test_used_up_counters_are_swept(app, monkeypatch):
    monkeypatch.setattr(rate_limit, "SWEEP_EVERY", 1)
    rate_limit.allow("p", "old", "2/minute")
    later = time.time() + 120
    monkeypatch.setattr(time, "time", lambda: later)
    rate_limit.allow("p", "new", "2/minute")
    assert len(db.session.scalars(sa.select(RateLimitHit)).all()) == 1


def test_two_processes_share_the_count(app, tmp_path):
    db.session.rollback()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    arguments = [sys.executable, "-c", CHILD, url, str(tmp_path), app.config["SECRET_KEY"]]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) for _number in range(2)]
    allowed = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(allowed) == 20 and all(process.returncode == 0 for process in both)
