"""The files we give: the empty list, the whole preview, the list of households and residents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from blueprints.places.imports.plan import Change, Plan, Refusal
from blueprints.places.imports.wording import changes_text, door_text, field_label, value_label
from blueprints.places.names import masked_phone
from blueprints.places.vocabulary import Gender, Tenancy
from core.excel import Sheet

_TENANCY_WORDS = {Tenancy.OWNER: "自住", Tenancy.RENTED: "出租", Tenancy.VACANT: "空置", Tenancy.SHOP: "商铺"}
_NUMBERS = re.compile(r"\d{7,}")

# Data, not screen text: the words the import itself understands.
TEMPLATE_HEADER = (
    "小区", "楼栋", "单元", "房号", "网格", "居住情况", "姓名", "与户主关系", "性别", "出生日期", "身份证号", "电话", "是否租户",
    "入住日期", "备注",
)  # fmt: skip
_EXAMPLE = (
    (
        "阳光花园", "3号楼", "2", "501", "第一网格", "自住", "示例张三", "户主", "男", "1950-03-02", "", "19900001234", "业主",
        "2010-05-01", "例子，导入前请删掉",
    ),
    ("阳光花园", "3号楼", "2", "501", "第一网格", "自住", "示例李四", "配偶", "女", "1952-10-12", "", "", "家属", "", "例子，导入前请删掉"),
    ("阳光花园", "3号楼", "2", "502", "第一网格", "空置", "", "", "", "", "", "", "", "", "例子：空房只填到居住情况"),
)  # fmt: skip
_GUIDE = (
    ("小区、楼栋、房号", "每一行都要写清是哪一户；楼栋没有单元的，单元留空。"),
    ("房号", "也可以只用一列“地址”，写成 3-2-501 或 3号楼2单元501室。"),
    ("姓名", "一行一个人。空房不写姓名。"),
    ("身份证号、电话", "这两列要先设为“文本”再填，否则 Excel 会改掉号码。本模板已经设好。"),
    ("出生日期", "1950-03-02、1950.3.2、1950年3月 都可以。有身份证号的可以不填。"),
    ("居住情况", "自住、出租、空置、商铺。"),
    ("再次导入", "同一份表再导入一次不会重复；改好后再导入会更新；空格子不会抹掉已有的内容。"),
)


def template_sheets() -> list[Sheet]:
    column = TEMPLATE_HEADER.index
    choices = {
        column("居住情况"): ("自住", "出租", "空置", "商铺"),
        column("性别"): ("男", "女"),
        column("是否租户"): ("业主", "家属", "租户"),
        column("与户主关系"): ("户主", "配偶", "子", "女", "父", "母", "孙子女", "其他"),
    }
    guide = Sheet("填表说明", ("哪一列", "怎么填"), _GUIDE)
    return [Sheet("居民", TEMPLATE_HEADER, _EXAMPLE, text_columns=True, choices=choices), guide]


def preview_sheets(plan: Plan, sheet_names: Sequence[str], titles: Sequence[dict[str, str]]) -> Iterator[Sheet]:
    """Every line of the preview. `titles` by sheet: field → what the file calls its column."""

    def at(row: tuple[int, int]) -> tuple[Any, ...]:
        return (sheet_names[row[0]], row[1]) if row[1] else ("", "")

    def said(one: Refusal) -> tuple[Any, ...]:
        return *at(one.row), titles[one.row[0]].get(one.field) or field_label(one.field), one.message

    def changed(changes: Sequence[Change]) -> list[tuple[Any, ...]]:
        return [(*at(change.row), change.label, changes_text(change.changes)) for change in changes]

    where = (_("工作表"), _("行"))
    yield Sheet(_("没有通过"), (*where, _("列"), _("原因")), [said(one) for one in plan.refused])
    yield Sheet(_("提醒"), (*where, _("列"), _("提醒")), [said(one) for one in plan.remarks])
    yield Sheet(_("新增楼栋"), (*where, _("楼栋")), [(*at(new.row), key[0] + new.name) for key, new in plan.buildings.items()])
    yield Sheet(
        _("新增住户"),
        (*where, _("门牌"), _("居住情况")),
        [(*at(new.row), door_text(plan, key), value_label("tenancy", new.tenancy)) for key, new in plan.households.items()],
    )
    yield Sheet(
        _("新增居民"),
        (*where, _("门牌"), _("姓名"), _("电话")),
        [(*at(new.row), door_text(plan, new.door), new.values["name"], new.values["phone"]) for new in plan.residents],
    )
    changes = [*plan.building_changes, *plan.unit_changes, *plan.household_changes, *plan.resident_changes]
    yield Sheet(_("有变动"), (*where, _("哪里"), _("改动")), changed(changes))


def household_sheet(rows: Iterable[Any], *, is_full: bool, with_community: bool) -> Sheet:
    """The list of doors and people under the template's own header: a full one can be corrected and imported again."""
    header = ("社区", *TEMPLATE_HEADER, "房屋备注") if with_community else (*TEMPLATE_HEADER, "房屋备注")
    lines = ((*((row.community,) if with_community else ()), *_line(row, is_full)) for row in rows)
    return Sheet(_("住户居民名单"), header, lines)


def _line(row: Any, is_full: bool) -> tuple[Any, ...]:
    resident = row.Resident
    tenancy = "" if row.tenancy is Tenancy.UNKNOWN else _TENANCY_WORDS[row.tenancy]
    place = (row.estate, row.building, row.unit, row.door, row.grid or "", tenancy)
    if resident is None:
        return *place, *([""] * 9), row.note
    phone, number, remark = resident.phone or "", resident.id_number or "", resident.remark
    if not is_full:
        phone, number, remark = masked_phone(phone), _masked_number(number), _NUMBERS.sub(lambda found: masked_phone(found[0]), remark)
    born, moved_in = (day.isoformat() if day else "" for day in (resident.birth_date, resident.moved_in_on))
    gender = {Gender.MALE: "男", Gender.FEMALE: "女"}.get(resident.gender, "")
    tenant = "租户" if resident.is_tenant else ""
    return *place, resident.name, resident.relation, gender, born, number, phone, tenant, moved_in, remark, row.note


def _masked_number(number: str) -> str:
    return f"{number[:4]}{'*' * max(0, len(number) - 6)}{number[-2:]}" if number else ""
