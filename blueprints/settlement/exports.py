"""A report as a spreadsheet: its tables, and the entries they add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.reports import Line, Report, Table
from core.excel import Sheet
from core.labels import label


def sheets(report: Report, entries: Iterable[MoneyEntry], order_numbers: Mapping[int, str]) -> list[Sheet]:
    note = f"{report.note} · {report.title} · {report.period} · {_('单位：元')}"
    found = [_table(table, note) for table in report.tables]
    if report.numbers:
        rows = [(str(one.figure.label), yuan(one.cents)) for one in report.numbers]
        found.append(Sheet(_("当天的账"), [_("项目"), _("金额")], rows, note=note))
    header = [
        _("日期"), _("时间"), _("项目"), _("方式"), _("金额"), _("撤销"),
        _("采购单"), _("哪一户"), _("姓名"), _("钱在谁手上"), _("谁记的"), _("原因"),
    ]  # fmt: skip
    found.append(Sheet(_("明细"), header, (_entry(one, order_numbers) for one in entries), note=note))
    return found


def _table(table: Table, note: str) -> Sheet:
    header = [table.first, *([_("采购单")] if table.has_orders else []), *(str(one.label) for one in table.columns)]
    return Sheet(table.title, header, [_line(table, line) for line in (*table.lines, table.total)], note=note)


def _line(table: Table, line: Line) -> list[Any]:
    return [line.name, *([line.orders] if table.has_orders else []), *(yuan(line.numbers[one.key].cents) for one in table.columns)]


def _entry(entry: MoneyEntry, order_numbers: Mapping[int, str]) -> list[Any]:
    request = entry.request
    return [
        entry.day,
        entry.at,
        label(entry.kind),
        label(entry.method or entry.handed_to),
        yuan(entry.effect),
        _("撤销") if entry.reverses_id else "",
        order_numbers.get(entry.order_id or 0, ""),
        request.household.address if request else "",
        request.name if request else "",
        entry.holder.name if entry.holder else "",
        entry.entered_by_name,
        entry.reason,
    ]


def yuan(cents: int) -> Decimal:
    """A number Excel can add up."""
    return Decimal(cents) / 100
