"""Collect the texts of the screen into translations/, and fill Traditional Chinese.

Run it (make catalogues) after texts were added or changed. It keeps every translation there is,
drops those of texts that are gone, and prints how many English entries wait for a hand. Traditional
entries that are empty are made from the Simplified text by OpenCC (s2tw: characters, not words; s2twp
makes 社群 of a community and 物件 of a person), with the words of WORDS; a hand-corrected one
is never overwritten. The compiled .mo files are made by the app itself at start (core/i18n.py).
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
LOCALES = ("en", "zh_Hant")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the header would change in every commit
# What must come through the conversion untouched: placeholders and marks of the page.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|[A-Za-z][\w./:@-]*)")
# Words of a screen that differ, in converted characters, and quotation marks.
WORDS = {
    "“": "「", "”": "」", "‘": "『", "’": "』", "登錄": "登入", "打印": "列印", "文件": "檔案", "保存": "儲存", "刷新": "重新整理",
    "導入": "匯入", "導出": "匯出", "賬號": "帳號", "賬戶": "帳戶", "屏幕": "螢幕", "鏈接": "連結", "智能手機": "智慧型手機",
    "設置": "設定", "菜單": "選單", "網絡": "網路", "短信": "簡訊", "信息": "資訊", "默認": "預設", "字號": "字級",
    "網格里": "網格裡", "街道里": "街道裡",
}  # fmt: skip


def main() -> None:
    template = collected()
    for locale in LOCALES:
        catalogue = updated(locale, template)
        if locale == "zh_Hant":
            fill_traditional(catalogue)
        save(locale, catalogue)
        empty = [str(message.id) for message in catalogue if message.id and not is_translated(message)]
        print(f"{locale}: {len(catalogue)} entries, {len(empty)} to be translated")
        if "--list" in sys.argv:
            print("\n".join(empty))


def collected() -> Catalog:
    """Every wrapped text of the code and templates, as an empty catalogue."""
    template = Catalog(project="Linli", charset="utf-8", creation_date=FIXED, revision_date=FIXED)
    with open(ROOT / "babel.cfg") as handle:
        method_map, options_map = parse_mapping_cfg(handle)
    found = extract_from_dir(str(ROOT), method_map, options_map, keywords=KEYWORDS, directory_filter=lambda path: ".venv" not in path)
    for path, line, text, comments, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        template.add(text, None, [(path, line)], auto_comments=comments, context=context)
    return template


def path_of(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    if not path_of(locale).exists():
        return Catalog(locale=locale, project="Linli", charset="utf-8")
    with open(path_of(locale), "rb") as handle:
        return read_po(handle, locale=locale)


def updated(locale: str, template: Catalog) -> Catalog:
    """The catalogue of `locale` with the texts of `template`, its translations kept."""
    old = load(locale)
    new = Catalog(locale=locale, project="Linli", charset="utf-8", creation_date=FIXED, revision_date=FIXED, fuzzy=False)
    new.header_comment = f"# Linli, {locale}. Written by `make catalogues`; translations are filled in by hand."
    new.last_translator, new.language_team = "", ""
    for message in template:
        if not message.id:
            continue
        earlier = old.get(message.id, message.context)
        text = earlier.string if earlier is not None and not earlier.fuzzy else None
        places = sorted({(path, None) for path, _line in message.locations})
        new.add(message.id, text, places, flags=message.flags, auto_comments=message.auto_comments, context=message.context)
    return new


def is_translated(message: object) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)  # type: ignore[attr-defined]
    return bool(texts) and all(texts)


def fill_traditional(catalogue: Catalog) -> None:
    from opencc import OpenCC

    convert = OpenCC("s2tw").convert
    refill = "--refill" in sys.argv
    for message in catalogue:
        if message.id and (refill or not is_translated(message)):
            plural = isinstance(message.id, (tuple, list))
            message.string = (traditional(message.id[1], convert),) if plural else traditional(message.id, convert)


def traditional(text: str, convert: object) -> str:
    """`text` in Traditional characters; placeholders stay letter by letter."""
    parts = KEPT.split(text)
    converted = "".join(part if index % 2 else convert(part) for index, part in enumerate(parts))  # type: ignore[operator]
    for wrong, right in WORDS.items():
        converted = converted.replace(wrong, right)
    return converted


def save(locale: str, catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, sort_by_file=False, ignore_obsolete=True, include_lineno=False)
    path = path_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
