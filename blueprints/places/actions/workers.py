"""Which worker answers for which grid."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from blueprints.accounts.events import WorkHandedOver
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role, can_manage
from blueprints.places.models import GridWorker
from blueprints.places.queries.workers import grids_of_community, worker, worker_links
from core import audit
from core.actors import Actor
from core.database import db
from core.errors import Invalid, Refused


def assign_grids(user: User, *, actor: Actor, now: datetime, grid_ids: Collection[int]) -> None:
    """Let a worker answer for exactly these grids of the own community. Raises Refused or Invalid."""
    if not can_manage(actor, user) or user.role is not Role.GRID_WORKER or user.community_id is None:
        raise Refused
    if not set(grid_ids) <= {grid.id for grid in grids_of_community(user.community_id)}:
        raise Invalid(_("请从列出的选项中选。"), field="grids")
    links = {link.grid_id: link for link in worker_links(user.id)}
    if set(links) == set(grid_ids):
        return
    for grid_id in sorted(set(links) - set(grid_ids)):
        db.session.delete(links[grid_id])
    for grid_id in sorted(set(grid_ids) - set(links)):
        db.session.add(GridWorker(community_id=user.community_id, grid_id=grid_id, user_id=user.id))
    audit.record(actor, "user.grids_assigned", user, now=now, before={"grid_ids": set(links)}, after={"grid_ids": set(grid_ids)})


def hand_over_grids(event: WorkHandedOver) -> None:
    """The grids go along when the event says so; a grid both had stays with the one who takes over."""
    if not event.with_grids:
        return
    given = worker_links(event.from_user_id)
    kept = {link.grid_id for link in worker_links(event.to_user_id)}
    if not given:
        return
    for link in given:
        db.session.delete(link)
        if link.grid_id not in kept:
            db.session.add(GridWorker(community_id=event.community_id, grid_id=link.grid_id, user_id=event.to_user_id))
    grid_ids = {link.grid_id for link in given}
    receiver = worker(event.to_user_id)
    after = {"grid_ids": kept | grid_ids, "from_user_id": event.from_user_id}
    audit.record(event.actor, "user.grids_taken_over", receiver, now=event.now, before={"grid_ids": kept}, after=after)
