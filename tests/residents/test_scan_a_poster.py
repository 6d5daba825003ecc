"""From the printed poster to the building's page: rendered, photographed badly, decoded, opened."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.live import assert_no_axe_violations
from tests.support.qr_reader import read_codes

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_scanned_poster_opens_the_buildings_page(phone):
    office = phone("secretary", width=1280, height=800)
    office.goto("/posters")
    office.get_by_role("link", name="1号楼").first.click()
    assert_no_axe_violations(office)
    office.get_by_role("link", name="A4 海报").click()
    office.emulate_media(media="print")
    (address,) = read_codes(office.locator(".poster").screenshot(), pixels_wide=300)
    resident = phone()
    resident.goto(address)
    expect(resident.locator("h1")).to_have_text("阳光花园1号楼")
    worker = phone("owner")
    worker.goto(address)
    worker.wait_for_url("**/buildings/*")
