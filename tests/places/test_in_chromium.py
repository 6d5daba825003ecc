"""The pages of places on a real phone: nothing overflows, everything can be hit, axe has nothing to say."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.places.actions.buildings import generate_building
from blueprints.places.models import Estate
from blueprints.places.queries.scope import grids
from core import clock
from core.database import db, run_tx
from tests.support import world
from tests.support.live import assert_no_axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def building_id(app):
    def work():
        secretary = world.actor("secretary")
        estate = db.session.scalars(sa.select(Estate).where(Estate.name == "阳光花园")).one()
        return generate_building(
            actor=secretary, now=clock.now(), estate=estate, name="3号楼", units=3, floors=6, doors_per_floor=2, grid=grids(secretary)[0]
        ).id

    return run_tx(work)


def test_three_units_fit_on_a_narrow_phone(phone, building_id):
    page = phone("owner", width=360, height=640)
    page.goto(f"/buildings/{building_id}")
    table = page.locator(".pl-map").bounding_box()
    assert table["x"] >= 0 and table["x"] + table["width"] <= 360
    for box in (cell.bounding_box() for cell in page.locator(".pl-map a").all()):
        assert min(box["width"], box["height"]) >= 44
    assert_no_axe_violations(page)


def test_answers_come_while_one_types(phone):
    page = phone("owner")
    page.goto("/search")
    page.locator("#q").press_sequentially("zxl")
    page.locator("#found a").first.wait_for()
    assert world.OWN_DOOR in page.locator("#found").inner_text()
    assert page.url.endswith("/search") and page.locator("#q").input_value() == "zxl"
    assert_no_axe_violations(page)


def test_search_works_without_javascript(phone):
    page = phone("owner", javascript=False)
    page.goto("/buildings")
    page.locator("#q").fill("1-1-101")
    page.get_by_role("button", name="查找").click()
    page.get_by_text(world.OWN_DOOR).click()
    assert "张秀兰" in page.locator("main").inner_text()


def test_every_page_of_the_slice_is_accessible(phone, app):
    home = world.household_at(world.OWN_DOOR)
    person = world.resident("张秀兰").id
    estate = db.session.scalars(sa.select(Estate.id).where(Estate.name == "阳光花园")).one()
    grid = home.grid_id
    paths = {
        "owner": ["/buildings", f"/households/{home.id}", f"/households/{home.id}/edit", f"/households/{home.id}/residents/new"]
        + [f"/residents/{person}/edit", f"/residents/{person}/moved-out"],
        "secretary": ["/places", "/places/settings", "/estates/new", f"/estates/{estate}/buildings/new", f"/grids/{grid}"]
        + [f"/buildings/{home.building_id}/edit", f"/households/{home.id}/door"],
    }
    for who, addresses in paths.items():
        page = phone(who)
        for address in addresses:
            page.goto(address)
            assert_no_axe_violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
