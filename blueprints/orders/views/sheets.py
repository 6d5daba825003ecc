"""The order on paper: Excel, and a page made for printing. Whole, so not for workers."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import blueprint, order_sheets, queries
from blueprints.orders.gathered import Gathered
from blueprints.orders.models import PurchaseOrder
from core.excel import workbook_response
from core.permissions import current_actor, requires


@blueprint.get("/orders/<int:order_id>/print")
@requires(Role.SECRETARY, Role.OFFICER)
def order_print(order_id: int) -> Any:
    order, gathered, buildings = _all_of(order_id)
    ways = {one.name: one for one in queries.buildings_of(order)}
    return render_template("orders/print.html", order=order, gathered=gathered, buildings=buildings, ways=ways, bag=order_sheets.bag)


@blueprint.get("/orders/<int:order_id>/order.xlsx")
@requires(Role.SECRETARY, Role.OFFICER)
def order_excel(order_id: int) -> Any:
    order, gathered, buildings = _all_of(order_id)
    name = _("采购单 %(number)s %(supplier)s", number=order.number, supplier=order.supplier.name)
    return workbook_response(name, order_sheets.sheets(order, gathered, buildings))


def _all_of(order_id: int) -> tuple[PurchaseOrder, Gathered, list[order_sheets.BuildingStops]]:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    items = queries.items_of(order)
    gathered = Gathered(items, queries.asked_by(order, actor))
    return order, gathered, order_sheets.by_building(queries.entries_of(order, actor), items)
