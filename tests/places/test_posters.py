"""Posters as they come out of the printer: rendered by Chromium, read by a real decoder."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from blueprints.places import posters, qr
from blueprints.places.models import BuildingUnit, QrToken
from core.database import db
from tests.support.live import assert_no_axe_violations, assert_no_sideways_scroll
from tests.support.qr_reader import read_codes

browser = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def building_id(token: str) -> int:
    return db.session.scalars(sa.select(QrToken.building_id).where(QrToken.token == token)).one()


def with_marks(function):
    for mark in browser:
        function = mark(function)
    return function


@with_marks
def test_a_poster_at_low_resolution_in_black_and_white_leads_to_its_building(phone, live):
    page = phone("secretary")
    page.goto(f"/buildings/{building_id('TESTCODE1')}/poster")
    assert_no_axe_violations(page)
    assert_no_sideways_scroll(page)
    picture = page.locator(".poster").screenshot()
    # 300 pixels for the width of A4 are 36 dots an inch: a photo from across the lift.
    assert read_codes(picture, pixels_wide=300) == [f"{live.url}/b/TESTCODE1"]


@with_marks
def test_the_posters_of_an_estate_print_one_sheet_of_a4_each(phone, live):
    page = phone("secretary", width=1280, height=800)
    page.goto("/posters")
    page.get_by_role("link", name="打印全部海报").click()
    page.emulate_media(media="print")
    codes = [code for sheet in page.locator(".poster").all() for code in read_codes(sheet.screenshot())]
    assert codes == [f"{live.url}/b/TESTCODE1", f"{live.url}/b/TESTCODE2"]
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    assert {tuple(round(float(side)) for side in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed)} == {
        (0, 0, 595, 842)
    }


@with_marks
def test_every_sticker_of_a_sheet_can_be_read(phone, live):
    page = phone("secretary", width=1280, height=800)
    page.goto(f"/buildings/{building_id('TESTCODE1')}/stickers")
    assert_no_axe_violations(page)
    page.emulate_media(media="print")  # without the bar that covers the first row
    sheet = Image.open(io.BytesIO(page.locator(".poster__svg").screenshot()))
    wide, high = sheet.width / 3, sheet.height * 42.4 / 297
    for number in range(21):
        left, top = number % 3 * wide, number // 3 * high
        stream = io.BytesIO()
        sheet.crop((round(left), round(top), round(left + wide), round(top + high))).save(stream, "PNG")
        assert read_codes(stream.getvalue()) == [f"{live.url}/b/TESTCODE1"]
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


@with_marks
@pytest.mark.parametrize("name", ["poster.svg", "code.svg"])
def test_the_svg_files_stand_alone(phone, person, live, tmp_path, name):
    answer = person("secretary").get(f"/buildings/{building_id('TESTCODE1')}/{name}").response
    assert "attachment" in answer.headers["Content-Disposition"]
    (tmp_path / name).write_bytes(answer.data)
    page = phone()
    page.goto(f"file://{tmp_path / name}")
    assert read_codes(page.locator("svg").first.screenshot()) == [f"{live.url}/b/TESTCODE1"]


def test_the_png_file_can_be_read(person):
    answer = person("secretary").get(f"/buildings/{building_id('TESTCODE1')}/code.png").response
    assert answer.mimetype == "image/png"
    assert read_codes(answer.data) == ["http://linli.test/b/TESTCODE1"]
    assert read_codes(answer.data, pixels_wide=90) == ["http://linli.test/b/TESTCODE1"]


def test_the_poster_says_what_who_and_where_in_words(person):
    page = person("owner").get(f"/buildings/{building_id('TESTCODE1')}/poster")
    drawing = page.soup.select_one(".poster").get_text(" ")
    for words in ("1号楼", "阳光花园", "幸福社区", "扫一扫", "代买菜", "代买药", "查进度", "0571-00000000", "linli.test/b/TESTCODE1"):
        assert words in drawing


def test_a_code_that_lost_a_tenth_to_scratches_still_reads(app):
    picture = Image.open(io.BytesIO(qr.png(qr.draw("https://linli.example/b/TESTCODE")))).convert("L")
    side = picture.width
    picture.paste(255, (side // 2 - side // 9, side // 2 - side // 9, side // 2 + side // 9, side // 2 + side // 9))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    assert read_codes(stream.getvalue()) == ["https://linli.example/b/TESTCODE"]


def test_stickers_are_shared_out_among_the_units(app, person):
    unit = db.session.scalars(sa.select(BuildingUnit).where(BuildingUnit.building_id == building_id("TESTCODE1"))).one()
    assert unit.name == "1"
    sheet = person("owner").get(f"/buildings/{unit.building_id}/stickers").soup.select_one(".poster").get_text(" ")
    assert sheet.count("1号楼1单元") == 21
    assert posters.spread(["1单元", "2单元", "3单元"], 21).count("2单元") == 7
    assert len(posters.spread(["A", "B"], 21)) == 21
    assert len(posters.spread([str(number) for number in range(30)], 21)) == 21


@pytest.mark.parametrize(("text", "size"), [("3号楼", 31), ("阳光花园东区三十六号公寓楼甲座", 12.27), ("", 31)])
def test_long_names_are_set_smaller_so_that_they_fit(text, size):
    assert qr.fit(text, 184, 31) == size
