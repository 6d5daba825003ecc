"""Asking for a purchase."""

from __future__ import annotations

from typing import Any

from flask import render_template, session, url_for
from flask_babel import gettext as _

from blueprints.places.names import readable_phone
from blueprints.purchases import actions, picking
from blueprints.purchases.rules import Source
from blueprints.residents import blueprint, limits, privacy, queries
from blueprints.residents.forms import NewRequestForm
from core import clock, htmx
from core.actors import public_actor
from core.errors import Invalid
from core.htmx import go_to
from core.permissions import public
from core.submissions import submit_once

REMEMBERED = 5


@blueprint.get("/b/<string:token>/requests/new")
@public
def new_request(token: str) -> Any:
    place = queries.place_of(token)
    form = NewRequestForm(queries.doors_of(place.building), formdata=None)
    form.start()
    return _show(place, form)


@blueprint.post("/b/<string:token>/requests/new")
@public
def file_request(token: str) -> Any:
    place = queries.place_of(token)
    doors = queries.doors_of(place.building)
    form = NewRequestForm(doors)
    if picking.is_step(form):
        building_id = place.building.id
        return _show(place, form, picking.take_step(form, place.of_goods, may_search=lambda: limits.may_search(building_id=building_id)))
    if not form.validate():
        return _show(place, form, 422)
    building_id, household_id = place.building.id, int(form.household.data)
    if not queries.was_received(form.submission_id.data) and not limits.may_file(
        building_id=building_id, doors=len(doors), household_id=household_id, phone=form.phone.data
    ):
        form.add_error(
            _(
                "这一会儿交的单子太多了，这张还没有交上。请过一小时再点提交，急事请打社区电话 %(phone)s。",
                phone=readable_phone(place.community.phone),
            )
        )
        return _show(place, form, 429)
    actor = public_actor(form.name.data, place.community.id)

    def work() -> str:
        building = queries.place_of(token).building
        household = queries.door_in_building(building, household_id)
        filed = actions.file_request(
            actor=actor, now=clock.now(), household=household, source=Source.QR, consent_version=privacy.CONSENT_VERSION, **form.answers()
        )
        return url_for("residents.slip", slip_token=filed.slip_token)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(queries.place_of(token), form, 422)
    remember(url.rsplit("/", 1)[-1])
    return go_to(url)


def remember(slip_token: str) -> None:
    """This browser filed it, so it may be led back to it."""
    session["slips"] = [slip_token, *(known for known in session.get("slips", []) if known != slip_token)][:REMEMBERED]
    session.permanent = True


def _show(place: queries.Place, form: NewRequestForm, status: int = 200) -> Any:
    action = url_for("residents.file_request", token=place.token)
    picking.show_prices(form, place.of_goods)
    context = {"place": place, "form": form, "notice": privacy.NOTICE, "action": action}
    if form.was_stepped:
        return htmx.render("residents/new_request.html", "residents/_lines.html", status=status, **context)
    return render_template("residents/new_request.html", **context), status
