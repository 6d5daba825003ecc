"""Files that are broken, hostile or simply something else; and any text in any cell."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.places.imports import jobs
from blueprints.places.imports.columns import FIELDS
from blueprints.places.imports.entries import clean_row
from blueprints.places.imports.plan import Existing
from blueprints.places.imports.planning import make_plan
from blueprints.places.imports.staging import Book, plain, stage
from core.excel_in import Sheet, Unreadable, read
from tests.places.imports import lists
from tests.places.imports.test_import_a_list import LI, count, upload

TODAY = date(2026, 11, 22)


def with_sheet_xml(change) -> bytes:
    """A good workbook whose first sheet's XML was changed by hand."""
    source = zipfile.ZipFile(io.BytesIO(lists.people(LI)))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part, change(content) if part.filename == "xl/worksheets/sheet1.xml" else content)
    return output.getvalue()


def far_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def far_cell_behind_a_sign(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row spans=">" r="1048576"><c t="n" s=">" r="XFD1048576"><v>1</v></c></row></sheetData>')


def far_cells_without_reference(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b"<row>" + b"<c><v>1</v></c>" * 90 + b"</row></sheetData>")


def with_entities(content: bytes) -> bytes:
    return content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)


def bomb() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", "x")
        target.writestr("xl/worksheets/sheet1.xml", b" " * 70_000_000)
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空的"),
        (b"a,b,c\n1,2,3", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls"),
        (b"PK\x03\x04 and then nothing", "打不开"),
        (lists.people(LI)[:-300], "打不开"),
        (b"x" * (8 * 1024 * 1024 + 1), "8 MB"),
        (bomb(), "太大"),
        (with_sheet_xml(far_cell), "超过"),
        (with_sheet_xml(far_cell_behind_a_sign), "超过"),
        (with_sheet_xml(far_cells_without_reference), "超过"),
        (with_sheet_xml(with_entities), "打不开"),
        (with_sheet_xml(lambda content: content[: len(content) // 2]), "打不开"),
        (lists.workbook(("表", [("这里", "没有"), ("表头", "啊")])), "没有找到表头"),
        (lists.workbook(("表", [lists.HEADER])), "没有内容"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_taken_gets_a_plain_sentence(app, data, reason):
    with pytest.raises(Unreadable, match=reason):
        jobs.open_list(data)


def test_the_sentence_stands_beside_the_field(app, person):
    page = upload(person("secretary"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name="老表.xls", estate="阳光花园")
    assert page.status == 422
    assert "旧版 .xls" in page.soup.find(id="file-error").get_text()
    assert page.soup.find(id="estate")["value"] == "阳光花园"
    from blueprints.places.models import ImportJob

    assert count(ImportJob) == 0


def test_no_file_chosen(app, person):
    page = person("secretary").get("/imports").form("/imports/upload").submit()
    assert page.status == 422
    assert "请选择一个文件" in page.text


def test_columns_that_are_only_formatted_to_the_end_are_fine(app):
    data = with_sheet_xml(lambda content: content.replace(b"</sheetData>", b'<row r="1048576"><c r="C1048576" s="1"/></row></sheetData>'))
    assert len(read(data).sheets[0].rows) < 1000


cells = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.text(alphabet="0123456789-.年月日号楼单元室幢栋#１２３ABXx+()（）、,，/\\ \n\t张三男女无空", max_size=24),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(st.sampled_from(FIELDS), cells, max_size=12))
def test_any_cell_is_taken_or_refused_never_an_error(app, values):
    staged = {name: [plain(value)] if name == "phone" else plain(value) for name, value in values.items() if value not in (None, "")}
    entry = clean_row([0, 2, json.loads(json.dumps(staged))], today=TODAY)
    json.dumps(entry)
    plan = make_plan([entry], Existing({"阳光花园": 1}, {}, [], [], [], []), sheet_names=["表"])
    assert bool(plan.refused) != bool(plan.buildings)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=4, max_size=4), max_size=8), top=st.integers(0, 3), left=st.integers(0, 3))
def test_any_sheet_is_staged(app, rows, top, left):
    lines = [*rows, ["楼栋", "房号", "姓名", "电话"], *rows]
    sheet = Sheet("表", lines, [(top, left, top + 2, left + 1)])
    _reports, staged = stage(Book([sheet], []))
    make_plan([clean_row(row, today=TODAY) for row in staged], Existing({}, {}, [], [], [], []), sheet_names=["表"])


def test_plain_values_come_back(app):
    from blueprints.places.imports.staging import typed

    assert typed(plain(datetime(1950, 3, 2, 4, 5))) == date(1950, 3, 2)
    assert typed(json.loads(json.dumps(plain(time(3, 4))))) is not None
