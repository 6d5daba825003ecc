"""Signing in, in real Chromium at the size of a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_sign_in_page_is_accessible_and_fits_a_small_phone(phone):
    page = phone(width=360, height=640)
    page.goto("/sign-in")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_password_keeps_the_name_and_says_so(phone, javascript):
    page = phone(javascript=javascript)
    page.goto("/sign-in")
    page.locator("[name=username]").fill("owner")
    page.locator("[name=password]").fill("not the password")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=username]")).to_have_value("owner")


def test_a_worker_signs_in(phone):
    page = phone("owner")
    page.goto("/alerts")
    expect(page.locator("h1")).to_have_text("告警")
    assert_no_axe_violations(page)
