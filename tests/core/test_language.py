"""The language is the remembered one, else the browser's, else Simplified Chinese; the look is remembered too."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core import i18n
from core.settings import ROOT


def lang(page) -> str:
    return str(page.soup.html["lang"])


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("zh-CN,zh;q=.9,en;q=.8", "zh-CN"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "zh-CN"),
        ("", "zh-CN"),
        ("x" * 500, "zh-CN"),
        (";;;,q=", "zh-CN"),
    ],
)
def test_the_browser_chooses(visitor, header, wanted):
    assert lang(visitor.get("/sign-in", headers={"Accept-Language": header})) == wanted


def test_traditional_is_read_in_traditional(visitor):
    page = visitor.get("/sign-in", headers={"Accept-Language": "zh-TW"})
    assert "密碼" in page.text and "密码" not in page.text


def test_the_switch_is_remembered_and_stronger_than_the_browser(visitor):
    page = visitor.get("/sign-in")
    form = next(form for form in page.soup.find_all("form") if form.get("action") == "/preferences/language")
    data = {"csrf_token": form.find("input")["value"], "language": "zh_Hant"}
    page = visitor.send("/preferences/language", data, headers={"Referer": "http://localhost/sign-in?next=/alerts"}, follow=False)
    assert page.response.headers["Location"] == "/sign-in?next=/alerts"
    cookie = page.response.headers["Set-Cookie"]
    assert "linli_lang=zh_Hant" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert lang(visitor.get("/sign-in")) == "zh-Hant"


@pytest.mark.parametrize("bad", ["fr", "", "../../etc", "zh"])
def test_an_unknown_language_changes_nothing(visitor, bad):
    data = {"csrf_token": visitor.csrf_token(), "language": bad}
    page = visitor.send("/preferences/language", data, follow=False)
    assert "linli_lang" not in str(page.response.headers)
    assert lang(visitor.get("/sign-in")) == "zh-CN"


def test_the_way_back_never_leads_to_another_site(visitor):
    data = {"csrf_token": visitor.csrf_token(), "language": "en"}
    page = visitor.send("/preferences/language", data, headers={"Referer": "https://evil.example/x"}, follow=False)
    assert page.response.headers["Location"] == "/"


def test_after_a_refused_form_the_way_back_is_the_page_above_it(person):
    """The page with the messages stands at the address of the verb, which cannot be read again."""
    secretary = person("secretary")
    data = {"csrf_token": secretary.csrf_token(), "language": "en"}
    page = secretary.send("/preferences/language", data, headers={"Referer": "http://localhost/alerts/7/close?x=1"}, follow=False)
    assert page.response.headers["Location"] == "/alerts/7"


def test_big_letters_are_on_for_visitors_and_remembered_for_all(visitor, person):
    assert visitor.get("/sign-in").soup.body.get("data-weui-mode") == "care"
    data = {"csrf_token": visitor.csrf_token(), "look": "standard"}
    visitor.send("/preferences/look", data, follow=False)
    assert visitor.get("/sign-in").soup.body.get("data-weui-mode") is None
    owner = person("owner")
    assert owner.get("/me").soup.body.get("data-weui-mode") is None
    data = {"csrf_token": owner.csrf_token(), "look": "care"}
    owner.send("/preferences/look", data, follow=False)
    assert owner.get("/me").soup.body.get("data-weui-mode") == "care"


def test_several_workers_compile_the_catalogues_at_once(tmp_path: Path):
    folders = []
    threads = [threading.Thread(target=lambda: folders.append(i18n.compiled(ROOT / "translations", tmp_path))) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(folders) == 4 and len(set(folders)) == 1
    assert sorted(path.name for path in folders[0].rglob("*")) == [
        "LC_MESSAGES",
        "LC_MESSAGES",
        "en",
        "messages.mo",
        "messages.mo",
        "zh_Hant",
    ]


def test_changed_words_are_compiled_anew(tmp_path: Path):
    source = tmp_path / "source" / "en" / "LC_MESSAGES"
    source.mkdir(parents=True)
    (source / "messages.po").write_text('msgid "你好"\nmsgstr "Hello"\n')
    first = i18n.compiled(tmp_path / "source", tmp_path / "target")
    (source / "messages.po").write_text('msgid "你好"\nmsgstr "Good day"\n')
    second = i18n.compiled(tmp_path / "source", tmp_path / "target")
    assert first != second and b"Good day" in (second / "en" / "LC_MESSAGES" / "messages.mo").read_bytes()
