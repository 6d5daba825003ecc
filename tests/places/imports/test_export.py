"""The list to download: masked for everybody, whole for the secretary, and fit to be imported again."""

from __future__ import annotations

import io

import openpyxl
import sqlalchemy as sa

from blueprints.places.models import Resident
from core.audit import AuditEvent
from core.database import db, run_tx
from core.excel import Sheet, workbook_bytes
from tests.places.imports import lists
from tests.places.imports.test_import_a_list import count, numbers, upload
from tests.support import world


def rows_of(data: bytes, sheet: int = 0) -> list[dict[str, object]]:
    values = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet].values)
    return [dict(zip(values[0], line, strict=True)) for line in values[1:]]


def test_masked_for_the_grids_worker_and_only_the_own_grid(app, person):
    page = person("owner").get("/households.xlsx")
    rows = rows_of(page.response.data)
    assert {row["楼栋"] for row in rows} == {"1号楼"}
    assert len(rows) == 5, "two people at 101, one at 102, two doors without people"
    zhang = next(row for row in rows if row["姓名"] == "张秀兰")
    assert zhang["电话"] == "199****0001"
    assert b"19900000001" not in page.response.data


def test_filters_of_the_screen(app, person):
    secretary = person("secretary")
    building = world.household_at(world.STRANGERS_DOOR).building_id
    assert {row["楼栋"] for row in rows_of(secretary.get("/households.xlsx").response.data)} == {"1号楼", "2号楼"}
    assert {row["楼栋"] for row in rows_of(secretary.get(f"/households.xlsx?building={building}").response.data)} == {"2号楼"}
    assert rows_of(person("owner").get(f"/households.xlsx?building={building}").response.data) == []
    assert {row["社区"] for row in rows_of(person("officer").get("/households.xlsx").response.data)} == {"幸福社区", "和平社区"}


def test_whole_numbers_are_the_secretarys_and_written_down(app, person):
    secretary = person("secretary")
    page = secretary.get("/imports").form("/households-full").submit()
    zhang = next(row for row in rows_of(page.response.data) if row["姓名"] == "张秀兰")
    assert zhang["电话"] == "19900000001"
    assert count(AuditEvent, AuditEvent.action == "households.exported_in_full") == 1
    for who in ("owner", "officer"):
        assert person(who).post("/households-full.xlsx").status == 403
    assert secretary.get("/households-full.xlsx").status == 405


def test_a_full_export_imported_again_changes_nothing(app, person):
    secretary = person("secretary")
    upload(secretary, lists.people(lists.person("王大山", 身份证号=lists.id_number(), 网格="第一网格", 居住情况="出租", 备注="备注"))).form(
        "/confirm"
    ).submit()
    data = secretary.get("/imports").form("/households-full").submit().response.data
    page = upload(secretary, data)
    assert "没有要写入的内容" in page.text
    assert numbers(page) == {"楼栋": (0, 0, 3), "住户": (0, 0, 9), "居民": (0, 0, 5)}


def test_the_template_imports_as_it_is(app, person):
    secretary = person("secretary")
    page = upload(secretary, secretary.get("/imports/template.xlsx").response.data)
    assert numbers(page)["居民"] == (2, 0, 0)
    assert "没有通过 0 行" in page.text


def test_the_whole_preview_can_be_downloaded(app, person):
    secretary = person("secretary")
    page = upload(secretary, lists.people(lists.person("李秀英"), lists.person("", "", 电话="1")))
    book = openpyxl.load_workbook(io.BytesIO(secretary.get(page.link("下载全部核对结果")).response.data))
    assert book.sheetnames == ["没有通过", "提醒", "新增楼栋", "新增住户", "新增居民", "有变动"]
    assert [cell.value for cell in book["没有通过"][2]][:3] == ["居民", 3, "电话"]
    assert [cell.value for cell in book["新增居民"][2]][:4] == ["居民", 2, "阳光花园3号楼2单元501", "李秀英"]


def test_no_cell_starts_a_formula(app, person):
    evil = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "http://example.test", "＝1", "\x00\x0b坏\ud800"]

    def work():
        household = world.household_at(world.OWN_DOOR)
        for number, text in enumerate(evil[:-1]):
            db.session.add(Resident(community_id=household.community_id, household_id=household.id, name=f"客{number}", remark=text))
        from core import audit, clock

        audit.record(world.actor("secretary"), "test.filled", household, now=clock.now(), before={}, after={"by": "test"})

    run_tx(work)
    book = openpyxl.load_workbook(io.BytesIO(person("secretary").get("/households.xlsx").response.data))
    cells = [cell for row in book.worksheets[0].rows for cell in row if cell.value in evil]
    assert len(cells) >= 6
    for cell in cells:
        assert cell.data_type == "s", f"{cell.value!r} is text"
        assert cell.hyperlink is None
        if cell.value[0] in "=+-@":
            assert cell.quotePrefix, f"{cell.value!r} stays text in a CSV"


def test_any_text_makes_a_file_that_opens():
    data = workbook_bytes([Sheet("a/b:[c]*?" * 9, ("x", "=y"), [("\ud800\x00", float("nan")), (10**30, None), (True, "长" * 40_000)])])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.freeze_panes == "A2" and sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"
    assert len(sheet["B4"].value) == 32_000


def test_import_job_list_shows_no_one_elses(app, person):
    upload(person("secretary"), lists.people(lists.person("李秀英")))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Resident).where(Resident.name == "李秀英")) == 0
    assert "还没有导入过" in person("other_secretary").get("/imports").text
