"""Going back past a form that was refused once, in real Chromium: a page, never the question whether to send again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def send(page, name):
    page.locator("[name=name]").fill(name)
    page.locator("main form button[type=submit]").click()


def test_back_from_what_was_saved_at_the_second_try(phone):
    page = phone("secretary")
    page.goto("/grids/new")
    send(page, "第一网格")
    expect(page.locator("[role=alert]")).to_be_visible()
    send(page, "第二网格")
    expect(page.locator("[name=name]")).to_have_value("第二网格")
    expect(page.locator("[role=alert]")).to_be_visible()
    send(page, "第九网格")
    expect(page.locator("h1")).to_have_text("第九网格")
    for _refused in range(2):
        page.go_back()
        expect(page.locator("h1")).to_have_text("新建网格")
        expect(page.locator("[role=alert]")).to_have_count(0)
        assert page.url.endswith("/grids/new")
    send(page, "第十网格")  # the page found there is a whole form, not a picture of one
    expect(page.locator("h1")).to_have_text("第十网格")


def test_a_refused_form_keeps_its_place_until_it_is_sent_again(phone):
    page = phone("secretary")
    page.goto("/grids/new")
    send(page, "第一网格")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.url.endswith("/grids/create")
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("第一网格")
