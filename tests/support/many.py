"""The small world, with more of something: for tests that count queries or pages."""

from __future__ import annotations

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from tests.support import world


def add_workers(count: int, *, community_of: str = "secretary") -> None:
    """So many more grid workers, 员工001 …, in the community of that user."""

    def work() -> None:
        like = world.user(community_of)
        users = [
            User(
                subdistrict_id=like.subdistrict_id,
                community_id=like.community_id,
                role=Role.GRID_WORKER,
                username=f"worker{number:03d}",
                name=f"员工{number:03d}",
                password_hash="!",
                created_at=clock.now(),
            )
            for number in range(count)
        ]
        db.session.add_all(users)
        audit.record(system_actor(), "world.grown", like, now=clock.now(), after={"workers": count})

    run_tx(work)
