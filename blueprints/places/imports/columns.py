"""Which column is what. Titles may stand above the header, and the header may have two rows. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# Field → ways to head its column. The first is the one of the template.
HEADERS: dict[str, tuple[str, ...]] = {
    "estate": ("小区", "小区名称", "小区名", "所属小区", "所在小区", "楼盘", "院落", "村组", "自然村"),
    "grid": ("网格", "网格名称", "所属网格", "网格号", "网格编号", "所在网格"),
    "building": (
        "楼栋", "楼号", "幢", "栋", "楼", "幢号", "栋号", "楼栋号", "楼幢", "楼幢号", "楼栋名称", "号楼", "几号楼", "楼宇", "大楼",
        "楼座", "座",
    ),
    "unit": ("单元", "单元号", "几单元", "梯", "门栋", "单元名称"),
    "door": ("房号", "门牌", "室", "房间号", "门牌号", "室号", "户号", "房间", "门号", "几室", "房屋", "房屋编号", "房室号", "门户号"),
    "address": (
        "住址", "地址", "详细地址", "家庭住址", "家庭地址", "居住地址", "现住址", "现居住地址", "房屋地址", "现住地址", "住房地址",
        "楼门牌", "门牌地址",
        "居住地", "详细住址", "楼栋房号", "楼房号", "楼室号", "房址",
    ),
    "unit_count": ("单元数", "单元数量", "几个单元"),
    "has_lift": ("电梯", "有无电梯", "是否有电梯", "有电梯"),
    "tenancy": (
        "房屋性质", "居住情况", "房屋情况", "房屋状态", "房屋类型", "使用情况", "居住状态", "住房情况", "房屋用途", "入住情况",
        "居住性质", "房屋使用情况",
        "自住/出租", "是否出租",
    ),
    "household_note": ("房屋备注", "户备注", "住户备注"),
    "name": ("姓名", "名字", "居民姓名", "人员姓名", "成员姓名", "家庭成员", "住户姓名", "居住人", "居住人姓名", "家庭成员姓名",
    "业主姓名", "租户姓名",
),
    "head": ("户主", "户主姓名", "户主名", "房主", "业主", "房主姓名"),
    "relation": ("与户主关系", "关系", "与户主的关系", "和户主关系", "家庭关系", "户主关系", "成员关系", "与房主关系", "与业主关系"),
    "gender": ("性别", "男/女"),
    "birth_date": ("出生日期", "出生年月", "出生年月日", "生日", "出生", "出生时间"),
    "phone": (
        "电话", "手机", "联系方式", "手机号", "手机号码", "联系电话", "电话号码", "移动电话", "固定电话", "座机", "本人电话",
        "本人联系电话", "手机电话", "联系手机",
    ),
    "id_number": (
        "身份证号", "身份证", "证件号码", "身份证号码", "公民身份号码", "证件号", "公民身份证号", "公民身份证号码", "居民身份证号",
        "居民身份证号码",
        "居民身份证", "证照号码",
    ),
    "is_tenant": ("人员类别", "是否租户", "住户类型", "人员性质", "居住身份", "住户性质", "是否租客", "租户", "人员类型"),
    "moved_in_on": ("入住日期", "入住时间", "迁入日期", "搬入日期", "来住时间", "迁入时间", "入住年月"),
    "remark": ("备注", "说明", "备注说明", "其他", "其它", "备注信息"),
}  # fmt: skip
# Columns that are known and mean nothing to us: not reported as unknown.
IGNORED = {"序号", "编号", "序", "no", "no.", "行号", "年龄", "周岁", "岁数", "市", "区", "县", "街道", "乡镇", "社区", "村", "村居", "省"}
FIELDS = tuple(HEADERS)
PLACES = ("estate", "building", "unit", "door")
MANY = {"phone"}  # may have several columns; all others take the first
HEADER_SEARCH_ROWS = 20
_KNOWN = {variant: name for name, variants in HEADERS.items() for variant in variants}
_CONTAINED = (("身份证", "id_number"), ("与户主", "relation"), ("出生", "birth_date"), ("手机", "phone"), ("联系电话", "phone"))


@dataclass
class Header:
    """Where the header stands (rows counted from 0), which columns hold what, and what was not understood."""

    first: int
    last: int
    columns: dict[str, list[int]]
    titles: dict[int, str]
    unknown: list[str] = field(default_factory=list)
    name_is_head: bool = False  # the only name column is headed 户主

    def title(self, name: str) -> str:
        """What the file itself calls a field's (first) column."""
        columns = self.columns.get(name)
        return self.titles.get(columns[0], "") if columns else ""


def normal(cell: Any) -> str:
    """A header as it is compared: full width folded, spaces, stars, colons and what stands in brackets gone."""
    if not isinstance(cell, str):
        return ""
    text = unicodedata.normalize("NFKC", cell).lower()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】", "", text)
    return re.sub(r"[\s*:：。、,，·_\-]+", "", text)


def field_of(cell: Any) -> str | None:
    text = normal(cell)
    if not text:
        return None
    if text in _KNOWN:
        return _KNOWN[text]
    if len(text) <= 12:
        for part, name in _CONTAINED:
            if part in text:
                return name
    return None


def find_header(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Header | None:
    """The header of a sheet, or None when no row names at least two things we know."""
    spread = spread_merged(rows[:HEADER_SEARCH_ROWS], merged)
    best: tuple[int, int, int, list[Any]] | None = None
    for index, row in enumerate(spread):
        score = len(_fields(row))
        if score and (best is None or score > best[0]):
            best = score, index, index, list(row)
    if best is None:
        return None
    _score, index, _last, _cells = best
    for upper, lower in ((index, index + 1), (index - 1, index)):
        if upper < 0 or lower >= len(spread):
            continue
        combined = _combine(spread[upper], spread[lower])
        score = len(_fields(combined))
        if score > best[0] and len(_fields(spread[lower])) >= 2:
            best = score, upper, lower, combined
    score, first, last, cells = best
    if score < 2:
        return None
    return _header(first, last, cells)


def spread_merged(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]]) -> list[list[Any]]:
    """A copy in which every cell of a merged range says what its first cell says."""
    copy = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        if top >= len(copy) or left >= len(copy[top]):
            continue
        value = copy[top][left]
        for line in copy[top : bottom + 1]:
            for column in range(left, min(right + 1, len(line))):
                line[column] = value
    return copy


def _fields(row: Sequence[Any]) -> set[str]:
    return {name for name in map(field_of, row) if name is not None}


def _combine(upper: Sequence[Any], lower: Sequence[Any]) -> list[Any]:
    """The lower title where it is known (or the upper is only a heading over several), else the upper."""
    combined = []
    for above, below in zip(upper, lower, strict=False):
        combined.append(below if field_of(below) or (normal(below) and not field_of(above)) else above)
    return combined


def _header(first: int, last: int, cells: Sequence[Any]) -> Header:
    header = Header(first, last, {}, {})
    for column, cell in enumerate(cells):
        text = str(cell).strip().replace("\n", "") if isinstance(cell, str) else ""
        if not text:
            continue
        header.titles[column] = text[:30]
        name = field_of(cell)
        if name is None:
            if normal(cell) not in IGNORED and text[:30] not in header.unknown:
                header.unknown.append(text[:30])
        elif name not in header.columns or name in MANY:
            header.columns.setdefault(name, []).append(column)
        elif header.titles[header.columns[name][0]] != text[:30]:
            header.unknown.append(text[:30])
    if "name" not in header.columns and "head" in header.columns:
        header.columns["name"] = header.columns.pop("head")
        header.name_is_head = True
    elif "head" in header.columns:
        header.unknown.append(header.titles[header.columns.pop("head")[0]])
    return header
