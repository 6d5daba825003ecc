"""Times of day, and who was at work: shared by the parts of the demo's history."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.actors import actor_for
from blueprints.places.models import Building, Community, Estate, Grid, GridWorker, Household, Resident
from core import clock
from core.actors import Actor
from core.database import db


@dataclass
class Neighbourhood:
    """One community of the demo, loaded once for all parts of its history."""

    community: Community
    secretary: Actor
    workers: dict[int, Actor]  # grid id → its worker
    users: dict[int, User]  # grid id → the worker's account
    households: list[Household]  # in walking order
    residents: dict[int, list[Resident]]  # by household id

    @property
    def grid_ids(self) -> list[int]:
        return sorted(self.workers)


class Timeline:
    """Moments in the past two weeks, always before `now`; the same seed gives the same days."""

    def __init__(self, now: datetime, random: Random) -> None:
        self.now, self.random = now, random

    def moment(self, days_ago: int, low: int = 8, high: int = 18) -> datetime:
        """Some time between `low` and `high` o'clock of that day, in Shanghai; for today some time before now."""
        day = clock.day_of(self.now) - timedelta(days=days_ago)
        seconds = self.random.randrange(low * 3600, high * 3600)
        moment = clock.start_of(day) + timedelta(seconds=seconds)
        if moment < self.now:
            return moment
        since_midnight = (self.now - clock.start_of(day)).total_seconds()
        return clock.start_of(day) + timedelta(seconds=self.random.uniform(0.5, 0.98) * since_midnight)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def submission_id(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))


def neighbourhoods() -> list[Neighbourhood]:
    return [_load(community) for community in db.session.scalars(sa.select(Community).order_by(Community.id))]


def _load(community: Community) -> Neighbourhood:
    secretary = db.session.scalar(sa.select(User).where(User.community_id == community.id, User.role == Role.SECRETARY).order_by(User.id))
    assert secretary is not None
    pairs = db.session.execute(
        sa.select(GridWorker.grid_id, User).join(User, User.id == GridWorker.user_id).where(GridWorker.community_id == community.id)
    )
    users = dict(pairs.tuples().all())
    households = db.session.scalars(
        sa.select(Household)
        .join(Building, Building.id == Household.building_id)
        .join(Estate, Estate.id == Building.estate_id)
        .join(Grid, Grid.id == Household.grid_id)
        .where(Household.community_id == community.id)
        .order_by(Estate.name, Building.sort_key, Household.sort_key)
    )
    residents: dict[int, list[Resident]] = {}
    for resident in db.session.scalars(sa.select(Resident).where(Resident.community_id == community.id).order_by(Resident.id)):
        residents.setdefault(resident.household_id, []).append(resident)
    workers = {grid_id: actor_for(user) for grid_id, user in users.items()}
    return Neighbourhood(community, actor_for(secretary), workers, users, list(households), residents)
