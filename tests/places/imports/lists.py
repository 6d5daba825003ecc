"""Lists as offices really keep them, made with openpyxl."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from blueprints.places import id_numbers

HEADER = ("小区", "楼栋", "单元", "房号", "姓名", "与户主关系", "性别", "出生日期", "身份证号", "电话", "居住情况", "网格", "备注")


def workbook(*sheets: tuple[str, list[tuple[Any, ...]]], merge: tuple[str, ...] = (), hide: str = "") -> bytes:
    """`merge` are ranges of the first sheet; `hide` the name of a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title == hide:
            sheet.sheet_state = "hidden"
    for area in merge:
        book.worksheets[0].merge_cells(area)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def people(*rows: dict[str, Any], header: tuple[str, ...] = HEADER, title: str = "居民") -> bytes:
    """One sheet, a dict a row; what is not given stays empty."""
    return workbook((title, [header, *(tuple(row.get(name, "") for name in header) for row in rows)]))


def person(name: str, door: str = "501", **more: Any) -> dict[str, Any]:
    return {"小区": "阳光花园", "楼栋": "3号楼", "单元": "2", "房号": door, "姓名": name, **more}


def id_number(born: str = "19500302", serial: int = 11) -> str:
    first17 = f"330106{born}{serial:03d}"
    return first17 + id_numbers.check_sign(first17)
