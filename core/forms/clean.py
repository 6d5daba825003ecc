"""Cleaning of typed text: control signs out, full-width digits in, edges trimmed."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")


def line(text: str | None) -> str:
    """One line: NFKC (１０２ → 102), no control signs, single spaces, trimmed."""
    if not text:
        return ""
    cleaned = _CONTROL.sub("", text.replace("\r", " ").replace("\n", " "))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", cleaned)).strip()


def prose(text: str | None) -> str:
    """Several lines: punctuation stays as typed; control signs and line ends are tidied."""
    if not text:
        return ""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
