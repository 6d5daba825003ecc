"""How little of a person a supplier sees. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TWO_SIGN = "欧阳上官司马诸葛夏侯东方皇甫尉迟公孙慕容令狐司徒司空长孙宇文端木南宫独孤呼延轩辕钟离闻人赫连澹台百里东郭西门"
_TWO_SIGN_SURNAMES = frozenset(_TWO_SIGN[place : place + 2] for place in range(0, len(_TWO_SIGN), 2))
_SELF = ("本人", "自己", "自用")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[\s-]\d{7,8}(?!\d)")


def short_name(name: str) -> str:
    """张秀兰 → "张**": the surname tells two bags apart, the stars say nothing of how long the name is."""
    name = name.strip()
    if not name or name in _SELF:
        return name
    surname = name[:2] if name[:2] in _TWO_SIGN_SURNAMES else name[:1]
    return f"{surname}**"


def without_people(text: str, names: Iterable[str]) -> str:
    """What residents type into a line of their request may hold a telephone number or a name; a supplier needs neither."""
    text = _PHONE.sub("***", text)
    for name in names:
        text = text.replace(name, short_name(name))
    return text
