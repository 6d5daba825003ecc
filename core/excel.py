"""Excel out, the one way every export goes: text stays text, nothing starts a formula, and it prints on A4.

`workbook_response("名单", [Sheet(title, header, rows)])` answers a view. Cells are str, int, float, Decimal, bool,
date, datetime or None; everything else is written as its text.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from flask import Response

from core import clock

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CELL = 32_000
_EXACT = 10**15  # beyond, Excel loses digits: written as text
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Sheet:
    """`title` is the tab (31 characters); `choices` puts a drop-down list into a column (by number) for new rows."""

    title: str
    header: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    text_columns: bool = False  # every column is text, also where nothing stands yet: for templates
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    note: str = ""  # one line above the header


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    output = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(output, {**options, "in_memory": True})
    try:
        formats = _formats(book)
        used: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_tab(sheet.title, used)), sheet, formats)
    finally:
        book.close()
    return output.getvalue()


def workbook_response(filename: str, sheets: Iterable[Sheet]) -> Response:
    """`filename` without its ending; Chinese names reach every browser."""
    name = re.sub(r'[\\/:*?"<>|\r\n\t]+', "-", filename)[:80] + ".xlsx"
    response = Response(workbook_bytes(sheets), mimetype=MIMETYPE)
    response.headers["Content-Disposition"] = f"attachment; filename=\"linli.xlsx\"; filename*=UTF-8''{quote(name)}"
    return response


def _formats(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "border": 1, "border_color": "#BFBFBF", "text_wrap": True}
    return {
        "header": book.add_format({**base, "bold": True, "bg_color": "#E3F3EA", "num_format": "@"}),
        "text": book.add_format({**base, "num_format": "@"}),
        "quoted": book.add_format({**base, "num_format": "@", "quote_prefix": True}),
        "number": book.add_format(base),
        "day": book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"}),
        "moment": book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "empty_text": book.add_format({"num_format": "@"}),
        "note": book.add_format({"text_wrap": False, "font_color": "#595959"}),
    }


def _write(worksheet: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    top = 0
    if sheet.note:
        _write_cell(worksheet, 0, 0, sheet.note, formats, formats["note"])
        top = 1
    widths = [_width(title) for title in sheet.header]
    for column, title in enumerate(sheet.header):
        _write_cell(worksheet, top, column, str(title), formats, formats["header"])
    last: int = top
    for row in sheet.rows:
        last += 1
        for column, value in enumerate(row):
            _write_cell(worksheet, last, column, value, formats)
            if column < len(widths) and last < top + 500:
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, min(max(width + 2, 6), 48), formats["empty_text"] if sheet.text_columns else None)
    for column, choices in sheet.choices.items():
        worksheet.data_validation(top + 1, column, 5000, column, {"validate": "list", "source": list(choices), "error_type": "warning"})
    worksheet.freeze_panes(top + 1, 0)
    worksheet.repeat_rows(top)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&C&P / &N")
    if last > top and not sheet.text_columns and sheet.header:
        worksheet.autofilter(top, 0, last, len(sheet.header) - 1)


def _write_cell(worksheet: Any, row: int, column: int, value: Any, formats: dict[str, Any], own: Any = None) -> None:
    if value is None or value == "":
        worksheet.write_blank(row, column, None, own or formats["text"])
    elif isinstance(value, bool):
        worksheet.write_string(row, column, str(value), own or formats["text"])
    elif isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
        worksheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, own or formats["number"])
    elif isinstance(value, datetime):
        local = clock.local(value).replace(tzinfo=None) if value.tzinfo else value
        worksheet.write_datetime(row, column, local, own or formats["moment"])
    elif isinstance(value, date) and value.year >= 1900:
        worksheet.write_datetime(row, column, datetime(value.year, value.month, value.day), own or formats["day"])
    else:
        text = safe_text(str(value))
        # The quote keeps a leading = or + text also when the sheet is saved as CSV and opened again.
        worksheet.write_string(row, column, text, own or formats["quoted" if text.startswith(_FORMULA_STARTS) else "text"])


def safe_text(value: str) -> str:
    """No control signs, no half of a pair, not longer than a cell holds."""
    return _CONTROL.sub("", value)[:MAX_CELL]


def _tab(title: str, used: set[str]) -> str:
    stem = re.sub(r"[\[\]:*?/\\']", " ", safe_text(title)).strip()[:28] or "Sheet"
    name, number = stem, 2
    while name.lower() in used:
        name, number = f"{stem[:26]}{number}", number + 1
    used.add(name.lower())
    return name


def _width(value: Any) -> int:
    """Chinese signs are two wide."""
    if isinstance(value, datetime):
        return 16
    longest = max(str("" if value is None else value)[:200].split("\n"), key=len)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in longest)
