"""Addresses: never a way off this site, never a number no row can have, and whose address counts."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import request

from app import create_app
from core.settings import SettingsError, load
from core.web import is_own_path

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\x00/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "evil.example",
    "",
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_way_off_this_site(app, person, visitor, path):
    assert not is_own_path(path)
    page = visitor.get("/sign-in?" + f"next={quote(path)}")
    answer = page.form("/sign-in").submit(username="owner", password="a quiet sentence", follow=False)
    assert answer.response.headers["Location"] == "/"
    form = person("owner").get("/me").form("/preferences/language")
    answer = form.page.person.client.post(
        form.action, data=dict(form.values, language="en"), headers={"Referer": f"https://evil.example/{quote(path)}"}
    )
    assert answer.headers["Location"].startswith("/") and "evil" not in answer.headers["Location"]


def test_a_number_no_row_can_have_is_no_such_page(app, person):
    owner = person("owner")
    for number in ("99999999999999999999", "9223372036854775808"):
        assert owner.get(f"/households/{number}").status == 404
        assert owner.get(f"/care-cases?grid={number}&worker={number}&after={number}").status == 200


def _seen_address(proxies: int, forwarded: str, tmp_path) -> str:
    site = create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://", "INSTANCE_DIR": tmp_path, "TRUSTED_PROXIES": proxies})
    seen = []
    site.before_request(lambda: seen.append(request.remote_addr))
    site.test_client().get("/sign-in", headers={"X-Forwarded-For": forwarded}, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    return seen[0]


def test_only_our_own_proxies_are_believed(tmp_path, monkeypatch):
    assert _seen_address(0, "203.0.113.9", tmp_path) == "10.0.0.1"
    assert _seen_address(1, "1.2.3.4, 203.0.113.9", tmp_path) == "203.0.113.9"  # what the visitor made up stays outside
    assert _seen_address(2, "203.0.113.9, 10.0.0.2", tmp_path) == "203.0.113.9"
    monkeypatch.setenv("LINLI_TRUSTED_PROXIES", "1")
    assert load({"INSTANCE_DIR": tmp_path})["TRUSTED_PROXIES"] == 1
    for wrong in ("yes", "-1", "99"):
        monkeypatch.setenv("LINLI_TRUSTED_PROXIES", wrong)
        with pytest.raises(SettingsError):
            load({"INSTANCE_DIR": tmp_path})
