"""The mess of real lists: titles, headers of two rows, merged cells, dates, numbers, totals, notes."""

from __future__ import annotations

from datetime import date

import pytest

from blueprints.places.imports import jobs
from blueprints.places.imports.entries import clean_row
from blueprints.places.imports.plan import Existing, Plan
from blueprints.places.imports.planning import make_plan
from tests.places.imports import lists

TODAY = date(2026, 11, 22)
NOTHING = Existing({"阳光花园": 1}, {}, [], [], [], [])


@pytest.fixture(autouse=True)
def inside_the_site(app):
    """Sentences are translated, which asks for the site."""


def entries_of(data: bytes) -> list[dict]:
    _reports, staged, _hidden = jobs.open_list(data)
    return [clean_row(row, today=TODAY) for row in staged]


def plan_of(data: bytes) -> Plan:
    reports, staged, _hidden = jobs.open_list(data)
    return make_plan([clean_row(row, today=TODAY) for row in staged], NOTHING, sheet_names=[report.name for report in reports])


def homes(plan: Plan) -> list[tuple[str, str]]:
    return [("-".join(new.door[1:]), new.values["name"]) for new in plan.residents]


def test_title_rows_two_header_rows_and_merged_cells(app):
    data = lists.workbook(
        (
            "花名册",
            [
                ("阳光花园居民花名册",),
                ("填表单位：幸福社区",),
                ("序号", "住址", "", "", "人员信息", "", "", "备注"),
                ("", "楼号", "单 元", "室", "姓　名", "联系方式(手机)", "公民身份号码", ""),
                (1, "3号楼", "2单元", 501.0, "张 三", 19900001234, "", "党员"),
                (2, "", "", "", "李四", "", "", ""),
                (3, "", "", 502, "王五", "", "", ""),
                ("", "合 计", "", "3人", "", "", "", ""),
                ("", "", "", "", "", "", "", ""),
                ("填表人：赵六", "", "", "审核人：钱七", "", "", "", ""),
            ],
        ),
        merge=("A1:H1", "A3:A4", "B3:D3", "E3:G3", "H3:H4", "B5:B7", "C5:C7", "D5:D6"),
    )
    plan = plan_of(data)
    assert plan.refused == []
    assert homes(plan) == [("3-2-501", "张三"), ("3-2-501", "李四"), ("3-2-502", "王五")]
    assert plan.residents[0].values["remark"] == "党员"
    reports, _staged, _hidden = jobs.open_list(data)
    assert [number for number, _text in reports[0].left_out] == [8, 10]
    assert reports[0].unknown == []


def test_a_building_given_once_without_merging(app):
    data = lists.workbook(
        (
            "表",
            [
                ("楼栋", "单元", "房号", "姓名"),
                ("3号楼", "1", "101", "张三"),
                ("", "", "", "李四"),
                ("", "2", "101", "王五"),
                ("4号楼", "", "101", "赵六"),
                ("4号楼", "1", "", "错了"),
            ],
        )
    )
    plan = plan_of(data)
    assert homes(plan) == [("3-1-101", "张三"), ("3-1-101", "李四"), ("3-2-101", "王五"), ("4--101", "赵六")]
    assert [(one.row, one.field) for one in plan.refused] == [((0, 6), "door")], "below what a row gives nothing is guessed"


def test_headings_between_the_rows_and_headers_again_on_each_page(app):
    header = ("房号", "姓名", "电话")
    data = lists.workbook(
        ("表", [header, ("3号楼", "", ""), ("101", "张三", ""), ("102", "李四", ""), header, ("4号楼", "", ""), ("101", "王五", "")])
    )
    assert homes(plan_of(data)) == [("3--101", "张三"), ("3--102", "李四"), ("4--101", "王五")]


@pytest.mark.parametrize(
    "written", ["3-2-501", "３－２－５０１", "3号楼2单元501室", "三号楼二单元501", "阳光花园3幢2单元501室", "3#2-501", "3栋2单元 501"]
)
def test_one_door_in_many_ways_of_writing(app, written):
    plan = plan_of(lists.workbook(("表", [("住址", "姓名"), (written, "张三")])))
    assert plan.refused == []
    assert homes(plan) == [("3-2-501", "张三")]


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("1950.3.2", date(1950, 3, 2)),
        ("1950年3月2日", date(1950, 3, 2)),
        ("1950年3月", date(1950, 3, 1)),
        ("19500302", date(1950, 3, 2)),
        (19500302, date(1950, 3, 2)),
        (18324, date(1950, 3, 2)),
        (date(1950, 3, 2), date(1950, 3, 2)),
        ("1950-03-02 00:00:00", date(1950, 3, 2)),
        ("１９５０/３/２", date(1950, 3, 2)),
        ("1950.03", date(1950, 3, 1)),
        (1950, date(1950, 1, 1)),
    ],
)
def test_days_in_many_ways_of_writing(app, cell, born):
    [entry] = entries_of(lists.people(lists.person("张三", 出生日期=cell)))
    assert entry["bad"] == []
    assert entry["person"]["birth_date"] == born.isoformat()


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("出生日期", 1950.1, "小数"),
        ("出生日期", "1950.13.2", "没有这一天"),
        ("出生日期", "2050-01-01", "1900 年到今天"),
        ("出生日期", "属虎", "看不懂这个日期"),
        ("身份证号", 3.30106195003021e17, "后几位已经丢了"),
        ("身份证号", "3.30106E+17", "后几位已经丢了"),
        ("身份证号", "330106195003021000", "按文本重填"),
        ("身份证号", "33010619500302", "现在有 14 位"),
        ("电话", "1234567", "电话号码不对"),
        ("房号", date(2026, 1, 2), "变成了日期"),
        ("房号", "大门口左拐", "看不懂这个门牌"),
        ("性别", "不男不女", "“男”或“女”"),
        ("居住情况", "随便", "自住、出租、空置、商铺"),
        ("姓名", "张三、李四", "分成几行"),
        ("姓名", "12345", "不像人名"),
        ("备注", "长" * 201, "最多 200 个字"),
        ("楼栋", "", "没有写是哪栋楼"),
    ],
)
def test_what_cannot_be_taken_says_why(app, column, cell, reason):
    plan = plan_of(lists.people({**lists.person("张三"), column: cell}))
    assert plan.residents == [] and plan.households == {}
    assert reason in plan.refused[0].message


@pytest.mark.parametrize(
    ("cell", "phone", "remark"),
    [
        ("19900001234", "19900001234", ""),
        (19900001234.0, "19900001234", ""),
        ("１９９ ００００ １２３４", "19900001234", ""),
        ("+86 199-0000-1234", "19900001234", ""),
        ("0571-88881234", "057188881234", ""),
        ("19900001234/19900005678", "19900001234", "另有电话 19900005678"),
        ("19900001234（儿子）、0571-88881234", "19900001234", "另有电话 057188881234"),
        ("19900001234 19900005678", "19900001234", "另有电话 19900005678"),
        ("无", None, ""),
    ],
)
def test_telephones(app, cell, phone, remark):
    [entry] = entries_of(lists.people(lists.person("张三", 电话=cell)))
    assert entry["bad"] == []
    assert (entry["person"]["phone"], entry["person"]["remark"]) == (phone, remark)


def test_head_of_household_as_the_only_name(app):
    [entry] = entries_of(lists.workbook(("表", [("楼栋", "房号", "户主", "手机"), ("3", "501", "张三", "")])))
    assert (entry["person"]["name"], entry["person"]["relation"]) == ("张三", "户主")


def test_an_empty_door_is_a_door_without_people(app):
    plan = plan_of(lists.people(lists.person("空房"), lists.person("", "502", 居住情况="空置")))
    assert plan.refused == [] and plan.residents == []
    assert [home.tenancy for home in plan.households.values()] == ["vacant", "vacant"]


def test_fifteen_digits_of_old_become_eighteen(app):
    [entry] = entries_of(lists.people(lists.person("张三", 身份证号="330106500302011")))
    assert entry["person"]["id_number"] == lists.id_number("19500302", 11)
    assert entry["person"]["birth_date"] == "1950-03-02"


def test_unknown_columns_and_hidden_sheets_are_named(app):
    data = lists.workbook(
        ("居民", [("楼栋", "房号", "姓名", "血型"), ("3", "501", "张三", "A")]),
        ("旧表", [("楼栋", "房号", "姓名"), ("3", "501", "李四")]),
        ("随手记", [("买菜",), ("白菜",)]),
        hide="旧表",
    )
    reports, staged, hidden = jobs.open_list(data)
    assert reports[0].unknown == ["血型"]
    assert hidden == ["旧表"]
    assert [(report.name, report.has_header) for report in reports] == [("居民", True), ("随手记", False)]
    assert len(staged) == 1


def test_the_same_person_twice_is_taken_once(app):
    plan = plan_of(lists.people(lists.person("张三"), lists.person("张三")))
    assert homes(plan) == [("3-2-501", "张三")]
    assert "“居民”第 2 行" in plan.refused[0].message


def test_rows_that_contradict_about_one_door_follow_the_first(app):
    plan = plan_of(lists.people(lists.person("张三", 居住情况="自住"), lists.person("李四", 居住情况="出租")))
    assert [home.tenancy for home in plan.households.values()] == ["owner"]
    assert [(one.row, one.field) for one in plan.remarks] == [((0, 3), "tenancy")]


def test_paper_and_birthday_disagree(app):
    [entry] = entries_of(lists.people(lists.person("张三", 身份证号=lists.id_number("19500302"), 出生日期="1951-01-01")))
    assert entry["person"]["birth_date"] == "1950-03-02"
    assert entry["remarks"][0][0] == "birth_date"
