"""The secretary uploads the office's list, looks at the preview, confirms; and what the neighbourhood knows then."""

from __future__ import annotations

import io
from datetime import date

import pytest
import sqlalchemy as sa

from blueprints.places.events import HouseholdAdded
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household, ImportChunk, ImportJob, Resident
from blueprints.places.vocabulary import Gender, Tenancy
from core import events
from core.audit import AuditEvent
from core.database import db
from core.events import subscribe
from tests.places.imports import lists
from tests.support import world
from tests.support.browser import Page, Person


def upload(person: Person, data: bytes, name: str = "名单.xlsx", **fields: str) -> Page:
    form = person.get("/imports").form("/imports/upload")
    return person.send(form.action, {**dict(form.values), **fields, "file": (io.BytesIO(data), name)})


def count(model: type, *where: sa.ColumnElement[bool]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0


def numbers(page: Page) -> dict[str, tuple[int, ...]]:
    """What the table of the preview says: noun → (added, changed, same)."""
    rows = page.soup.find("table").find("tbody").find_all("tr")
    return {row.th.get_text().strip(): tuple(int(cell.get_text()) for cell in row.find_all("td")) for row in rows}


LI = lists.person("李秀英", 出生日期="1950.3.2", 性别="女", 与户主关系="户主", 电话="199 0000 1234", 网格="第三网格", 居住情况="自住")
WANG = lists.person("王大山", "502", 身份证号=lists.id_number("19450612", 13))


def test_preview_first_then_all_of_it(app, person):
    secretary = person("secretary")
    page = upload(secretary, lists.people(LI, WANG))
    assert numbers(page) == {"楼栋": (1, 0, 0), "住户": (2, 0, 0), "居民": (2, 0, 0)}
    assert "将新建网格: 第三网格" in page.text
    assert count(Building, Building.name == "3号楼") == 0, "nothing is written before it is confirmed"
    done = page.form("/confirm").submit()
    assert "已导入。" in done.text
    db.session.rollback()
    li = world.resident("李秀英")
    assert (li.household.address, li.birth_date, li.phone, li.gender) == (
        "阳光花园3号楼2单元501",
        date(1950, 3, 2),
        "19900001234",
        Gender.FEMALE,
    )
    assert (li.name_initials, li.phone_last4, li.relation) == ("lxy", "1234", "户主")
    assert (li.household.tenancy, li.household.floor, li.household.grid.name) == (Tenancy.OWNER, 5, "第三网格")
    wang = world.resident("王大山")
    assert (wang.birth_date, wang.gender) == (date(1945, 6, 12), Gender.MALE), "read off the identity number"
    assert count(ImportChunk) == 0, "the staged rows are deleted"
    assert "李秀英" not in str(db.session.scalars(sa.select(ImportJob)).one().summary)


def test_the_same_file_twice_changes_nothing(app, person):
    secretary = person("secretary")
    data = lists.people(LI, WANG)
    upload(secretary, data).form("/confirm").submit()
    before = count(AuditEvent)
    page = upload(secretary, data)
    assert numbers(page) == {"楼栋": (0, 0, 1), "住户": (0, 0, 2), "居民": (0, 0, 2)}
    assert "没有要写入的内容" in page.text
    assert count(AuditEvent) == before + 1, "only the upload itself"
    assert count(Resident, Resident.name == "李秀英") == 1


def test_a_corrected_file_updates_and_never_empties(app, person):
    secretary = person("secretary")
    upload(secretary, lists.people(LI, WANG)).form("/confirm").submit()
    corrected = lists.people(
        lists.person("李秀英", 电话="19900005678", 居住情况="出租"),
        lists.person("王大川", "502", 身份证号=lists.id_number("19450612", 13)),
    )
    page = upload(secretary, corrected)
    assert numbers(page) == {"楼栋": (0, 0, 1), "住户": (0, 1, 1), "居民": (0, 2, 0)}
    assert "姓名: 王大山 → 王大川" in page.text
    page.form("/confirm").submit()
    db.session.rollback()
    li = world.resident("李秀英")
    assert (li.phone, li.phone_last4, li.birth_date, li.relation) == ("19900005678", "5678", date(1950, 3, 2), "户主")
    assert li.household.tenancy is Tenancy.RENTED
    assert world.resident("王大川").name_initials == "wdc"
    event = db.session.scalars(
        sa.select(AuditEvent).where(
            AuditEvent.entity_type == "resident", AuditEvent.entity_id == li.id, AuditEvent.action == "resident.changed"
        )
    ).one()
    assert (event.before, event.after) == ({"phone": "19900001234"}, {"phone": "19900005678"})


def test_people_who_are_not_in_the_file_are_left_alone(app, person):
    page = upload(
        person("secretary"),
        lists.people({"小区": "阳光花园", "楼栋": "1幢", "单元": "1单元", "房号": "101室", "姓名": "张秀兰", "备注": "爱下棋"}),
    )
    assert numbers(page) == {"楼栋": (0, 0, 1), "住户": (0, 0, 1), "居民": (0, 1, 0)}
    page.form("/confirm").submit()
    db.session.rollback()
    assert world.resident("张秀兰").remark == "爱下棋"
    assert world.resident("张小军").moved_out_on is None


def test_each_refused_row_is_named_with_its_reason(app, person):
    page = upload(
        person("secretary"),
        lists.people(
            LI,
            lists.person("钱错", "503", 身份证号=330106195003020000.0),
            lists.person("孙缺", ""),
            lists.person("周号", "504", 电话="12345678901234"),
            title="花名册",
        ),
    )
    assert numbers(page)["居民"] == (1, 0, 0)
    table = " ".join(page.soup.find_all("table")[1].get_text(" ").split())
    assert "“花名册”第 3 行 身份证号 Excel 把身份证号当成了数字，后几位已经丢了" in table
    assert "“花名册”第 4 行 房号 没有写门牌号" in table
    assert "“花名册”第 5 行 电话 电话号码不对" in table
    page.form("/confirm").submit()
    assert count(Resident, Resident.name.in_(["钱错", "孙缺", "周号"])) == 0


def test_one_person_at_two_doors_is_refused_with_both_rows_named(app, person):
    number = lists.id_number()
    page = upload(
        person("secretary"), lists.people(lists.person("李秀英", "501", 身份证号=number), lists.person("李秀英", "601", 身份证号=number))
    )
    assert numbers(page)["居民"] == (0, 0, 0)
    assert "同一个证件号还出现在“居民”第 3 行" in page.text
    assert "同一个证件号还出现在“居民”第 2 行" in page.text


def test_three_sheets_make_one_neighbourhood(app, person):
    data = lists.workbook(
        ("楼栋", [("小区", "楼栋", "单元数", "电梯", "网格"), ("桂花苑", "1栋", 2, "有", "桂花网格"), ("桂花苑", "2栋", 1, "无", "")]),
        (
            "住户",
            [
                ("小区", "楼栋", "单元", "门牌", "房屋性质"),
                ("桂花苑", "1", 1, 101, "自住"),
                ("桂花苑", "1", 2, 101, "空置"),
                ("桂花苑", 2, 1, 201, "门面"),
            ],
        ),
        (
            "居民",
            [
                ("住址", "名字", "手机"),
                ("桂花苑1-1-101", "何清", 19900002345),
                ("桂花苑2栋1单元201室", "高远", "19900002346、0571-88881234"),
            ],
        ),
    )
    page = upload(person("secretary"), data)
    assert numbers(page) == {"楼栋": (2, 0, 0), "住户": (3, 0, 0), "居民": (2, 0, 0)}
    page.form("/confirm").submit()
    db.session.rollback()
    he = world.resident("何清")
    assert (he.household.address, he.phone) == ("桂花苑1栋1单元101", "19900002345")
    assert he.household.building.has_lift and he.household.grid.name == "桂花网格"
    gao = world.resident("高远")
    assert (gao.phone, gao.remark, gao.household.tenancy) == ("19900002346", "另有电话 057188881234", Tenancy.SHOP)
    assert world.household_at("桂花苑1栋2单元101").tenancy is Tenancy.VACANT
    assert count(BuildingUnit, BuildingUnit.building_id == he.household.building_id) == 2
    assert count(Estate, Estate.name == "桂花苑") == 1 and count(Grid, Grid.name == "桂花网格") == 1


@pytest.mark.parametrize("who", ["owner", "officer", "visitor"])
def test_only_a_secretary_uploads(app, person, who):
    somebody = Person(app) if who == "visitor" else person(who)
    page = somebody.post("/imports/upload", {"file": (io.BytesIO(lists.people(LI)), "a.xlsx")}, follow=False)
    assert page.status == (401 if who == "visitor" else 403)
    assert count(ImportJob) == 0


def test_other_communities_do_not_know_of_it(app, person):
    upload(person("secretary"), lists.people(LI))
    job_id = db.session.scalar(sa.select(ImportJob.id))
    stranger = person("other_secretary")
    assert stranger.get(f"/imports/{job_id}").status == 404
    assert stranger.get(f"/imports/{job_id}/preview.xlsx").status == 404
    for verb in ("step", "confirm", "abandon"):
        assert stranger.post(f"/imports/{job_id}/{verb}").status == 404
        assert person("secretary").get(f"/imports/{job_id}/{verb}").status == 405
    assert "名单.xlsx" not in stranger.get("/imports").text
    assert "名单.xlsx" in person("officer").get("/imports").text
    assert "名单.xlsx" not in person("far_officer").get("/imports").text


def test_of_two_secretaries_one_wins(app, person):
    page = upload(person("secretary"), lists.people(LI))
    late = person("deputy").get(page.path).form("/confirm")
    page.form("/confirm").submit()
    answer = late.submit()
    assert answer.status == 409
    assert "周书记 已在" in answer.text
    assert count(Resident, Resident.name == "李秀英") == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_confirmed_twice_is_done_once(app, person, htmx):
    form = upload(person("secretary"), lists.people(LI)).form("/confirm")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path
    assert count(AuditEvent, AuditEvent.action == "import.applied") == 1


def test_what_changed_meanwhile_is_shown_before_anything_is_written(app, person):
    secretary = person("secretary")
    waiting = upload(secretary, lists.people(LI, WANG)).form("/confirm")
    upload(secretary, lists.people(LI)).form("/confirm").submit()
    page = waiting.submit()
    assert page.status == 409
    assert "请再看一遍" in page.text
    assert numbers(page)["居民"] == (1, 0, 1)
    assert count(Resident, Resident.name == "王大山") == 0
    page.form("/confirm").submit()
    assert count(Resident, Resident.name == "王大山") == 1


def test_abandoned_nothing_stays(app, person):
    secretary = person("secretary")
    page = upload(secretary, lists.people(LI)).form("/abandon").submit()
    assert "已放弃，没有写入任何内容" in page.text
    assert count(ImportChunk) == 0 and count(Resident, Resident.name == "李秀英") == 0
    job_id = db.session.scalar(sa.select(ImportJob.id))
    assert secretary.post(f"/imports/{job_id}/confirm").status == 409


def test_when_writing_fails_midway_nothing_is_written(app, person):
    def fail(_event):
        raise RuntimeError("a later slice fails in the same transaction")

    page = upload(person("secretary"), lists.people(LI, WANG))
    subscribe(HouseholdAdded, fail)
    try:
        with pytest.raises(RuntimeError):
            page.form("/confirm").submit()
    finally:
        events._handlers[HouseholdAdded].remove(fail)
    assert count(Building, Building.name == "3号楼") == 0 and count(Household, Household.door == "501") == 0
    assert count(Resident, Resident.name.in_(["李秀英", "王大山"])) == 0
    page.form("/confirm").submit()
    assert count(Resident, Resident.name.in_(["李秀英", "王大山"])) == 2
