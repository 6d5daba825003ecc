"""Short ways to a round, a visit and a count."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from blueprints.inspections.actions.inspections import record_inspection
from blueprints.inspections.actions.rounds import open_round as open_round_action
from blueprints.inspections.models import RoundHousehold
from blueprints.inspections.queries import rounds
from blueprints.inspections.rules import Findings, Outcome
from blueprints.places.models import Grid, Household
from core import clock
from core.database import db, run_tx
from tests.support import world


def open_round(*grids: str, who: str = "secretary", title: str = "11月排查") -> int:
    def work() -> int:
        now, actor = clock.now(), world.actor(who)
        ids = list(db.session.scalars(sa.select(Grid.id).where(Grid.name.in_(grids))))
        today = clock.day_of(now)
        return open_round_action(actor=actor, now=now, title=title, starts_on=today, ends_on=today + timedelta(days=7), grid_ids=ids).id

    return run_tx(work)


def visit(address: str, outcome: str = "seen", *, who: str = "owner", at: datetime | None = None, **findings: Any) -> int:
    def work() -> int:
        now = clock.now()
        found = Findings(visited_at=at or now, outcome=Outcome(outcome), **findings)
        household = world.household_at(address)
        return record_inspection(actor=world.actor(who), now=now, household=household, findings=found, submission_id=str(uuid.uuid4())).id

    return run_tx(work)


def door(address: str) -> Household:
    return world.household_at(address)


def coverage(round_id: int) -> tuple[int, int, int]:
    """(done, revisit, missing)."""
    db.session.rollback()
    found = rounds.coverage(RoundHousehold.round_id == round_id)
    return found.done, found.revisit, found.missing
