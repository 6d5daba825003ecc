"""The same as an Excel file: totals, what goes into which bag, and medicine apart."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from blueprints.orders import papers
from blueprints.orders.papers import Paper, Row
from blueprints.orders.rules import Answer
from core.excel import Sheet
from core.labels import label


def sheets(paper: Paper, *, community: str) -> list[Sheet]:
    note = "  ".join(
        part
        for part in (
            _("%(community)s采购单 %(number)s", community=community, number=paper.order.number),
            papers.arrival(paper.order),
            paper.order.note.replace("\n", " "),
        )
        if part
    )
    made = [_totals(paper, note), _bags(paper, note)]
    return [*made, _medicine(paper, note)] if paper.medicine else made


def _totals(paper: Paper, note: str) -> Sheet:
    header = [
        _("序号"), _("品名"), _("规格"), _("要多少"), _("单位"), _("参考单价（元）"), _("有没有货"), _("实际数量"),
        _("单价（元）"), _("换成什么"), _("金额（元）"), _("说明"),
    ]  # fmt: skip
    return Sheet(_("总数"), header, [_total(place, row) for place, row in enumerate(paper.rows, start=1)], note=note)


def _total(place: int, row: Row) -> list[Any]:
    item = row.item
    is_answered = item.answer is not Answer.OPEN
    remarks = [_("药品，一人一份") if item.is_personal else "", _("有急单") if row.is_urgent else ""]
    return [
        place,
        row.name,
        row.strength,
        item.wanted,
        item.unit,
        _yuan(item.expected_price),
        label(item.answer) if is_answered else "",
        item.got,
        _yuan(item.price),
        item.replaced_by,
        _yuan(row.cents) if is_answered else None,
        "，".join(filter(None, remarks)),
    ]


def _bags(paper: Paper, note: str) -> Sheet:
    header = [_("楼栋"), _("取货号"), _("急"), _("品名"), _("规格"), _("要多少"), _("装多少"), _("单位"), _("说明")]
    rows = [
        [
            building.name,
            bag.number,
            _("急") if bag.is_urgent else "",
            one.row.item.replaced_by if one.is_replaced else one.row.name,
            "" if one.is_replaced else one.row.strength,
            one.wanted,
            None if one.is_open else one.amount,
            one.row.item.unit,
            "，".join(filter(None, (one.remark, one.row.must_show))),
        ]
        for building in paper.buildings
        for bag in building.bags
        for one in bag.contents
    ]
    return Sheet(_("按楼栋装袋"), header, rows, note=note)


def _medicine(paper: Paper, note: str) -> Sheet:
    header = [_("取货号"), _("谁要的"), _("急"), _("药名"), _("规格"), _("数量"), _("单位"), _("谁的处方"), _("取药要看什么")]
    rows = [
        [
            row.bag,
            row.person,
            _("急") if row.is_urgent else "",
            row.name,
            row.strength,
            row.item.wanted,
            row.item.unit,
            row.prescription_for,
            row.must_show,
        ]
        for row in paper.medicine
    ]
    return Sheet(_("药品"), header, rows, note=note)


def _yuan(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
