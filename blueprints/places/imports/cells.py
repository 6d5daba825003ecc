"""One cell → one clean value. `Bad` says in plain words why not, and how to mend it in Excel. Pure."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from blueprints.places import id_numbers
from blueprints.places.vocabulary import Gender, Tenancy
from core.forms import clean
from core.forms.fields import parse_phone

EMPTY_WORDS = {
    "无",
    "-",
    "--",
    "—",
    "——",
    "/",
    "//",
    "\\",
    "n/a",
    "na",
    "没有",
    "不详",
    "暂无",
    "未知",
    "null",
    "none",
    "空白",
    "不清楚",
    "?",
}
NOBODY_WORDS = {"空户", "空房", "空置", "空", "空关", "无人", "无人居住", "无人住", "空置房", "待核实", "未入住", "无人户", "空挂户"}
ERRORS = {"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#getting_data", "#spill!", "#calc!"}
_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # five digits: 1927 to 2119; four digits are taken for a year
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·.\s]+")
_DATE = re.compile(r"(\d{4})\s*[-./年,、]\s*(\d{1,2})(?:\s*[-./月,、]\s*(\d{1,2})?\s*[日号]?)?")

TENANCIES = {
    Tenancy.OWNER: (
        "自住", "自有", "自有住房", "业主自住", "产权人自住", "房主自住", "常住", "业主", "自用", "自家", "本人居住", "自购", "否",
    ),
    Tenancy.RENTED: (
        "出租", "租住", "租房", "租赁", "租", "承租", "租户", "出租房", "已出租", "租借", "群租", "合租", "整租", "是", "廉租", "公租",
    ),
    Tenancy.VACANT: ("空置", "空房", "空", "空户", "空置房", "无人居住", "无人", "未入住", "无人住", "空关", "闲置", "待售", "空关房"),
    Tenancy.SHOP: ("商铺", "商用", "店铺", "门面", "经营", "商业", "门市", "门面房", "商住", "店面", "办公", "经营用房", "沿街商铺"),
}  # fmt: skip
_TENANCY = {word: tenancy for tenancy, words in TENANCIES.items() for word in words}
_GENDER = {
    **dict.fromkeys(("男", "男性", "m", "male", "1", "先生"), Gender.MALE),
    **dict.fromkeys(("女", "女性", "f", "female", "2", "女士"), Gender.FEMALE),
}
_TENANT_YES = {"租户", "租客", "承租人", "是", "租住", "租房", "出租", "外来租户", "流动人口", "√", "租住人员", "y", "yes", "1"}
_TENANT_NO = {
    "业主",
    "产权人",
    "家属",
    "业主家属",
    "户主",
    "否",
    "自住",
    "常住",
    "常住人口",
    "本地",
    "户籍",
    "户籍人口",
    "亲属",
    "房主",
    "n",
    "no",
    "0",
}
_YES = {"有", "是", "y", "yes", "√", "1", "有电梯"}
_NO = {"无", "否", "没有", "n", "no", "×", "0", "x", "无电梯"}


class Bad(ValueError):
    """This cell cannot be taken; `message` is shown beside its row and column."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def text(value: Any) -> str:
    """Any cell as one clean line; a number that is whole loses its ".0". Raises Bad for a formula that failed."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"  # the word the list itself would use: data, not screen text
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time | timedelta):
        return str(value)
    line = clean.line(str(value)[:1000]).removeprefix("'").strip()
    if line.lower() in ERRORS:
        raise Bad(_("这一格的公式出错了（%(text)s）。请直接填内容。", text=line))
    return "" if line.lower() in EMPTY_WORDS else line


def _number_text(value: float) -> str:
    if not math.isfinite(value):
        raise Bad(_("这一格不是正常的数。请改成文本重填。"))
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def short_text(value: Any, limit: int) -> str:
    line = text(value)
    if len(line) > limit:
        raise Bad(_("太长了：最多 %(limit)s 个字。", limit=limit))
    return line


def place(value: Any, limit: int) -> str:
    """Estate, grid, building, unit or door as text. Excel turns 1-2 into a date: that cannot be undone."""
    if isinstance(value, date | time | timedelta):
        raise Bad(_("Excel 把这一格变成了日期或时间。请把这一列设为“文本”，再重填。"))
    if isinstance(value, bool):
        raise Bad(_("这一格不是名称或号码。请改成文本重填。"))
    return short_text(value, limit)


def name(value: Any) -> str:
    """A person's name without the blanks inside Chinese names (张 三). Empty when the cell says nobody lives there."""
    line = re.sub(r"[\(\[【].*$", "", text(value)).strip()
    if line in NOBODY_WORDS:
        return ""
    if line and _CHINESE_NAME.fullmatch(line):
        line = re.sub(r"\s+", "", line)
    if len(line) > 40:
        raise Bad(_("名字太长了：最多 %(limit)s 个字。一格只填一个人。", limit=40))
    if line and not any(sign.isalpha() for sign in line):
        raise Bad(_("这不像人名。"))
    if re.search(r"[、;/]|\d{6,}", line):
        raise Bad(_("一格只填一个人的名字，请分成几行。"))
    return line


def says_nobody(value: Any) -> bool:
    return isinstance(value, str) and clean.line(value) in NOBODY_WORDS


def gender(value: Any) -> Gender | None:
    line = text(value).lower()
    if not line:
        return None
    if line not in _GENDER:
        raise Bad(_("性别请填“男”或“女”。"))
    return _GENDER[line]


def tenancy(value: Any) -> Tenancy | None:
    line = re.sub(r"[\s()]+", "", text(value))
    if not line:
        return None
    for word in (line, line.removesuffix("房"), line.removesuffix("户")):
        if word in _TENANCY:
            return _TENANCY[word]
    if line in ("未登记", "其他", "其它", "待核实"):
        return None
    raise Bad(_("看不懂。请填：自住、出租、空置、商铺。"))


def is_tenant(value: Any) -> bool | None:
    line = text(value).lower()
    if not line:
        return None
    if line in _TENANT_YES or line in _TENANT_NO:
        return line in _TENANT_YES
    raise Bad(_("看不懂。租户请填“租户”，其他人请填“业主”或“家属”。"))


def yes_no(value: Any) -> bool | None:
    line = clean.line(str(value)).lower() if value is not None else ""
    if line in ("true", "false"):
        return line == "true"
    if line.endswith(".0"):
        line = line[:-2]
    if not line:
        return None
    if line in _YES or line in _NO:
        return line in _YES
    raise Bad(_("请填“有”或“无”。"))


def count(value: Any, high: int) -> int | None:
    line = text(value)
    if not line:
        return None
    if not re.fullmatch(r"\d{1,3}", line, re.ASCII) or not 1 <= int(line) <= high:
        raise Bad(_("请填 1 到 %(high)s 之间的整数。", high=high))
    return int(line)


def day(value: Any, *, today: date) -> tuple[date | None, str]:
    """(day, remark). 1950.3.2, 1950年3月, 19500302, 1950-03, an Excel serial number; the first of what is not said."""
    if isinstance(value, datetime):
        return _within(value.date(), today), ""
    if isinstance(value, date):
        return _within(value, today), ""
    if isinstance(value, float) and not value.is_integer():
        if math.isfinite(value) and int(value) in _SERIALS:  # a serial number with a time of day
            return _within(_EPOCH + timedelta(days=int(value)), today), ""
        raise Bad(_("Excel 把日期变成了小数（%(text)s），分不清是几月。请把这一列设为“文本”，填成 1950-03-02。", text=f"{value:g}"))
    line = text(value).replace(" ", "")
    if not line:
        return None, ""
    if re.fullmatch(r"\d{5}", line, re.ASCII) and int(line) in _SERIALS:
        return _within(_EPOCH + timedelta(days=int(line)), today), ""
    return _written_day(line, today)


def _written_day(line: str, today: date) -> tuple[date | None, str]:
    packed = re.fullmatch(r"(\d{4})(\d{2})?(\d{2})?(?:年(?:出?生)?)?", line, re.ASCII)
    written = packed or _DATE.fullmatch(re.sub(r"(?:T?\d{1,2}:\d{2}(?::\d{2})?(?:\.0+)?)$", "", line).rstrip("生出."))
    if written is None:
        raise Bad(_("看不懂这个日期。请填成 1950-03-02。"))
    year, month, number = (int(part) if part and part.isascii() else None for part in written.groups())
    try:
        found = date(year or 0, month or 1, number or 1)
    except ValueError:
        raise Bad(_("没有这一天。请填成 1950-03-02。")) from None
    remark = (
        ""
        if number
        else _("只有年月，按 %(day)s 记。", day=found.isoformat())
        if month
        else _("只有年份，按 %(day)s 记。", day=found.isoformat())
    )
    return _within(found, today), remark


def _within(found: date, today: date) -> date:
    if not date(1900, 1, 1) <= found <= today:
        raise Bad(_("日期要在 1900 年到今天之间。"))
    return found


def id_number(value: Any, *, today: date) -> id_numbers.IdNumber | None:
    """A resident ID or permit. A number cell of more than 15 digits has already lost its last ones."""
    if isinstance(value, float) and abs(value) >= 1e15:
        raise Bad(_("Excel 把身份证号当成了数字，后几位已经丢了。请把这一列设为“文本”，再重填完整的号码。"))
    if isinstance(value, date | time | timedelta | bool):
        raise Bad(_("Excel 把这一格变成了日期。请把这一列设为“文本”，再重填号码。"))
    line = re.sub(r"\s+", "", text(value)).upper().replace("×", "X").replace("Х", "X")
    if not line:
        return None
    if re.fullmatch(r"\d(?:\.\d+)?E\+?1\d", line, re.ASCII):
        raise Bad(_("Excel 把身份证号当成了数字，后几位已经丢了。请把这一列设为“文本”，再重填完整的号码。"))
    if re.fullmatch(r"\d{15}", line, re.ASCII):
        longer = line[:6] + "19" + line[6:]
        line = longer + id_numbers.check_sign(longer)
    found = id_numbers.read(line, today=today)
    if found is None:
        if re.fullmatch(r"\d{17}[\dX]", line, re.ASCII):
            raise Bad(_("身份证号不对，请对照证件检查每一位。如果最后几位是 0，多半是 Excel 丢了位数，要按文本重填。"))
        raise Bad(_("证件号不对：身份证号是 18 位，现在有 %(length)s 位。", length=len(line)))
    return found


def phones(value: Any) -> tuple[list[str], list[str]]:
    """(valid numbers in order, what else stood there). Several in a cell are parted by commas, slashes, blanks or words."""
    if isinstance(value, date | time | timedelta | bool):
        raise Bad(_("电话号码不对。请把这一列设为“文本”，再重填。"))
    raw = str(value).replace("\n", "、") if isinstance(value, str) else value
    line = text(raw)
    found: list[str] = []
    rest: list[str] = []
    for piece in re.split(r"[、,;/|或和及]+", line):
        _take_phones(piece, found, rest)
    if line and not found:
        raise Bad(_("电话号码不对，请填 11 位手机号，或带区号的座机号。"))
    return found, rest


def _take_phones(piece: str, found: list[str], rest: list[str]) -> None:
    bare = re.sub(r"[^\d+\-\s]", " ", piece).strip(" -")
    if not bare:
        return
    whole = parse_phone(bare)
    parts = [whole] if whole else [parse_phone(part) or f"?{part}" for part in bare.split()]
    for part in parts:
        if part.startswith("?"):
            rest.append(part[1:])
        elif part not in found:
            found.append(part)
