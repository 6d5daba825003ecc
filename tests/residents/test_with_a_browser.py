"""The resident's way in real Chromium at the size of a phone, and each public page under axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from blueprints.places.models import Building, BuildingUnit, Household, QrToken
from blueprints.places.names import door_address, natural_key
from core import audit, clock
from core.database import db, run_tx
from tests.support import requests, world
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def tower(units: tuple[str, ...], floors: int, token: str) -> None:
    """A building of `units` × `floors` × 4 doors, with a code."""

    def work() -> None:
        estate_id = world.household_at(world.OWN_DOOR).building.estate_id
        community_id = world.household_at(world.OWN_DOOR).community_id
        building = Building(community_id=community_id, estate_id=estate_id, name="9号楼", sort_key=natural_key("9号楼"))
        db.session.add(building)
        db.session.flush()
        for name in units:
            unit = BuildingUnit(community_id=community_id, building_id=building.id, name=name, sort_key=natural_key(name))
            db.session.add(unit)
            db.session.flush()
            for floor in range(1, floors + 1):
                for number in range(1, 5):
                    door = f"{floor}0{number}"
                    place = {"community_id": community_id, "building_id": building.id, "unit_id": unit.id, "door": door, "floor": floor}
                    address = door_address("阳光花园", "9号楼", name, door)
                    db.session.add(Household(**place, sort_key=natural_key(f"{name}-{door}"), address=address))
        db.session.add(QrToken(community_id=community_id, building_id=building.id, token=token, created_at=clock.now()))
        audit.record(world.actor("secretary"), "building.added", building, now=clock.now())

    run_tx(work)


def looked_at(page):
    """What is asked of each page, as it stands."""
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)


def fill_in(page):
    page.get_by_label("怎么称呼您").fill("张阿姨")
    page.get_by_label("手机号").fill("199 0000 0001")
    page.get_by_label("买菜日用").check()
    page.locator("#lines-0-item").fill("大米")
    page.locator("#lines-0-amount").fill("10")
    page.locator("#consent").check()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_resident_asks_changes_and_cancels(phone, javascript):
    page = phone(javascript=javascript, width=360, height=640)
    page.goto("/b/TESTCODE1")
    if javascript:
        looked_at(page)
    page.get_by_role("link", name="请社区代买").click()
    page.locator("#household").select_option(label="1单元 101")
    fill_in(page)
    page.locator("#lines-1-item").fill("降压药")
    page.locator("#lines-1-amount").fill("2")
    page.get_by_role("button", name="再加一样").click()
    expect(page.locator("#lines-3-item")).to_be_visible()
    expect(page.locator("#lines-1-item")).to_have_value("降压药")
    page.get_by_role("button", name="去掉第 1 样").click()
    expect(page.locator("#lines-3-item")).to_have_count(0)
    expect(page.locator("#lines-0-item")).to_have_value("降压药")
    if javascript:
        looked_at(page)
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page.get_by_text("收到了，等社区批准")).to_be_visible()
    (request,) = requests.every()
    assert (request.household.address, request.summary) == (world.OWN_DOOR, "降压药 2份")
    expect(page.locator(".pub-code")).to_have_text(request.code)
    page.get_by_role("link", name="改单子").click()
    page.locator("#lines-0-amount").fill("3")
    if javascript:
        looked_at(page)
    page.get_by_role("button", name="保存").last.click()
    expect(page.get_by_text("3份")).to_be_visible()
    page.get_by_role("link", name="取消").click()
    if javascript:
        looked_at(page)
    page.get_by_role("button", name="取消这张单子").click()
    expect(page.get_by_text("已取消")).to_be_visible()


def test_enter_in_a_field_does_not_take_a_row_away(phone):
    page = phone()
    page.goto("/b/TESTCODE1/requests/new")
    page.locator("#household").select_option(label="1单元 101")
    fill_in(page)
    page.locator("#lines-0-item").press("Enter")
    expect(page.get_by_text("收到了，等社区批准")).to_be_visible()
    assert requests.every()[0].summary == "大米 10份"


def test_mistakes_are_told_in_the_page_and_pass_axe(phone):
    page = phone()
    page.goto("/b/TESTCODE1/requests/new")
    page.get_by_label("怎么称呼您").fill("张阿姨")
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("怎么称呼您")).to_have_value("张阿姨")
    looked_at(page)


@pytest.mark.parametrize(
    ("units", "floors", "group", "door"), [(("1", "2", "3"), 6, "2单元", "2单元 501"), (("",), 30, "28层", "28层 2803")]
)
def test_doors_are_picked_in_two_steps(phone, units, floors, group, door):
    tower(units, floors, "TOWERCODE")
    page = phone()
    page.goto("/b/TOWERCODE/requests/new")
    expect(page.locator("#household")).to_be_hidden()
    page.locator("#household-group").select_option(label=group)
    looked_at(page)
    page.locator("#household").select_option(label=door)
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    # What was picked stays picked after a mistake.
    expect(page.locator("#household-group option:checked")).to_have_text(group)
    expect(page.locator("#household option:checked")).to_have_text(door)
    fill_in(page)
    page.get_by_role("button", name="提交", exact=True).last.click()
    expect(page.get_by_text("收到了，等社区批准")).to_be_visible()
    assert requests.every()[0].household.door == door.split()[1]


def test_the_slip_keeps_itself_up_to_date_and_is_confirmed_with_one_tap(phone):
    slip = requests.filed()
    page = phone()
    page.clock.install()
    page.goto(f"/s/{slip}")
    looked_at(page)
    answers = []
    page.on("response", lambda response: answers.append(response.status) if f"/s/{slip}" in response.url else None)
    with page.expect_response(lambda response: slip in response.url):
        page.clock.run_for(31_000)
    page.get_by_text("收到了，等社区批准").wait_for()
    requests.deliver(slip)
    with page.expect_response(lambda response: slip in response.url and response.status == 200):
        page.clock.run_for(31_000)
    expect(page.get_by_text("送到了")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="我收到了").click()
    expect(page.get_by_text("办完了")).to_be_visible()
    looked_at(page)
    assert answers[0] == 304
    assert requests.read(slip).confirmed_at is not None


def test_the_address_can_be_copied(phone, live):
    slip = requests.filed()
    page = phone()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/s/{slip}")
    page.get_by_role("button", name="复制网址").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{live.url}/s/{slip}"


@pytest.mark.parametrize("path", ["/b/TESTCODE1", "/b/TESTCODE1/find", "/b/TESTCODE1/requests/new", "/b/NOSUCHCODE", "/s/NOSUCHSLIP"])
@pytest.mark.parametrize("size", [(390, 844), (360, 640)])
def test_every_public_page_passes_axe(phone, path, size):
    page = phone(width=size[0], height=size[1])
    page.goto(path)
    looked_at(page)


def test_the_choice_of_a_secretary_passes_axe(phone):
    page = phone("secretary")
    page.goto("/b/TESTCODE1")
    expect(page.get_by_role("link", name="这栋楼的门牌图")).to_be_visible()
    looked_at(page)


def test_the_first_page_is_light(phone):
    """At most 40 KB over the wire in at most five requests, on a cold visit."""
    page = phone()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/b/TESTCODE1", wait_until="networkidle")
    assert len(sizes) <= 5, sizes
    assert sum(sizes) <= 40 * 1024, sizes
