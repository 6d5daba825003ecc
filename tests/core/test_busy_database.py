"""Somebody else holds the database for too long: a plain page, nothing half-written, and then it works again."""

from __future__ import annotations

import sqlite3
import time

import pytest

from core.database import db
from tests.accounts.support import events, fresh, user_id


def test_a_held_write_lock_ends_in_a_plain_page(app, person, store_name):
    if store_name != "sqlite":
        pytest.skip("PostgreSQL has no lock on the whole database")
    form = person("secretary").get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    db.session.rollback()
    holder = sqlite3.connect(db.engine.url.database, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        page = form.submit()
        assert page.status == 503 and "系统正忙" in page.html and "没有保存" in page.text
        assert 4 < time.monotonic() - begun < 30
        assert person("secretary").get("/sign-in").status in (200, 303)  # reading goes on meanwhile
    finally:
        holder.rollback()
        holder.close()
    assert fresh("owner").name == "赵一" and not events("user.edited")
    form.submit()
    assert fresh("owner").name == "赵大力" and len(events("user.edited")) == 1
