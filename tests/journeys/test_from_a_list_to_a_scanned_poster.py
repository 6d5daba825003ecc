"""The office's own list becomes a neighbourhood; its poster is printed, scanned in the lift, and leads to the right door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import neighbourhood
from tests.places.imports import lists
from tests.support import world
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll
from tests.support.qr_reader import read_codes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def messy_list() -> bytes:
    """Three sheets: a merged title, full-width digits, spaces, doors written two ways, and one row that cannot be read."""
    buildings = [("小区", "楼栋", "单元数", "电梯", "网格"), ("桂花苑", "１６号楼", 2, "有", "桂花网格")]
    households = [
        ("小区", "楼栋", "单元", "房号", "居住情况"),
        ("桂花苑", 16, 1, 101, "自住"),
        ("桂花苑", "16幢", "2单元", "201室", "出租"),
    ]
    residents = [
        ("桂花苑居民花名册（十一月）", None, None, None),
        ("住址", "姓　名", "出生日期", "联系电话"),
        ("桂花苑16-1-101", " 何　清 ", "1948.3.2", 19900002345),
        ("桂花苑16号楼2单元201室", "高远", "１９７２年７月９日", "１９９ ００００ ２３４６"),
        ("桂花苑16-2-201", "高小远", "2015/6/1", "12345678901234"),  # no telephone has fourteen digits
        ("合计", "3 人", None, None),
    ]
    return lists.workbook(("居民", residents), ("楼栋", buildings), ("住户", households), merge=("A1:D1",))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_a_list_becomes_a_building_with_a_poster(app, phone, javascript, size):
    office = phone("secretary", javascript=javascript, width=size[0], height=size[1])
    office.goto("/places")
    look(office, javascript)
    office.get_by_role("link", name=re.compile("导入")).first.click()
    look(office, javascript)
    office.locator("input[type=file]").set_input_files({"name": "花名册.xlsx", "mimeType": XLSX, "buffer": messy_list()})
    office.get_by_role("button", name="上传并核对").click()

    # What would happen, and the one row that will not be written: where it stands and why.
    office.wait_for_url(re.compile(r"/imports/\d+"))
    look(office, javascript)
    refused = office.get_by_role("region", name="原因").get_by_role("row").last
    expect(refused).to_contain_text("“居民”第 5 行")
    expect(refused).to_contain_text("联系电话")
    expect(refused).to_contain_text("电话号码不对")
    numbers = office.get_by_role("region", name="数目")
    expect(numbers.get_by_role("row", name="楼栋")).to_have_text(re.compile(r"1\s*0\s*0$"))
    expect(numbers.get_by_role("row", name="居民")).to_have_text(re.compile(r"2\s*0\s*0$"))
    office.get_by_role("button", name="确认导入").click()
    expect(office.get_by_text("以上内容已经全部写入")).to_be_visible()
    look(office, javascript)

    office.goto("/buildings")
    look(office, javascript)
    office.get_by_role("link", name="16号楼").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("16号楼")
    expect(office.get_by_role("link", name=re.compile("101"))).not_to_have_count(0)
    look(office, javascript)
    assert (world.resident("何清").household.address, world.resident("高远").phone) == ("桂花苑16号楼1单元101", "19900002346")

    office.goto("/posters")
    choose_estate(office, "桂花苑")
    look(office, javascript)
    office.get_by_role("link", name="16号楼").click()
    look(office, javascript)
    office.get_by_role("link", name="A4 海报").click()
    look(office, javascript)
    office.emulate_media(media="print")
    paper = office.locator(".poster").screenshot()

    # 300 pixels across A4, black and white: a hasty photo in a dim lift. Then it is opened by somebody without an account.
    (address,) = read_codes(paper, pixels_wide=300)
    resident = phone(javascript=javascript)
    resident.goto(address)
    expect(resident.get_by_role("heading", level=1)).to_have_text("桂花苑16号楼")
    look(resident, javascript)
    resident.get_by_role("link", name=re.compile("代买|买菜")).first.click()
    look(resident, javascript)
    for person in ("何清", "高远"):
        expect(resident.get_by_text(person)).to_have_count(0)
    assert resident.request.get("/buildings", max_redirects=0).status != 200
    assert neighbourhood.building_named("16号楼").estate.name == "桂花苑"


def choose_estate(page: Page, name: str) -> None:
    page.get_by_label("小区").select_option(label=name)
    page.get_by_role("button", name="看这个小区").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def look(page: Page, javascript: bool) -> None:
    page.wait_for_load_state()
    assert_no_sideways_scroll(page)
    if javascript:
        assert_no_axe_violations(page)
