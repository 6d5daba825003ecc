"""Items that are the same thing: joined by somebody who says so, and taken apart again."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.forms.gathering import JoinItemsForm, OneTapForm
from blueprints.orders.views.orders import show
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.post("/orders/<int:order_id>/join-items")
@requires(Role.SECRETARY)
def join_items(order_id: int) -> Any:
    form, actor = JoinItemsForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    ids = [int(raw) for raw in request.form.getlist("items") if raw.isascii() and raw.isdigit() and len(raw) < 16]
    if not form.validate():
        return show(order_id, sent={"join": form}, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        joined = actions.join_items(order, queries.items_on(order, ids), actor=actor, now=clock.now(), name=form.name.data)
        return url_for("orders.order_page", order_id=order_id, _anchor=f"item-{joined.id}")

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return show(order_id, sent={"join": form}, status=422)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    flash(_("已合并。点开这一样，可以再拆开。"))
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/items/<int:item_id>/split")
@requires(Role.SECRETARY)
def split_item(order_id: int, item_id: int) -> Any:
    form, actor = OneTapForm(), current_actor()
    queries.item_on(queries.order_in_scope(actor, order_id), item_id)
    if not form.validate():
        return show(order_id, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        actions.split_item(order, queries.item_on(order, item_id), actor=actor, now=clock.now())
        return url_for("orders.order_page", order_id=order_id, _anchor=f"item-{item_id}")

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    flash(_("已拆开。"))
    return go_to(url)
