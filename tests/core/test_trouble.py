"""A file too large is told in words (a database that stays locked: test_run_tx)."""

from __future__ import annotations

from io import BytesIO

import pytest


@pytest.mark.parametrize("htmx", [False, True])
def test_a_file_too_large_is_told(app, person, monkeypatch, htmx):
    secretary = person("secretary")
    form = secretary.get("/imports").form()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 3000)
    with BytesIO(b"x" * 4000) as file:
        page = secretary.send(form.action, {**dict(form.values), "file": (file, "list.xlsx")}, htmx=htmx)
    assert page.status == 413 and "文件太大了" in page.html and "拆成几份" in page.html
