"""The log refuses change, keeps no secrets, and says what was before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.accounts.rules import Role
from core import audit, clock
from core.audit import AuditEvent
from core.database import WRITE, db, run_tx
from tests.support import world


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor_name = 'x'", "DELETE FROM audit_event"])
def test_the_table_refuses_update_and_delete(app, statement):
    db.session.rollback()
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        db.engine.connect().execution_options(**{WRITE: True}) as connection,
        connection.begin(),
    ):
        connection.execute(sa.text(statement))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) > 0


def test_before_and_after_hold_what_differs(app):
    def work():
        door = world.household_at(world.OWN_DOOR)
        door.note = "有狗"
        return audit.record(world.actor("owner"), "household.noted", door, now=clock.now())

    event = run_tx(work)
    assert (event.before, event.after) == ({"note": ""}, {"note": "有狗"})
    assert (event.actor_name, event.actor_role, event.entity_type) == ("赵一", Role.GRID_WORKER, "household")
    assert event.community_id == world.user("owner").community_id


def test_secrets_never_reach_the_log(app):
    def work():
        user = world.user("owner")
        user.password_hash = "a new hash"
        return audit.record(
            world.actor("owner"), "user.x", user, now=clock.now(), after={"password_hash": "x", "slip_token": "y", "name": "z"}
        )

    event = run_tx(work)
    assert (event.before, event.after) == ({}, {"name": "z"})


def test_values_become_plain(app):
    values = {
        "day": date(2026, 11, 22),
        "role": Role.OFFICER,
        "amount": Decimal("1.50"),
        "ids": {3, 1},
        "inside": {"list": [Role.OFFICER, None], "deep": {1: (True,)}},
    }

    def work():
        return audit.record(world.actor("owner"), "x.y", world.user("owner"), now=clock.now(), before={}, after=values)

    after = run_tx(work).after
    assert after == {
        "day": "2026-11-22",
        "role": "officer",
        "amount": "1.50",
        "ids": [1, 3],
        "inside": {"list": ["officer", None], "deep": {"1": [True]}},
    }
