"""Giving grids to a worker."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.models import User
from blueprints.accounts.queries import user_in_scope
from blueprints.accounts.rules import Role, can_manage
from blueprints.places import blueprint
from blueprints.places.actions import workers as actions
from blueprints.places.forms.people import GridsForm
from blueprints.places.queries.workers import grids_of_community, grids_of_users
from core import clock
from core.errors import Refused
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.get("/people/<int:user_id>/grids")
@requires(Role.SECRETARY, Role.OFFICER)
def assign_grids(user_id: int) -> Any:
    user = _worker(user_id)
    chosen = [str(grid.id) for grid in grids_of_users([user.id])[user.id]]
    return _show(user, GridsForm(formdata=None, data={"grids": chosen}), 200)


@blueprint.post("/people/<int:user_id>/grids")
@requires(Role.SECRETARY, Role.OFFICER)
def save_grids(user_id: int) -> Any:
    form, actor, user = GridsForm(), current_actor(), _worker(user_id)
    form.grids.choices = [(str(grid.id), grid.name) for grid in grids_of_community(user.community_id)]
    if not form.validate():
        return _show(user, form, 422)

    def work() -> str:
        worker = user_in_scope(actor, user_id, lock=True)
        actions.assign_grids(worker, actor=actor, now=clock.now(), grid_ids={int(value) for value in form.grids.data or []})
        return url_for("accounts.person", user_id=user_id)

    url = submit_once(form, actor, work)
    flash(_("网格已更新。"))
    return go_to(url)


def _worker(user_id: int) -> User:
    actor = current_actor()
    user = user_in_scope(actor, user_id)
    if user.role is not Role.GRID_WORKER or not can_manage(actor, user):
        raise Refused
    return user


def _show(user: User, form: GridsForm, status: int) -> Any:
    form.grids.choices = [(str(grid.id), grid.name) for grid in grids_of_community(user.community_id)]
    return render_template("places/worker_grids.html", user=user, form=form), status
