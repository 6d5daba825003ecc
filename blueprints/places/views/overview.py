"""The office's overview of its estates, buildings and grids, and the community's own settings."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places import blueprint
from blueprints.places.actions import areas as actions
from blueprints.places.forms.areas import CommunityForm, NewCommunityForm
from blueprints.places.queries import areas as queries
from blueprints.places.queries.buildings import buildings_with_units, door_counts
from blueprints.places.queries.scope import communities, community_of
from blueprints.places.rules import can_create_community, can_manage_community
from blueprints.places.views._send import send
from core import clock
from core.errors import OutOfScope
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/places")
@requires(Role.SECRETARY, Role.OFFICER)
def overview() -> Any:
    actor = current_actor()
    known = communities(actor)
    wanted = request.args.get("community", type=row_id)
    chosen = next((one for one in known if one.id == wanted), None) if wanted else next(iter(known), None)
    if wanted and chosen is None:
        raise OutOfScope
    context: dict[str, Any] = {"communities": known, "community": chosen, "can_create": can_create_community(actor, actor.subdistrict_id)}
    if chosen is not None:
        context |= {
            "estates": queries.estates_of_community(chosen.id),
            "buildings": buildings_with_units(actor, chosen.id),
            "doors": door_counts(actor, chosen.id),
            "grids": queries.grid_rows(chosen.id),
            "without_grid": queries.doors_without_grid(chosen.id),
            "can_manage": can_manage_community(actor, chosen.id),
        }
    return render_template("places/overview.html", **context)


@blueprint.get("/places/settings")
@requires(Role.SECRETARY)
def community_settings() -> Any:
    return _show_settings(CommunityForm(formdata=None, obj=community_of(current_actor())), 200)


@blueprint.post("/places/settings/change")
@requires(Role.SECRETARY)
def change_community() -> Any:
    form, actor = CommunityForm(), current_actor()

    def work() -> str:
        actions.change_community(
            community_of(actor),
            actor=actor,
            now=clock.now(),
            phone=form.phone.data,
            office_hours=form.office_hours.data or "",
            services=form.services.data or "",
            verify_before_approval=bool(form.verify_before_approval.data),
        )
        return url_for("places.overview")

    return send(form, work, lambda: _show_settings(form, 422), _("已保存。"))


@blueprint.get("/communities/new")
@requires(Role.OFFICER)
def new_community() -> Any:
    return _show_new(NewCommunityForm(formdata=None), 200)


@blueprint.post("/communities/create")
@requires(Role.OFFICER)
def create_community() -> Any:
    form, actor = NewCommunityForm(), current_actor()

    def work() -> str:
        community = actions.create_community(actor=actor, now=clock.now(), name=form.name.data or "", phone=form.phone.data)
        return url_for("places.overview", community=community.id)

    return send(form, work, lambda: _show_new(form, 422), _("已建好社区。接着在“我的”里给书记开账号。"))


def _show_settings(form: CommunityForm, status: int) -> Any:
    return render_template("places/community_settings.html", community=community_of(current_actor()), form=form), status


def _show_new(form: NewCommunityForm, status: int) -> Any:
    return render_template("places/new_community.html", form=form), status
