"""The ticked requests of the queue onto a draft, or onto a new order."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.forms.gathering import OneTapForm, PutOnForm
from blueprints.orders.views.gathering import kind_of, put_them_on, tell, ticked
from blueprints.suppliers.models import Supplier
from core import clock
from core.actors import Actor
from core.errors import Conflict, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.post("/orders/choosing")
@requires(Role.SECRETARY)
def choose_ticked() -> Any:
    """The ticked rows of the queue: on to the page that asks which order they go onto. Changes nothing."""
    form = OneTapForm()
    form.validate()
    return go_to(url_for("orders.choosing", ids=",".join(str(one) for one in ticked())))


@blueprint.get("/orders/choosing")
@requires(Role.SECRETARY)
def choosing() -> Any:
    return _show_choosing(PutOnForm(formdata=None), 200)


@blueprint.post("/orders/put-on")
@requires(Role.SECRETARY)
def put_on() -> Any:
    form, actor, ids = PutOnForm(), current_actor(), ticked()
    suppliers = _offer_targets(form, actor)
    if not form.validate():
        return _show_choosing(form, 422)
    if not ids:
        form.add_error(_("请至少勾选一张代购单。"))
        return _show_choosing(form, 422)
    refused: actions.Refusals = []

    def work() -> str:
        new, _dash, number = form.target.data.rpartition("-")
        if new:
            supplier = next(one for one in suppliers if one.id == int(number))
            supplier = queries.supplier_to_choose(actor, supplier.id)
            order = actions.open_order(actor=actor, now=clock.now(), supplier=supplier, kind=kind_of(supplier))
        else:
            order = queries.order_in_scope(actor, int(number), lock=True)
        refused[:] = put_them_on(order, ids, actor)
        return url_for("orders.order_page", order_id=order.id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show_choosing(form, still_here(error))
    tell(refused)
    return go_to(url)


def _offer_targets(form: PutOnForm, actor: Actor) -> list[Supplier]:
    suppliers = queries.suppliers_to_choose(actor)
    drafts = [(str(one.id), f"{one.number} · {one.supplier.name}") for one in queries.drafts(actor)]
    form.target.choices = drafts + [(f"new-{one.id}", _("新开一张：%(name)s", name=one.name)) for one in suppliers]
    return suppliers


def _show_choosing(form: PutOnForm, status: int) -> Any:
    actor = current_actor()
    _offer_targets(form, actor)
    asked = [int(raw) for raw in request.args.get("ids", "").split(",") if raw.isascii() and raw.isdigit() and len(raw) < 16]
    ids = ticked() or asked
    waiting = queries.waiting_requests(actor, ids=ids)
    return make_response(render_template("orders/choosing.html", form=form, waiting=waiting, ticked={one.id for one in waiting}), status)
