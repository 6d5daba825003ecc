"""The same again: a new request for the door of an earlier slip, filled with what it asked for."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.places.names import readable_phone
from blueprints.purchases import actions, picking
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import Source
from blueprints.residents import blueprint, limits, privacy, queries, slips
from blueprints.residents.forms import AgainForm
from blueprints.residents.views.filing import remember
from blueprints.residents.views.slip import show_slip, take_step
from core import clock, htmx
from core.actors import public_actor
from core.errors import Invalid
from core.htmx import go_to
from core.permissions import public
from core.submissions import submit_once


@blueprint.get("/s/<string:slip_token>/again")
@public
def again(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    return _why_not(found) or _show(found, AgainForm(formdata=None).ask_again(found))


@blueprint.post("/s/<string:slip_token>/again")
@public
def do_again(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    form = AgainForm()
    if picking.is_step(form):
        return _show(found, form, take_step(found, form))
    if not form.validate():
        return _show(found, form, 422)
    refused = _why_not(found)
    if refused:
        return refused
    if not queries.was_received(form.submission_id.data) and not _may_file(found, form.phone.data):
        phone = readable_phone(queries.community_of(found).phone)
        form.add_error(_("这一会儿交的单子太多了，这张还没有交上。请过一小时再点提交，急事请打社区电话 %(phone)s。", phone=phone))
        return _show(found, form, 429)
    actor = public_actor(form.name.data, found.community_id)

    def work() -> str:
        before = queries.by_slip(slip_token)
        filed = actions.file_request(
            actor=actor,
            now=clock.now(),
            household=before.household,
            source=Source.QR,
            consent_version=privacy.CONSENT_VERSION,
            **form.answers(),
        )
        return url_for("residents.slip", slip_token=filed.slip_token)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(queries.by_slip(slip_token), form, 422)
    remember(url.rsplit("/", 1)[-1])
    return go_to(url)


def _why_not(found: PurchaseRequest) -> Any:
    """The slip with the reason, or None when the same may be asked for again."""
    if not slips.can_repeat(found):
        return show_slip(found, _("这一张还没有批准，要改可以直接改。"), 409)
    if found.household.removed_at is not None:
        return show_slip(found, _("这一户的门牌有变动，请打社区电话，照样能代买。"), 409)
    return None


def _may_file(found: PurchaseRequest, phone: str) -> bool:
    building = found.household.building
    return limits.may_file(building_id=building.id, doors=len(queries.doors_of(building)), household_id=found.household_id, phone=phone)


def _show(found: PurchaseRequest, form: AgainForm, status: int = 200) -> Any:
    action = url_for("residents.do_again", slip_token=found.slip_token)
    context = {"asked": found, "form": form, "action": action, "notice": privacy.NOTICE, "community": queries.community_of(found)}
    picking.show_prices(form, picking.place_of(found.household))
    if form.was_stepped:
        return htmx.render("residents/again.html", "residents/_lines.html", status=status, **context)
    return render_template("residents/again.html", **context), status
