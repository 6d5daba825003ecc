"""The list of orders, and one of them: its items, its requests."""

from __future__ import annotations

from typing import Any

from flask import render_template

from blueprints.accounts.rules import STAFF
from blueprints.orders import blueprint, queries
from blueprints.orders.rules import OrderState
from core.permissions import current_actor, requires


@blueprint.get("/orders")
@requires(*STAFF)
def orders() -> Any:
    actor = current_actor()
    rows = queries.list_orders(queries.order_filter(actor))
    return render_template("orders/page.html", rows=rows, states=OrderState)


@blueprint.get("/orders/<int:order_id>")
@requires(*STAFF)
def order_page(order_id: int) -> Any:
    order = queries.order_in_scope(current_actor(), order_id)
    return render_template("orders/order.html", order=order, items=queries.items_of(order))


@blueprint.get("/orders/<int:order_id>/entries")
@requires(*STAFF)
def entries(order_id: int) -> Any:
    order = queries.order_in_scope(current_actor(), order_id)
    return render_template("orders/entries.html", order=order, entries=queries.entries_of(order))
