"""An order's account as an Excel workbook; sums in yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from blueprints.orders.models import PurchaseOrder
from blueprints.settlement import ledger, queries
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.queries.orders import Line
from blueprints.settlement.rules import HandedTo, Method, Sums
from blueprints.settlement.words import entry_told
from core.excel import Sheet
from core.labels import label


def total(lines: Sequence[Line]) -> Line:
    """All lines together; without an entry of its own."""
    sums = Sums(**{field.name: sum(getattr(line.sums, field.name) for line in lines) for field in fields(Sums)})
    methods: dict[Method, int] = {}
    for line in lines:
        for method, cents in line.methods.items():
            methods[method] = methods.get(method, 0) + cents
    return Line(None, sums, methods)  # type: ignore[arg-type]


def in_yuan(cents: int) -> Decimal | None:
    return Decimal(cents) / 100 if cents else None


def account_sheets(order: PurchaseOrder, book: list[MoneyEntry]) -> list[Sheet]:
    return [_requests(order, book), _cash(order, book), _entries(book)]


def _requests(order: PurchaseOrder, book: list[MoneyEntry]) -> Sheet:
    lines = queries.lines_of(order, book)
    header = [
        _("取货号"),
        _("门牌"),
        _("姓名"),
        _("货款"),
        _("服务费"),
        _("优惠"),
        _("减收"),
        _("应收"),
        *(str(label(one)) for one in Method),
    ]
    header += [_("欠款"), _("免收"), _("还差")]
    rows = [[one.entry.bag_number, one.request.household.address, one.request.name, *_figures(one)] for one in lines]
    rows.append([_("合计"), "", "", *_figures(total(lines))])
    note = f"{order.number} · {order.supplier.name} · {label(order.state)}"
    return Sheet(_("每一单"), header, rows, note=note)


def _figures(line: Line) -> list[Any]:
    sums = line.sums
    figures = [sums.goods, sums.fee, -sums.discount, -sums.credit, sums.due]
    figures += [line.methods.get(method, 0) for method in Method]
    return [in_yuan(cents) for cents in [*figures, sums.owed, sums.written_off, sums.still_open]]


def _cash(order: PurchaseOrder, book: list[MoneyEntry]) -> Sheet:
    side, handed = ledger.supplier_side(book), queries.handed_on(book)
    rows: list[list[Any]] = []
    for one in queries.holders_on(order):
        parts = [in_yuan(handed.get((one.user_id, to), 0)) for to in (HandedTo.CASHIER, HandedTo.COMMUNITY)]
        rows.append([one.user.name, in_yuan(one.collected), *parts, in_yuan(one.cents)])
    rows.append([])
    for text, cents in (
        (_("供货方账单"), side.bill),
        (_("直接付给收银员"), side.to_cashier),
        (_("现金交给收银员"), side.handed),
        (_("社区垫付"), side.advanced),
        (_("还差供货方"), side.missing),
    ):
        rows.append([text, in_yuan(cents) or Decimal(0)])
    return Sheet(_("现金和账单"), [_("谁"), _("收现金"), _("交收银员"), _("交社区"), _("还在手上")], rows)


def _entries(book: list[MoneyEntry]) -> Sheet:
    rows = [
        [
            entry.at,
            entry_told(entry),
            in_yuan(entry.effect),
            entry.request.household.address if entry.request else "",
            entry.request.name if entry.request else "",
            entry.reason,
            entry.entered_by_name,
            _("结账以后") if entry.after_close else "",
        ]
        for entry in book
    ]
    return Sheet(_("每一笔"), [_("时间"), _("记了什么"), _("金额"), _("门牌"), _("姓名"), _("原因"), _("记的人"), ""], rows)
