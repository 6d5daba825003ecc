"""The sorting list on paper and as an Excel file: the same bags as on the screen, names shortened, boxes to tick."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF
from blueprints.orders import blueprint, queries
from blueprints.orders.bags import Bag, ToPay, money_of
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.shown import short_name
from blueprints.orders.wording import cash_text, goods_text, how_text
from blueprints.purchases.queries import request_scope
from core.actors import Actor
from core.excel import Sheet, workbook_response
from core.labels import label
from core.money import yuan
from core.permissions import current_actor, requires
from core.web import row_id


@blueprint.get("/orders/<int:order_id>/sorting/print")
@requires(*STAFF)
def sorting_print(order_id: int) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    sections = _sections(actor, order)
    money = money_of(actor, [bag.request.id for _building, bags in sections for bag in bags])
    return render_template("orders/sorting_print.html", order=order, sections=sections, money=money, short_name=short_name)


@blueprint.get("/orders/<int:order_id>/sorting.xlsx")
@requires(*STAFF)
def sorting_sheet(order_id: int) -> Any:
    """One sheet a building."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    sections = _sections(actor, order)
    money = money_of(actor, [bag.request.id for _building, bags in sections for bag in bags])
    header = [_("取货号"), _("门牌"), _("姓名"), _("货品"), _("袋数"), _("应收（元）"), _("状态"), _("谁送"), _("备注"), _("签收")]
    title = _("采购单 %(number)s 分拣单", number=order.number)
    sheets = [
        Sheet(
            building.name,
            header,
            [_row(bag, money.get(bag.request.id)) for bag in bags],
            note=f"{title} · {building.name} · {how_text(building)}",
        )
        for building, bags in sections
    ]
    return workbook_response(title, sheets or [Sheet(_("分拣单"), header, [])])


def _sections(actor: Actor, order: PurchaseOrder) -> list[tuple[queries.BuildingOnOrder, list[Bag]]]:
    where = request_scope(actor)
    asked = request.args.get("building", type=row_id)
    buildings = [one for one in queries.buildings_of(order, where) if asked in (None, one.building.id)]
    bags = queries.bags_of(order, where)
    return [(one, [bag for bag in bags if bag.request.household.building_id == one.building.id]) for one in buildings]


def _row(bag: Bag, money: ToPay | None) -> list[Any]:
    note = " ".join(([_("急")] if bag.request.is_urgent else []) + ([_("药")] if bag.is_medicine else []) + [bag.request.note]).strip()
    worker = bag.request.assigned_to.name if bag.request.assigned_to else ""
    goods = "\n".join(goods_text(one) for one in bag.goods)
    owed = yuan(money.open) if money and money.open else cash_text(money)
    return [bag.number, bag.door, short_name(bag.request.name), goods, bag.entry.bags, owed, label(bag.stage), worker, note, ""]
