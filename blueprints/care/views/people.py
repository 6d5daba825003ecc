"""Choosing who is responsible, with what each already carries."""

from __future__ import annotations

from flask_babel import gettext as _

from blueprints.accounts import queries as account_queries
from blueprints.accounts.models import User
from blueprints.care import queries
from blueprints.care.queries import CareCounts
from core import clock
from core.actors import Actor


def worker_choices(actor: Actor) -> list[tuple[str, str]]:
    """Names with the number of open cases behind each. For those with a community."""
    users, load = workers_and_load(actor)
    return [(str(user.id), _("%(name)s（已管 %(count)s 人）", name=user.name, count=load[user.id].open)) for user in users]


def workers_and_load(actor: Actor) -> tuple[list[User], dict[int, CareCounts]]:
    users = account_queries.workers_of(actor.community_id) if actor.community_id else []
    load = queries.load_of_users(actor, [user.id for user in users], clock.now())
    return users, {user.id: load.get(user.id, CareCounts()) for user in users}


def chosen_worker(actor: Actor, value: str | None) -> User | None:
    """Raises OutOfScope for a number that was never offered."""
    return account_queries.user_in_scope(actor, int(value)) if value else None
