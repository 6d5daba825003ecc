"""Two people at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa

from blueprints.inspections.models import Inspection, Round
from core.database import db
from core.errors import Invalid
from tests.inspections.support import coverage, open_round, visit
from tests.support import world


def at_once(app, *works: Callable[[], object]) -> list[object]:
    """Run every work in a thread of its own, all starting together; the answers or what was raised, by place."""
    db.session.rollback()
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                answers[place] = work()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                answers[place] = error

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return answers


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
