"""The files we give: the empty price list, the whole preview, the list as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from blueprints.suppliers.models import PriceItem
from blueprints.suppliers.price_list import Plan
from core.excel import Sheet
from core.money import yuan

# Data, not screen text: the words the import itself understands.
HEADER = ("品名", "规格", "单位", "单价", "是否处方药")
_EXAMPLE = (
    ("例子：大米", "5kg装", "袋", "39.90", ""),
    ("例子：鸡蛋", "", "斤", "6.5", ""),
    ("例子：苯磺酸氨氯地平片", "5mg×28片", "盒", "28.50", "是"),
)
_GUIDE = (
    ("品名、单价", "必填。一行一样东西；同一样有几种规格的，写成几行。"),
    ("规格", "包装大小或药品规格，例如 5kg装、0.1g×30片。散装的不填。"),
    ("单位", "按什么卖：斤、袋、盒。不填就是“份”。"),
    ("单价", "写数字，3.5、¥3.50、3.5元 都可以。"),
    ("是否处方药", "是的写“是”，不是的不用填。"),
    ("再次上传", "表里有的会更新价钱，表里没有的会下架（核对时可以选不下架）。例子请删掉。"),
)


def template_sheets() -> list[Sheet]:
    guide = Sheet("填表说明", ("哪一列", "怎么填"), _GUIDE)
    return [Sheet("价目表", HEADER, _EXAMPLE, text_columns=True, choices={4: ("是", "否")}), guide]


def price_sheet(items: Iterable[PriceItem]) -> Sheet:
    """Under the template's own header: corrected, it can be uploaded again."""
    return Sheet("价目表", HEADER, ((item.name, item.spec, item.unit, item.price / 100, _mark(item.needs_prescription)) for item in items))


def preview_sheets(plan: Plan, refused: Sequence[Mapping[str, Any]]) -> Iterator[Sheet]:
    """Every line of the preview."""
    where = (_("工作表"), _("行"))
    yield Sheet(
        _("没有收进来的行"),
        (*where, _("列"), _("品名"), _("原因")),
        [(one["sheet"], one["row"], one["column"], one["name"], one["reason"]) for one in refused],
    )
    changed = [
        (row.sheet, row.row, item.text, _("%(old)s → %(new)s", old=yuan(item.price), new=yuan(row.price))) for item, row in plan.changed
    ]
    yield Sheet(_("改价"), (*where, _("品名"), _("单价")), changed)
    added = [(row.sheet, row.row, row.name, row.spec, row.unit, row.price / 100, _mark(row.needs_prescription)) for row in plan.added]
    yield Sheet(_("新增"), (*where, _("品名"), _("规格"), _("单位"), _("单价"), _("处方药")), added)
    yield Sheet(_("下架"), (_("品名"), _("单价")), [(item.text, item.price / 100) for item in plan.taken_off])


def _mark(needs_prescription: bool) -> str:
    return "是" if needs_prescription else ""
