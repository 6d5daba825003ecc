"""How names of people and places are written, sorted and shortened. Pure."""

from __future__ import annotations

import re
from datetime import date

# Surnames whose usual reading is not the one a general dictionary gives.
_SURNAMES = {
    "单": "s", "曾": "z", "区": "o", "解": "x", "查": "z", "朴": "p", "仇": "q", "盖": "g", "任": "r", "华": "h", "翟": "z", "尉": "y",
    "缪": "m", "冼": "x", "乐": "y", "员": "y", "逄": "p", "种": "c", "秘": "b", "折": "s", "黑": "h", "洗": "x", "句": "g", "晁": "c",
}  # fmt: skip


def initials(name: str) -> str:
    """Pinyin initials in lower case: 张秀兰 → "zxl". Latin letters stay, everything else goes."""
    letters = initials_of_words(name)
    return _SURNAMES[name[0]] + letters[1:] if name and name[0] in _SURNAMES and letters else letters


def initials_of_words(text: str) -> str:
    """The same for things, which have no surname: 乐事薯片 → "lssp"."""
    from pypinyin import Style, lazy_pinyin  # 57 MB: only where a name is written, never at import

    letters = [part[:1] if not part.isascii() else part for part in lazy_pinyin(text, style=Style.FIRST_LETTER)] if text else []
    return re.sub(r"[^a-z0-9]", "", "".join(letters).lower())[:40]


_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}


def natural_key(text: str) -> str:
    """A key under which 2号楼 sorts before 10号楼 and 第二网格 before 第十网格: every number padded to four digits."""
    text = re.sub(r"[一二三四五六七八九十]+", lambda found: _chinese_number(found.group()), text)
    return re.sub(r"\d+", lambda found: found.group().zfill(4), text)[:80]


def _chinese_number(text: str) -> str:
    """十二 → 12, 二十 → 20; what is not written like a number up to 99 stays."""
    found = re.fullmatch(r"(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?", text)
    if not found:
        return text
    tens, ten, ones = found.groups()
    return str((_CHINESE_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_CHINESE_DIGITS[ones] if ones else 0))


def masked_phone(phone: str | None) -> str:
    """19900001234 → 199****1234."""
    if not phone:
        return ""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else f"****{phone[-2:]}"


def readable_phone(phone: str | None) -> str:
    """A landline with its area code apart, as it is written on notices: 057112345678 → 0571-12345678."""
    if not phone or not phone.startswith("0") or len(phone) < 10:
        return phone or ""
    area = 3 if phone[1] in "12" else 4
    return f"{phone[:area]}-{phone[area:]}" if phone.isdigit() else phone


def unit_label(unit_name: str) -> str:
    """ "2" → "2单元"; a name that is no number stays; no unit gives an empty text."""
    return f"{unit_name}单元" if unit_name.isdigit() else unit_name


def door_address(estate: str, building: str, unit: str, door: str) -> str:
    """The whole way to a door, as it is said: 阳光花园3号楼2单元501."""
    return f"{estate}{building}{unit_label(unit)}{door}"


def age_on(born: date, today: date) -> int:
    """Whole years, as a birthday counts them."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
