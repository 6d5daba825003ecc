"""Which rounds there are, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.inspections.models import Round, RoundGrid, RoundHousehold
from blueprints.inspections.rules import LATE_DAYS, RoundState
from blueprints.places.door_map import DoorState
from blueprints.places.models import Community, Grid, GridWorker, Household
from blueprints.places.queries.scope import by_household, in_communities
from core import clock
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope

PAGE = 20


@dataclass(frozen=True)
class Coverage:
    """Doors of a round by state; `total` is what it asks."""

    done: int = 0
    revisit: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        return self.done + self.revisit + self.missing

    @property
    def open(self) -> int:
        """Not yet done: missing and to be tried again."""
        return self.revisit + self.missing

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.done + other.done, self.revisit + other.revisit, self.missing + other.missing)


def round_filter(actor: Actor) -> sa.ColumnElement[bool]:
    """The actor's rounds: a worker's are those that ask one of the own grids."""
    clauses = [in_communities(actor, Round)]
    if actor.role == Role.GRID_WORKER:
        scope = sa.select(RoundGrid.round_id).where(RoundGrid.community_id == actor.community_id, RoundGrid.grid_id.in_(actor.grid_ids))
        clauses.append(Round.id.in_(scope))
    return sa.and_(*clauses)


def round_in_scope(actor: Actor, round_id: int, *, lock: bool = False) -> Round:
    """Raises OutOfScope."""
    statement = sa.select(Round).where(Round.id == round_id, round_filter(actor))
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise OutOfScope
    return found


def running_rounds(actor: Actor, *, community_id: int | None = None) -> list[Round]:
    """Open rounds, the oldest first."""
    statement = sa.select(Round).where(round_filter(actor), Round.state == RoundState.OPEN)
    if community_id is not None:
        statement = statement.where(Round.community_id == community_id)
    return list(db.session.scalars(statement.order_by(Round.opened_at, Round.id)))


def list_rounds(actor: Actor, *, before: int | None = None) -> list[Round]:
    """Open rounds first, then by time, newest first; one page. `before` is the id of the last closed one shown."""
    statement = sa.select(Round).where(round_filter(actor)).options(joinedload(Round.opened_by), selectinload(Round.scope))
    if before is not None:
        statement = statement.where(Round.id < before, Round.state == RoundState.CLOSED)
    order = (sa.case((Round.state == RoundState.OPEN, 0), else_=1), Round.id.desc())
    return list(db.session.scalars(statement.order_by(*order).limit(PAGE)))


def open_rounds_of_grids(community_id: int, grid_ids: Iterable[int]) -> list[tuple[str, Round]]:
    """(grid name, the open round that asks it)."""
    statement = (
        sa.select(Grid.name, Round)
        .join(RoundGrid, RoundGrid.round_id == Round.id)
        .join(Grid, Grid.id == RoundGrid.grid_id)
        .options(joinedload(Round.opened_by))
        .where(Round.community_id == community_id, Round.state == RoundState.OPEN, RoundGrid.grid_id.in_(list(grid_ids)))
        .order_by(Grid.sort_key)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def lock_grids(community_id: int, grid_ids: Iterable[int]) -> list[Grid]:
    """The community's grids among `grid_ids`, held until the end: neither a second round nor a new door slips in between."""
    statement = sa.select(Grid).where(Grid.community_id == community_id, Grid.id.in_(list(grid_ids))).order_by(Grid.id)
    return list(db.session.scalars(statement.with_for_update()))


def open_rounds(community_id: int) -> list[Round]:
    return list(
        db.session.scalars(
            sa.select(Round)
            .where(Round.community_id == community_id, Round.state == RoundState.OPEN)
            .options(selectinload(Round.scope))
            .order_by(Round.id)
        )
    )


def round_of_visit(household: Household, visited_at: datetime, now: datetime) -> Round | None:
    """The round a visit to this door counts for: the open one, or the one that was running when the visit was made."""
    statement = (
        sa.select(Round)
        .join(RoundHousehold, RoundHousehold.round_id == Round.id)
        .where(
            RoundHousehold.community_id == household.community_id,
            RoundHousehold.household_id == household.id,
            Round.starts_on <= clock.day_of(visited_at),
            sa.or_(
                Round.state == RoundState.OPEN, sa.and_(Round.closed_at >= visited_at, Round.closed_at >= now - timedelta(days=LATE_DAYS))
            ),
        )
        .order_by(sa.case((Round.state == RoundState.OPEN, 0), else_=1), Round.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def coverage(where: sa.ColumnElement[bool]) -> Coverage:
    """Of all doors a `doors.missing_filter` names."""
    return _coverages(None, where).get(None, Coverage())


def coverage_by_round(where: sa.ColumnElement[bool]) -> dict[int, Coverage]:
    return _coverages(RoundHousehold.round_id, where)


def coverage_by_grid(where: sa.ColumnElement[bool]) -> dict[int, Coverage]:
    return _coverages(RoundHousehold.grid_id, where)


def coverage_by_worker(where: sa.ColumnElement[bool]) -> dict[int, Coverage]:
    """By who made the deciding visit; doors nobody has been to belong to nobody."""
    return _coverages(RoundHousehold.user_id, sa.and_(where, RoundHousehold.user_id.is_not(None)))


def _coverages(column: sa.orm.InstrumentedAttribute | None, where: sa.ColumnElement[bool]) -> dict:
    key = column if column is not None else sa.null()
    statement = sa.select(key, RoundHousehold.state, sa.func.count()).where(where)
    statement = statement.group_by(*([column] if column is not None else []), RoundHousehold.state)
    answer: dict = {}
    for value, state, count in db.session.execute(statement):
        one = {DoorState.DONE: Coverage(done=count), DoorState.REVISIT: Coverage(revisit=count)}.get(state, Coverage(missing=count))
        answer[value] = answer.get(value, Coverage()) + one
    return answer


def coverage_of_rounds(actor: Actor, round_ids: list[int]) -> dict[int, Coverage]:
    """Of several rounds at once, within the actor's doors."""
    return coverage_by_round(sa.and_(by_household(actor, RoundHousehold), RoundHousehold.round_id.in_(round_ids)))


def community_names(community_ids: Iterable[int]) -> dict[int, str]:
    statement = sa.select(Community.id, Community.name).where(Community.id.in_(list(community_ids)))
    return {row.id: row.name for row in db.session.execute(statement)}


def named_grids(by_grid: dict[int, Coverage]) -> list[tuple[Grid, Coverage]]:
    statement = sa.select(Grid).where(Grid.id.in_(list(by_grid))).order_by(Grid.sort_key)
    return [(grid, by_grid[grid.id]) for grid in db.session.scalars(statement)]


@dataclass(frozen=True)
class WorkerCoverage:
    """`own` is what the worker's grids still need; `visited` the doors whose deciding visit they made."""

    user_id: int
    name: str
    own: Coverage
    visited: Coverage


def named_workers(round_: Round, by_grid: dict[int, Coverage], by_worker: dict[int, Coverage]) -> list[WorkerCoverage]:
    """Whoever answers for a grid of the round, or visited for it, by name."""
    pairs = db.session.execute(
        sa.select(GridWorker.user_id, GridWorker.grid_id).where(
            GridWorker.community_id == round_.community_id, GridWorker.grid_id.in_(list(by_grid))
        )
    ).all()
    own: dict[int, Coverage] = {}
    for user_id, grid_id in pairs:
        own[user_id] = own.get(user_id, Coverage()) + by_grid[grid_id]
    users = db.session.execute(sa.select(User.id, User.name).where(User.id.in_({*own, *by_worker})).order_by(User.name, User.id))
    return [WorkerCoverage(row.id, row.name, own.get(row.id, Coverage()), by_worker.get(row.id, Coverage())) for row in users]
