"""Estates: new ones, and other names for old ones."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import areas as actions
from blueprints.places.forms.areas import EstateForm
from blueprints.places.models import Estate
from blueprints.places.queries.buildings import estate_in_scope
from blueprints.places.views._send import send
from core import clock
from core.permissions import current_actor, requires


@blueprint.get("/estates/new")
@requires(Role.SECRETARY)
def new_estate() -> Any:
    return _show(None, EstateForm(formdata=None), 200)


@blueprint.post("/estates/create")
@requires(Role.SECRETARY)
def create_estate() -> Any:
    form, actor = EstateForm(), current_actor()

    def work() -> str:
        actions.create_estate(actor=actor, now=clock.now(), name=form.name.data or "", address=form.address.data or "")
        return url_for("places.overview")

    return send(form, work, lambda: _show(None, form, 422), _("已建好小区。"))


@blueprint.get("/estates/<int:estate_id>/edit")
@requires(Role.SECRETARY)
def edit_estate(estate_id: int) -> Any:
    estate = estate_in_scope(current_actor(), estate_id)
    return _show(estate, EstateForm(formdata=None, obj=estate), 200)


@blueprint.post("/estates/<int:estate_id>/change")
@requires(Role.SECRETARY)
def change_estate(estate_id: int) -> Any:
    form, actor = EstateForm(), current_actor()

    def work() -> str:
        estate = estate_in_scope(actor, estate_id, lock=True)
        actions.change_estate(estate, actor=actor, now=clock.now(), name=form.name.data or "", address=form.address.data or "")
        return url_for("places.overview")

    return send(form, work, lambda: _show(estate_in_scope(actor, estate_id), form, 422), _("已保存。"))


def _show(estate: Estate | None, form: EstateForm, status: int) -> Any:
    return render_template("places/estate.html", estate=estate, form=form), status
