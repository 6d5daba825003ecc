"""Two people at the same moment, each with a connection of their own."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.inspections.models import Inspection, Round
from core.database import db
from core.errors import Invalid
from tests.inspections.support import coverage, open_round, visit
from tests.support import world
from tests.support.at_once import at_once


def test_two_workers_at_one_door(app):
    round_id = open_round("第一网格")
    answers = at_once(
        app,
        lambda: visit(world.OWN_DOOR, "nobody_home"),
        lambda: visit(world.OWN_DOOR, "seen", who="colleague"),
        lambda: visit(world.OWN_DOOR, "refused"),
    )
    assert all(isinstance(answer, int) for answer in answers), answers
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Inspection)) == 3
    assert coverage(round_id) == (1, 0, 3)


def test_two_secretaries_open_a_round_over_the_same_grid(app):
    answers = at_once(app, lambda: open_round("第一网格"), lambda: open_round("第二网格", "第一网格", who="deputy"))
    assert sorted(type(answer) for answer in answers if not isinstance(answer, int)) == [Invalid], answers
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Round)) == 1
