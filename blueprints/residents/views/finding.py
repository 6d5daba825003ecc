"""Finding the slip again: its code and the end of the phone number."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from blueprints.places.names import readable_phone
from blueprints.residents import blueprint, limits, queries
from blueprints.residents.forms import FindForm
from core.htmx import go_to
from core.permissions import public


@blueprint.get("/b/<string:token>/find")
@public
def find(token: str) -> Any:
    return _show(queries.place_of(token), FindForm(formdata=None))


@blueprint.post("/b/<string:token>/find")
@public
def do_find(token: str) -> Any:
    """A wrong code and a wrong phone get the same answer. Reads only: nothing is written but the count of attempts."""
    place = queries.place_of(token)
    form = FindForm()
    if not form.validate():
        return _show(place, form, 422)
    if not limits.may_find(building_id=place.building.id):
        form.add_error(_("查的次数太多了，请过一小时再查，或打社区电话 %(phone)s。", phone=readable_phone(place.community.phone)))
        return _show(place, form, 429)
    found = queries.by_code(place.community.id, form.code.data, form.phone_end.data)
    if found is None:
        form.add_error(_("没有找到这样的单子。请对着小票核对单号和手机号后四位。"))
        return _show(place, form, 422)
    return go_to(url_for("residents.slip", slip_token=found.slip_token))


def _show(place: queries.Place, form: FindForm, status: int = 200) -> Any:
    return render_template("residents/find.html", place=place, form=form), status
