"""From the shop's own Excel list to clean rows, and what they would change. No database, no request.

Titles may stand above the header, columns in any order, prices as "¥3.50" or "3.5元/斤". A row that cannot be read is
refused with the reason, and a thing it names is left on the list as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from blueprints.places.imports.cells import Bad, short_text, text
from blueprints.places.imports.columns import normal
from blueprints.suppliers.models import PriceItem
from blueprints.suppliers.names import name_key
from blueprints.suppliers.rules import MAX_PRICES
from core import money
from core.excel_in import Book, Unreadable, read
from core.excel_in import Sheet as SheetIn
from core.forms import clean

# Field → ways to head its column; the first is the template's. Data, not screen text.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "品名", "名称", "商品名称", "商品", "商品名", "货品", "货品名称", "品种", "药名", "药品", "药品名称", "通用名", "物品", "物资",
        "货名", "菜名", "产品名称",
    ),
    "spec": ("规格", "规格型号", "包装", "包装规格", "型号", "药品规格", "商品规格", "净含量"),
    "unit": ("单位", "计量单位", "计价单位", "销售单位"),
    "price": ("单价", "价格", "售价", "零售价", "现价", "价钱", "销售价", "单价元", "价格元", "销售单价", "零售价格", "优惠价"),
    "rx": ("是否处方药", "处方药", "是否处方", "处方", "rx"),
}  # fmt: skip
NAME_LIMIT, SPEC_LIMIT, UNIT_LIMIT = 40, 40, 6
DEFAULT_UNIT = "份"
EXAMPLE = "例子"  # begins the names on the template
MOST = 1_000_000  # cents: no single thing on such a list costs more than 10,000 yuan
_FIELD = {normal(title): name for name, titles in HEADERS.items() for title in titles}
_HEADER_SEARCH_ROWS = 20
_YES = {"是", "处方药", "处方", "rx", "√", "✓", "y", "yes", "1", "true", "对", "有"}
_NO = {"", "否", "非处方药", "非处方", "otc", "甲类", "乙类", "×", "x", "n", "no", "0", "false", "不是"}
_PRICE = re.compile(r"(?:[^\d.\-]*?)(-?\d[\d,]*(?:\.\d*)?|\.\d+)\s*(?:元|块|圆|rmb|cny)?\s*(?:整)?\s*(?:[/每]\s*(?:1\s*)?(\D{1,6}))?", re.I)


@dataclass(frozen=True)
class PriceRow:
    """One clean line of an uploaded list; `sheet` and `row` say where it stood."""

    sheet: str
    row: int
    name: str
    spec: str
    unit: str
    price: int
    needs_prescription: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return key_of(self.name, self.spec, self.unit)


@dataclass(frozen=True)
class Refusal:
    """A line that was not taken. `name`, if it could be read, keeps the thing of that name on the list."""

    sheet: str
    row: int
    column: str
    reason: str
    name: str = ""


@dataclass
class Plan:
    """What confirming would do. Changes are (item, row)."""

    added: list[PriceRow] = field(default_factory=list)
    changed: list[tuple[PriceItem, PriceRow]] = field(default_factory=list)
    taken_off: list[PriceItem] = field(default_factory=list)
    same: int = 0
    positions: dict[int, int] = field(default_factory=dict)  # item id → its place on the new list

    @property
    def digest(self) -> str:
        facts = [
            [asdict(row) for row in self.added],
            [[item.id, item.version, asdict(row)] for item, row in self.changed],
            [[item.id, item.version] for item in self.taken_off],
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def key_of(name: str, spec: str, unit: str) -> tuple[str, str, str]:
    """By this two lines are the same thing: width, case, spaces and punctuation do not count."""
    return name_key(name), name_key(spec), name_key(unit)


def read_prices(data: bytes) -> tuple[list[PriceRow], list[Refusal]]:
    """Raises Unreadable with a plain sentence."""
    book = read(data)
    rows, refused, has_header = _lines(book)
    if not has_header:
        raise Unreadable(_("没有找到表头。请在一行里写上“品名”和“单价”，或下载模板来填。"))
    if not rows and not refused:
        raise Unreadable(_("表头下面没有内容。请填好再上传。"))
    if len(rows) > MAX_PRICES:
        raise Unreadable(_("一家最多 %(limit)s 样货。", limit=MAX_PRICES))
    return rows, refused


def make_plan(rows: Sequence[PriceRow], refused: Iterable[Refusal], existing: Iterable[PriceItem]) -> Plan:
    """`existing` is everything the supplier has or had."""
    known: dict[tuple[str, str, str], PriceItem] = {}
    for item in existing:
        key = key_of(item.name, item.spec, item.unit)
        if key not in known or (item.is_available and not known[key].is_available):
            known[key] = item
    plan, seen = Plan(), set()
    left_alone = {name_key(one.name) for one in refused if one.name}
    for position, row in enumerate(rows, start=1):
        there = known.get(row.key)
        if there is None:
            plan.added.append(row)
            continue
        seen.add(there.id)
        if there.position != position:
            plan.positions[there.id] = position
        if (there.price, there.needs_prescription, there.is_available) == (row.price, row.needs_prescription, True):
            plan.same += 1
        else:
            plan.changed.append((there, row))
    plan.taken_off = [item for item in known.values() if item.is_available and item.id not in seen and item.name_key not in left_alone]
    return plan


def _lines(book: Book) -> tuple[list[PriceRow], list[Refusal], bool]:
    rows: list[PriceRow] = []
    refused: list[Refusal] = []
    first: dict[tuple[str, str, str], PriceRow] = {}
    has_header = False
    for sheet in book.sheets:
        header = _find_header(sheet)
        if header is None:
            continue
        has_header = True
        for one in _read_sheet(sheet, *header):
            earlier = first.get(one.key) if isinstance(one, PriceRow) else None
            if isinstance(one, Refusal):
                refused.append(one)
            elif earlier is None:
                first[one.key] = one
                rows.append(one)
            else:
                refused.append(_double(one, earlier, header[1]))
    return rows, refused, has_header


def _double(row: PriceRow, earlier: PriceRow, titles: dict[str, str]) -> Refusal:
    if (row.price, row.needs_prescription) == (earlier.price, earlier.needs_prescription):
        reason = _("和第 %(row)s 行一样，只记一次。", row=earlier.row)
    else:
        reason = _(
            "和第 %(row)s 行是同一样东西，价钱不同。先按第 %(row)s 行的 %(price)s 元记。", row=earlier.row, price=money.yuan(earlier.price)
        )
    return Refusal(row.sheet, row.row, titles["name"], reason, row.name)


def _find_header(sheet: SheetIn) -> tuple[int, dict[str, str], dict[str, int]] | None:
    """(row, titles by field, columns by field) of the first row that names both a thing and a price."""
    for index, cells in enumerate(sheet.rows[:_HEADER_SEARCH_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = _FIELD.get(normal(cell))
            if name is not None:
                columns.setdefault(name, column)
        if {"name", "price"} <= set(columns):
            return index, {name: str(cells[column]).strip()[:30] for name, column in columns.items()}, columns
    return None


def _read_sheet(sheet: SheetIn, top: int, titles: dict[str, str], columns: dict[str, int]) -> Iterator[PriceRow | Refusal]:
    lines = _with_merged_names(sheet, columns["name"])
    for number, cells in enumerate(lines[top + 1 :], start=top + 2):
        given = {name: cells[column] if column < len(cells) else None for name, column in columns.items()}
        if all(value is None or str(value).strip() == "" for value in given.values()) or _FIELD.get(normal(given["name"])) == "name":
            continue  # blank, or the header once more on the next page
        if str(given["name"] or "").startswith(EXAMPLE):
            continue  # left over from the template
        yield _read_row(sheet.name, number, given, titles)


def _with_merged_names(sheet: SheetIn, column: int) -> list[list[Any]]:
    """One name merged over several lines (each of another size) stands in all of them."""
    lines = [list(cells) for cells in sheet.rows]
    for top, left, bottom, right in sheet.merged:
        if left == right == column and top < len(lines):
            for line in lines[top : bottom + 1]:
                line[column] = lines[top][column]
    return lines


def _read_row(sheet: str, number: int, given: dict[str, Any], titles: dict[str, str]) -> PriceRow | Refusal:
    column, name = "name", ""
    try:
        name = short_text(given["name"], NAME_LIMIT)
        if not name_key(name):
            raise Bad(_("没有写品名。"))
        column = "spec"
        spec = short_text(given.get("spec"), SPEC_LIMIT)
        column = "unit"
        unit = short_text(given.get("unit"), UNIT_LIMIT)
        column = "price"
        price, priced_unit = read_price(given["price"])
        column = "rx"
        needs_prescription = _yes_no(given.get("rx"))
    except Bad as bad:
        return Refusal(sheet, number, titles.get(column, ""), bad.message, name[:NAME_LIMIT])
    return PriceRow(sheet, number, name, spec, unit or priced_unit or DEFAULT_UNIT, price, needs_prescription)


def read_price(value: Any) -> tuple[int, str]:
    """(cents, unit if it stands behind the price). 3.5, "3.5元", "¥3.50", "３．５元/斤", "1,280". Raises Bad."""
    if isinstance(value, bool):
        raise Bad(_("看不懂这个单价。请填数字，例如 3.5。"))
    line = clean.line(str(round(value, 6)) if isinstance(value, int | float) else text(value)).replace("。", ".").replace("，", ",")
    if not line:
        raise Bad(_("没有单价。（分类的小标题不用管。）"))
    found = _PRICE.fullmatch(line)
    number = found[1].replace(",", "").rstrip(".") if found and len(found[1]) < 20 and "-" not in line.replace(found[1], "", 1) else ""
    try:
        amount = Decimal(number) if number else None
    except InvalidOperation:
        amount = None
    if amount is None or found is None:
        raise Bad(_("看不懂这个单价（%(text)s）。请填一个数字，例如 3.5。", text=line[:20]))
    if amount != round(amount, 2):
        raise Bad(_("单价最多两位小数（%(text)s）。", text=line[:20]))
    cents = money.cents_of(amount)
    if not 0 < cents <= MOST:
        raise Bad(_("单价要大于 0，不超过 %(most)s 元。", most=MOST // 100))
    unit = (found[2] or "").strip()
    return cents, unit if unit and len(unit) <= UNIT_LIMIT else ""


def _yes_no(value: Any) -> bool:
    line = clean.line(str(value)).lower().removesuffix(".0") if value is not None else ""
    if line in _YES:
        return True
    if line in _NO or text(value) == "":
        return False
    raise Bad(_("是不是处方药，请填“是”或“否”。"))
