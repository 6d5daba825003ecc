"""From a sheet to staged rows: what each known column says, with what stands only once repeated down. Pure.

A staged row is plain JSON, `[sheet number, row number as Excel counts, {field: value}]`, so that it can wait in
the database for its step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from blueprints.places.imports.columns import MANY, PLACES, Header, field_of, find_header, normal, spread_merged
from core.excel_in import Book, Sheet
from core.forms import clean

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|总人数|总户数)")
_NOTE = re.compile(
    r"(?:注|备注|说明|填表|填报|制表|审核|负责人|联系人|打印|统计)\s*(?:人|单位|日期|时间|说明)?\s*[:、.\d]|(?:填表|填报|制表|审核)(?:人|单位|日期)"
)
_BUILDING_HEADING = re.compile(r".{0,30}?(?:\d{1,4}|[A-Za-z]|[一二三四五六七八九十]{1,3})\s*(?:号楼|栋|幢|座|#楼?)(?:\s*[（(].*)?")
_REPEATED = (*PLACES, "grid", "tenancy", "household_note", "has_lift")
GUIDES = {"填表说明", "填写说明", "说明", "使用说明"}  # sheets that come with a template, not read

StagedRow = list[Any]


@dataclass
class SheetReport:
    """What was made of one sheet: shown above the preview."""

    name: str
    titles: dict[str, str] = field(default_factory=dict)  # field → what the file calls its column
    unknown: list[str] = field(default_factory=list)
    rows: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)  # totals and notes: row number and its text
    has_header: bool = True


def stage(book: Book) -> tuple[list[SheetReport], list[StagedRow]]:
    """All sheets in order. A sheet in which no header is found is reported and left out; an empty one is not mentioned."""
    reports: list[SheetReport] = []
    staged: list[StagedRow] = []
    for sheet in book.sheets:
        if sheet.name.strip() in GUIDES or not any(_is_filled(cell) for row in sheet.rows for cell in row):
            continue
        report = SheetReport(sheet.name)
        header = find_header(sheet.rows, sheet.merged)
        if header is None:
            report.has_header = False
        else:
            rows = list(_rows(sheet, header, len(reports), report))
            report.titles = {name: header.title(name) for name in header.columns}
            report.unknown, report.rows = header.unknown, len(rows)
            staged.extend(rows)
        reports.append(report)
    return reports, staged


def _rows(sheet: Sheet, header: Header, number: int, report: SheetReport) -> list[StagedRow]:
    place_columns = {column for name in _REPEATED for column in header.columns.get(name, ())}
    below = [(top, left, bottom, right) for top, left, bottom, right in sheet.merged if top > header.last and left in place_columns]
    lines = spread_merged(sheet.rows, below) if below else sheet.rows
    carried: dict[str, Any] = {}
    staged = []
    for index in range(header.last + 1, len(lines)):
        row = lines[index]
        filled = [cell for cell in row if _is_filled(cell)]
        if not filled or _is_header_again(row, header):
            continue
        if _is_remark(filled, header):
            report.left_out.append((index + 1, clean.line(" ".join(str(cell) for cell in filled))[:60]))
            continue
        heading = _building_heading(filled, header)
        if heading:
            carried = {**{name: carried[name] for name in ("estate", "grid") if name in carried}, "building": heading}
            continue
        values = _values(row, header)
        if values:
            _fill_from_above(values, carried, header)
            staged.append([number, index + 1, values])
    return staged


def _values(row: Sequence[Any], header: Header) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, columns in header.columns.items():
        cells = [plain(row[column]) for column in columns if column < len(row) and _is_filled(row[column])]
        if cells:
            values[name] = cells if name in MANY else cells[0]
    if header.name_is_head and "name" in values and "relation" not in header.columns:
        values["relation"] = "户主"
    return values


def _fill_from_above(values: dict[str, Any], carried: dict[str, Any], header: Header) -> None:
    """A place given once stands for the rows below it; but below the highest level a row does give, nothing is guessed."""
    levels = ("estate", "building", "unit", "door")
    given = {"estate": "estate" in values, "building": "building" in values, "unit": "unit" in values}
    given["door"] = "door" in values or "address" in values
    is_person_alone = not any(given.values()) and "name" in values
    highest = next((position for position, level in enumerate(levels) if given[level]), len(levels) if is_person_alone else 0)
    for level in (*levels[:highest], *(("address",) if is_person_alone else ())):
        if level not in values and level in carried:
            values[level] = carried[level]
    if highest > 1 and "grid" not in values and "grid" in carried:
        values["grid"] = carried["grid"]
    for level in ("estate", "building", "unit", "door", "address", "grid"):
        carried.pop(level, None)
        if level in values:
            carried[level] = values[level]


def _is_filled(cell: Any) -> bool:
    return cell is not None and cell != "" and not (isinstance(cell, str) and not cell.strip())


def _is_header_again(row: Sequence[Any], header: Header) -> bool:
    """Printed lists repeat their header on every page."""
    same = sum(1 for column, title in header.titles.items() if column < len(row) and normal(row[column]) == normal(title))
    return same >= 2 and same * 2 >= len(header.titles) and any(field_of(cell) for cell in row)


def _is_remark(filled: Sequence[Any], header: Header) -> bool:
    """Totals and notes under the list. In a list of many columns a single long text is a note too."""
    texts = [clean.line(cell) for cell in filled if isinstance(cell, str)]
    if any(_TOTAL.match(re.sub(r"\s+", "", text)) for text in texts):
        return True
    if any(_NOTE.match(text) for text in texts) and len(filled) <= 4:
        return True
    return len(set(map(str, filled))) == 1 and len(header.columns) > 2 and bool(texts) and len(texts[0]) > 20


def _building_heading(filled: Sequence[Any], header: Header) -> str | None:
    """A row that only says "3号楼" above the doors of that building."""
    if len(set(map(str, filled))) != 1 or not isinstance(filled[0], str) or not ({"door", "name"} & set(header.columns)):
        return None
    text = clean.line(filled[0])
    return text if _BUILDING_HEADING.fullmatch(text) else None


def plain(cell: Any) -> Any:
    """A cell as JSON; days and times become a one-entry object, so that `typed` can bring them back."""
    if isinstance(cell, datetime):
        return {"day": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return {"time": str(cell)}
    if isinstance(cell, str):
        return cell[:1000].replace("\x00", "")
    return cell if isinstance(cell, bool | int | float) else str(cell)[:200]


def typed(value: Any) -> Any:
    """The cell again as it was read."""
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else timedelta()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
