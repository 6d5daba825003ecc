"""Excel in, the one way every upload is opened: from bytes to sheets of cells.

Nothing in the file is trusted: sizes are added up before anything is opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import python_calamine
from flask_babel import gettext as _

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_UNZIPPED_BYTES = 60 * 1024 * 1024
MAX_RATIO = 120  # a real list shrinks by 5-20; a bomb by 1,000
MAX_PARTS = 400
MAX_ROWS = 50_000  # of all sheets together
MAX_COLUMNS = 80
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what an encrypted .xlsx begins with
_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{0,7})(\d{1,10})["']""")

_WITHOUT_REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^>]*\br=)""")


class Unreadable(ValueError):
    """The file as a whole cannot be taken; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass
class Sheet:
    """One visible sheet. `rows` are counted from the sheet's first row; a merged range is (top, left, bottom, right)."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Book:
    sheets: list[Sheet]
    hidden: list[str]  # names of sheets that are not shown in Excel and are therefore left alone


def read(data: bytes) -> Book:
    """All visible sheets with their cells as Python values. Raises Unreadable."""
    _check_outside(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive)
            _check_extents(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise _damaged() from error
    except Exception as error:  # zlib.error and whatever else broken bytes bring about
        raise _damaged() from error
    return _open(data)


def _open(data: bytes) -> Book:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        book = Book([], [])
        for sheet in workbook.sheets_metadata:
            if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
                book.hidden.append(sheet.name)
                continue
            cells = workbook.get_sheet_by_name(sheet.name)
            rows = cells.to_python(skip_empty_area=False)
            merged = [(top, left, bottom, right) for (top, left), (bottom, right) in cells.merged_cell_ranges or []]
            book.sheets.append(Sheet(sheet.name, rows, merged))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the reader is written in Rust: its panics are no Exception
        raise _damaged() from error
    if sum(len(sheet.rows) for sheet in book.sheets) > MAX_ROWS + 200:
        raise Unreadable(_("表格超过 %(limit)s 行。请拆成几份，分次导入。", limit=MAX_ROWS))
    return book


def _check_outside(data: bytes) -> None:
    if not data:
        raise Unreadable(_("文件是空的。请重新选择文件。"))
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(_("文件超过 8 MB。请把表格拆成几份再上传。"))
    if data.startswith(_OLD_EXCEL):
        raise Unreadable(_("这是旧版 .xls 文件，或者加了密码。请用 Excel 或 WPS 打开，取消密码，另存为 .xlsx 再上传。"))
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(_("这不是 .xlsx 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"))


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS or any(part.flag_bits & 0x1 for part in parts):
        raise _damaged()
    if "xl/workbook.xml" not in names:
        if "xl/workbook.bin" in names or "content.xml" in names:
            raise Unreadable(_("这不是 .xlsx 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"))
        raise _damaged()
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if total > MAX_UNZIPPED_BYTES or total > max(packed, 20_000) * MAX_RATIO:
        raise Unreadable(_("文件展开后太大。请只留下要导入的表，删掉图片和空白行列，再上传。"))


def _check_extents(archive: zipfile.ZipFile) -> None:
    """The reader lays a sheet out as a full rectangle: one cell far away would cost gigabytes."""
    for part in archive.infolist():
        if not (part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")):
            continue
        with archive.open(part) as stream:
            text = stream.read(part.file_size + 1)
        if len(text) != part.file_size or text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise _damaged()
        near = all(_is_near(_column_number(letters), int(digits)) for letters, digits in _REFERENCE.findall(text))
        if near and not _WITHOUT_REFERENCE.search(text):
            continue
        # Whole columns that are merely formatted reach to row 1,048,576: look whether anything stands there.
        if _holds_far_cells(text):
            raise Unreadable(
                _("表格超过 %(rows)s 行或 %(columns)s 列。请删掉多余的行列，或拆成几份分次导入。", rows=MAX_ROWS, columns=MAX_COLUMNS)
            )


def _is_near(column: int, row: int) -> bool:
    return column <= MAX_COLUMNS and row <= MAX_ROWS + 200


def _column_number(letters: bytes | str) -> int:
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + (letter & 0x5F) - 64
    return number


class _Extent:
    """Reads a sheet properly as XML and notes whether anything stands beyond the limits; cells without `r` count on."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.is_far = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            reference = attributes.get("r", "")
            self.row = int(reference) if reference.isascii() and reference.isdigit() else self.row + 1
            self.column = 0
        elif tag == "c":
            self.column += 1
            match = re.fullmatch(r"([A-Za-z]{1,7})(\d{1,10})", attributes.get("r", ""), re.ASCII)
            if match is not None:
                self.column, self.row = _column_number(match[1]), int(match[2])
            elif "r" in attributes:
                raise _damaged()
        elif tag in ("v", "is", "f"):
            self.is_far = self.is_far or not _is_near(self.column, self.row)


def _holds_far_cells(text: bytes) -> bool:
    extent = _Extent()
    try:
        extent.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _damaged() from error
    return extent.is_far


def _damaged() -> Unreadable:
    return Unreadable(_("文件打不开，可能已损坏或加了密码。请用 Excel 或 WPS 打开，取消密码，另存为 .xlsx 再上传。"))
