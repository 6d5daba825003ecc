"""When it comes, what it costs, off to the supplier, or called off."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.forms.gathering import CancelForm, ChangeForm, OneTapForm, PlanForm
from blueprints.orders.gathered import Gathered
from blueprints.orders.rules import can_send
from blueprints.orders.views.orders import show
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.post("/orders/<int:order_id>/plan")
@requires(Role.SECRETARY)
def plan(order_id: int) -> Any:
    form, actor = PlanForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return show(order_id, sent={"plan": form}, status=422)
    times = {
        "arrives_from": clock.at(form.day.data, form.begin.data),
        "arrives_until": clock.at(form.day.data, form.until.data),
    }

    def work() -> str:
        actions.plan_arrival(queries.order_in_scope(actor, order_id, lock=True), actor=actor, now=clock.now(), **times)
        return url_for("orders.order_page", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return show(order_id, sent={"plan": form}, status=422)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    flash(_("到货时间已记下。"))
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/change")
@requires(Role.SECRETARY)
def change(order_id: int) -> Any:
    form, actor = ChangeForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return show(order_id, sent={"change": form}, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        actions.change_order(order, actor=actor, now=clock.now(), fee=form.fee.data, note=form.note.data or "")
        return url_for("orders.order_page", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    flash(_("已保存。"))
    return go_to(url)


@blueprint.get("/orders/<int:order_id>/sending")
@requires(Role.SECRETARY)
def sending(order_id: int) -> Any:
    return _confirm(order_id, OneTapForm(formdata=None), 200)


@blueprint.post("/orders/<int:order_id>/send")
@requires(Role.SECRETARY)
def send(order_id: int) -> Any:
    form, actor = OneTapForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return _confirm(order_id, form, 422)

    def work() -> str:
        actions.send_order(queries.order_in_scope(actor, order_id, lock=True), actor=actor, now=clock.now())
        return url_for("orders.supplier_side", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message)
        return _confirm(order_id, form, 422)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    flash(_("采购单已定下，取货号已编好。接下来把它发给供货方。"))
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/cancel")
@requires(Role.SECRETARY)
def cancel(order_id: int) -> Any:
    form, actor = CancelForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return show(order_id, sent={"cancel": form}, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        actions.cancel_order(order, actor=actor, now=clock.now(), reason=form.reason.data)
        return url_for("orders.orders")

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return show(order_id, sent={"cancel": form}, status=still_here(error))
    flash(_("采购单已作废，上面的代购单等下一次采购。"))
    return go_to(url)


def _confirm(order_id: int, form: OneTapForm, status: int) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    if not can_send(actor, order):
        return show(order_id, status=409 if status == 422 else 200)
    entries = queries.entries_of(order)
    context = {
        "order": order,
        "form": form,
        "entries": entries,
        "gathered": Gathered(queries.items_of(order), {}),
        "buildings": len({entry.request.household.building_id for entry in entries}),
    }
    return make_response(render_template("orders/sending.html", **context), status)
