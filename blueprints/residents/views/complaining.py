"""Something is missing or broken: said on the slip."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.places.names import readable_phone
from blueprints.purchases.models import PurchaseRequest
from blueprints.residents import blueprint, limits, queries
from blueprints.residents.views.slip import holder, show_slip
from blueprints.settlement import actions
from blueprints.settlement.complaint_forms import ComplaintForm
from blueprints.settlement.queries import lines_to_complain_of
from blueprints.settlement.rules import can_complain
from core import clock
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import public
from core.submissions import submit_once


@blueprint.get("/s/<string:slip_token>/complain")
@public
def complain(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    if not can_complain(holder(found), found):
        return show_slip(found, _("东西还没有送到，送到以后再说。急事请打社区电话。"), 409)
    return _show(found, ComplaintForm(lines_to_complain_of(found), formdata=None))


@blueprint.post("/s/<string:slip_token>/complain")
@public
def do_complain(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    form, actor = ComplaintForm(lines_to_complain_of(found)), holder(found)
    if not form.validate():
        return _show(found, form, 422)
    if not queries.was_received(form.submission_id.data) and not limits.may_complain(request_id=found.id):
        phone = readable_phone(queries.community_of(found).phone)
        form.add_error(_("这一会儿说的太多了，请过一小时再说，急事请打社区电话 %(phone)s。", phone=phone))
        return _show(found, form, 429)

    def work() -> str:
        asked = queries.by_slip(slip_token)
        actions.open_complaint(asked, actor=actor, now=clock.now(), **form.facts(lines_to_complain_of(asked)))
        return url_for("residents.slip", slip_token=slip_token)

    try:
        return go_to(submit_once(form, actor, work))
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(queries.by_slip(slip_token), form, 422)
    except Conflict as error:
        return show_slip(queries.by_slip(slip_token), error.message, 409)


def _show(found: PurchaseRequest, form: ComplaintForm, status: int = 200) -> Any:
    return render_template("residents/complain.html", asked=found, form=form, community=queries.community_of(found)), status
