"""Numbers of identity papers: the resident ID with its checksum, and the permits of those who have none. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from blueprints.places.vocabulary import Gender

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# Travel permits of Hong Kong/Macao (H, M) and Taiwan, the older permit of foreigners, passports.
_PERMIT = re.compile(r"[HM]\d{8}(\d{2})?|\d{8}|\d{10}[A-Z]?|[A-Z]{3}\d{12}|[A-Z]{1,2}\d{7,9}")


@dataclass(frozen=True)
class IdNumber:
    number: str
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN


def check_sign(first17: str) -> str:
    """The eighteenth sign that belongs to seventeen digits (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def read(text: str, *, today: date) -> IdNumber | None:
    """The number with what it tells, or None. 81-83 are residents from Hong Kong, Macao and Taiwan, 9 foreigners."""
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        try:
            born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            return None
        known_place = 11 <= int(number[:2]) <= 83 or number[0] == "9"
        if not known_place or number[17] != check_sign(number[:17]) or not date(1900, 1, 1) <= born <= today:
            return None
        return IdNumber(number, born, Gender.MALE if int(number[16]) % 2 else Gender.FEMALE)
    return IdNumber(number) if _PERMIT.fullmatch(number) else None
