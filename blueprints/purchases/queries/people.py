"""Who may bring a request, and how much each carries already."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from blueprints.accounts import queries as account_queries
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.models import Building, Estate, Grid, GridWorker
from blueprints.places.queries import scope
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import CARRIED, RequestState
from core.actors import Actor
from core.database import db
from core.errors import OutOfScope


def load_of(user_ids: Collection[int]) -> dict[int, dict[RequestState, int]]:
    """What each user carries, by state; those who carry nothing are absent."""
    statement = (
        sa.select(PurchaseRequest.assigned_to_id, PurchaseRequest.state, sa.func.count())
        .where(PurchaseRequest.assigned_to_id.in_(list(user_ids)), PurchaseRequest.state.in_(CARRIED))
        .group_by(PurchaseRequest.assigned_to_id, PurchaseRequest.state)
    )
    load: dict[int, dict[RequestState, int]] = {}
    for user_id, state, number in db.session.execute(statement):
        load.setdefault(int(user_id or 0), {})[state] = number
    return load


def workers_with_load(community_id: int) -> list[tuple[User, int]]:
    """Everybody who may bring something, with the number of requests they carry."""
    workers = account_queries.workers_of(community_id)
    load = load_of([worker.id for worker in workers])
    return [(worker, sum(load.get(worker.id, {}).values())) for worker in workers]


def proposed_workers(community_id: int, requests: Iterable[PurchaseRequest]) -> dict[int, int]:
    """request id → the worker of its door's grid; of several, the one who carries least. Two queries.

    Each proposal counts, so that forty requests of one grid are shared among its workers.
    """
    statement = (
        sa.select(GridWorker.grid_id, GridWorker.user_id)
        .join(User, User.id == GridWorker.user_id)
        .where(GridWorker.community_id == community_id, User.is_enabled, User.role == Role.GRID_WORKER)
    )
    by_grid: dict[int, list[int]] = {}
    for grid_id, user_id in db.session.execute(statement):
        by_grid.setdefault(grid_id, []).append(user_id)
    everybody = {user_id for users in by_grid.values() for user_id in users}
    carried = {user_id: sum(states.values()) for user_id, states in load_of(everybody).items()}
    proposals: dict[int, int] = {}
    for request in requests:
        if request.assigned_to_id is not None:
            proposals[request.id] = request.assigned_to_id
            continue
        users = by_grid.get(request.household.grid_id or 0)
        if users:
            chosen = min(users, key=lambda user_id: (carried.get(user_id, 0), user_id))
            carried[chosen] = carried.get(chosen, 0) + 1
            proposals[request.id] = chosen
    return proposals


def worker_in_community(actor: Actor, user_id: int) -> User:
    """A colleague of the actor's community. Raises OutOfScope."""
    user = db.session.scalar(sa.select(User).where(User.id == user_id, User.community_id == actor.community_id))
    if user is None:
        raise OutOfScope
    return user


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    if not user_ids:
        return {}
    statement = sa.select(User.id, User.name).where(User.id.in_(list(user_ids)))
    return {row[0]: row[1] for row in db.session.execute(statement)}


def grids_to_choose(actor: Actor) -> list[Grid]:
    return scope.grids(actor)


def estates_to_choose(actor: Actor) -> list[Estate]:
    return scope.estates(actor)


def buildings_to_choose(actor: Actor) -> list[tuple[Building, str]]:
    """Buildings with the name of their estate, in order; none for an officer, who would get thousands."""
    if actor.community_id is None:
        return []
    statement = (
        sa.select(Building, Estate.name + Building.name)
        .join(Building.estate)
        .where(scope.building_filter(actor))
        .order_by(Estate.name, Building.sort_key)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]
