"""The pages of the office in a busy neighbourhood, on the desk and on the phone: nothing sticks out, axe finds nothing."""

from __future__ import annotations

import pytest

from tests.summary.neighbourhood import grow
from tests.support import world
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

SECRETARY = (
    "/alerts?show=all", "/rounds", "/rounds/new", "/people", "/people/new", "/places", "/places/settings", "/buildings", "/imports",
    "/posters", "/requests", "/deliveries", "/care-cases", "/care-cases/due", "/inspections", "/search", "/summary", "/me", "/password",
)  # fmt: skip
OFFICER = ("/subdistrict", "/alerts", "/rounds", "/people", "/places", "/buildings", "/requests", "/care-cases", "/communities/new", "/me")
WORKER = ("/today", "/buildings", "/alerts", "/rounds", "/deliveries", "/care-cases/due", "/requests", "/me")


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_every_page_of_the_office_is_readable_by_everybody(app, phone, size):
    grow(3)
    stranger = world.user("stranger").id
    for who, addresses in {
        "secretary": (*SECRETARY, f"/people/{stranger}", f"/people/{stranger}/hand-over", f"/people/{stranger}/grids"),
        "officer": OFFICER,
        "owner": WORKER,
    }.items():
        page = phone(who, width=size[0], height=size[1])
        for address in addresses:
            page.goto(address)
            assert_no_sideways_scroll(page)
            assert_no_axe_violations(page)
