"""The catalogues are whole: every text of the screen is in English and Traditional Chinese.

Not marked as a guard: texts grow with every page, the catalogues are filled before a release.
`make catalogues` collects what is missing.
"""

from __future__ import annotations

import re

import pytest

from scripts import catalogues

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|<[^>]+>")
CJK = re.compile(r"[\u4e00-\u9fff]")
SIMPLIFIED = re.compile("[们这网户请还没过给门楼单页问员]")  # never seen in Traditional text


@pytest.fixture(scope="module")
def template():
    return catalogues.collected()


@pytest.fixture(scope="module", params=catalogues.LOCALES)
def locale(request):
    return request.param


def entries(locale):
    return [message for message in catalogues.load(locale) if message.id]


def texts(value):
    return list(value) if isinstance(value, (tuple, list)) else [value]


def test_no_text_of_the_code_is_missing(template, locale):
    known = catalogues.load(locale)
    missing = [message.id for message in template if message.id and known.get(message.id, message.context) is None]
    assert not missing, f"run make catalogues: {len(missing)} missing in {locale}, e.g. {missing[:5]}"


def test_no_entry_is_left_over(template, locale):
    gone = [message.id for message in entries(locale) if template.get(message.id, message.context) is None]
    assert not gone, f"run make catalogues: {gone[:5]} are in no page any more"


def test_no_entry_is_empty_or_fuzzy(locale):
    waiting = [message.id for message in entries(locale) if message.fuzzy or not catalogues.is_translated(message)]
    assert not waiting, f"{len(waiting)} entries of {locale} are not translated, e.g. {waiting[:5]}"


def test_placeholders_are_the_same(locale):
    for message in entries(locale):
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            if text:
                found = set(PLACEHOLDER.findall(text))
                assert found == wanted, f"{locale}: {message.id!r} has {sorted(wanted)}, its translation {sorted(found)}"


def test_english_holds_no_chinese_and_traditional_no_simplified():
    for message in entries("en"):
        for text in filter(None, texts(message.string)):
            # What is to be typed in Chinese, into a cell or a search box, stays as it is to be typed.
            quoted = all(run in texts(message.id)[-1] for run in re.findall(f"{CJK.pattern}+", text))
            assert quoted and re.search("[A-Za-z]", text + "a" * (not CJK.search(text))), f"{message.id!r} is in English {text!r}"
    for message in entries("zh_Hant"):
        left = [text for text in texts(message.string) if text and SIMPLIFIED.search(text)]
        assert not left, f"{message.id!r} is in Traditional {left}"


def test_placeholders_come_through_the_conversion():
    converted = catalogues.traditional(
        "请填 %(low)s 到 %(high)s 之间的整数，100%% 对，“楼栋”和社区。", lambda text: text.replace("请", "請")
    )
    assert converted == "請填 %(low)s 到 %(high)s 之间的整数，100%% 对，「楼栋」和社区。"
