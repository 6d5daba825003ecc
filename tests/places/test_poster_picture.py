"""The A4 poster as PNG: what comes out can be printed, read by a phone, and holds its words inside the frame."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
import sqlalchemy as sa
from PIL import Image, ImageOps

from blueprints.places import poster_picture, posters, qr
from blueprints.places.models import Building, QrToken
from core import audit, clock
from core.database import db, run_tx
from core.settings import ROOT
from tests.support import world
from tests.support.qr_reader import read_codes

ADDRESS = "http://linli.test/b/TESTCODE1"


def building_id(token: str) -> int:
    return db.session.scalars(sa.select(QrToken.building_id).where(QrToken.token == token)).one()


def rename(token: str, name: str, estate: str) -> None:
    def work() -> None:
        building = db.session.get_one(Building, building_id(token))
        building.name, building.estate.name = name, estate
        audit.record(world.actor("secretary"), "building.renamed", building, now=clock.now())

    run_tx(work)


def download(person, token: str = "TESTCODE1") -> bytes:
    page = person("secretary").get(f"/buildings/{building_id(token)}/qr-token")
    (link,) = [one for one in page.soup.select("a[download]") if one.get_text(strip=True) == "海报 PNG"]
    return person("secretary").get(link["href"]).response.data


def millimetres(picture: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    return picture.crop(tuple(round(side * picture.width / 210) for side in box))


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where there is anything darker than paper."""
    return ImageOps.invert(picture.convert("L")).point(lambda value: 255 if value > 40 else 0).getbbox()


def test_the_link_beside_the_svg_gives_a_sheet_of_a4_for_print(person):
    answer = person("secretary").get(f"/buildings/{building_id('TESTCODE1')}/poster.png").response
    assert answer.mimetype == "image/png"
    assert "attachment" in answer.headers["Content-Disposition"]
    picture = Image.open(io.BytesIO(download(person)))
    assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.001)
    assert 150 <= picture.width / (210 / 25.4) <= 200.5
    assert [round(dots) for dots in picture.info["dpi"]] == [200, 200]


def test_its_code_leads_to_the_building_even_small_and_in_black_and_white(person):
    data = download(person)
    assert read_codes(data) == [ADDRESS]
    # 300 pixels for the width of A4 are 36 dots an inch: a photo from across the lift.
    assert read_codes(data, pixels_wide=300) == [ADDRESS]
    stream = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("1").save(stream, "PNG")  # dithered: a fax, a cheap laser printer
    assert read_codes(stream.getvalue()) == [ADDRESS]
    assert read_codes(download(person, "TESTCODE2")) == ["http://linli.test/b/TESTCODE2"]


def test_the_words_of_the_drawing_stand_on_the_picture_too(person):
    """Each line of the SVG left its ink at its height; the header stays white on dark without colour."""
    picture = Image.open(io.BytesIO(download(person))).convert("L")
    drawing = person("secretary").get(f"/buildings/{building_id('TESTCODE1')}/poster").soup.select_one(".poster")
    lines = drawing.select("text")
    assert len(lines) >= 8
    for line in lines:
        y, size = float(line["y"]), float(line["font-size"])
        strip = millimetres(picture, (12, y - size * 0.7, 198, y))
        dark, light = strip.getextrema()
        assert dark < 90 and light > 200, line.get_text()


@pytest.mark.parametrize(
    ("building", "estate"),
    [
        ("阳光花园东区第三十六号人才公寓楼甲座北侧一至二层商住综合体楼", "阳光花园东区第三十六号人才公寓南北两侧商住综合体小区"),
        ("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"),
        ("😀𰻞号楼\U0010ffff", "مرحبا ไทย 한국"),
    ],
)
def test_long_names_and_strange_signs_stay_inside_the_frame(person, building, estate):
    rename("TESTCODE1", building, estate)
    data = download(person)
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert read_codes(data) == [ADDRESS]
    assert ink(millimetres(picture, (0, 0, 7.8, 297))) is None
    assert ink(millimetres(picture, (202.3, 0, 210, 297))) is None
    # Between the green band's edge and the words there is green alone, on both sides and above and below them.
    for margin in ((8.5, 20, 11.5, 67), (198.5, 20, 201.5, 67), (20, 8.5, 190, 12), (20, 66.5, 190, 67.8)):
        assert len(millimetres(picture, margin).getcolors()) == 1


def test_every_general_use_character_has_a_shape(app):
    """A sample of what names are written with; the empty box is what a sign outside the font gets."""
    font = poster_picture._font(10)
    box = font.getmask("\U0010ffff")
    for sign in "幸福阳光苑邨堃㙍鱀䓖䶮犇龘欐樓號臺灣ㄅāéABC123·—（），：。、№①②〇":
        shape = font.getmask(sign)
        assert (shape.size, bytes(shape)) != (box.size, bytes(box)), sign


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("阳光花园东区三十六号公寓楼", ("阳光花园东区", "三十六号公寓楼")),
        ("Sunshine Garden Tower 12", ("Sunshine", "Garden Tower 12")),
        ("人才公寓 Building12号楼", ("人才公寓", "Building12号楼")),
    ],
)
def test_a_long_name_is_cut_where_it_can_be_read(name, cut):
    assert posters.halves(name) == cut


def test_a_heading_in_two_lines_is_in_the_svg_as_well(person):
    rename("TESTCODE1", "阳光花园东区三十六号公寓楼", "阳光花园")
    drawing = person("secretary").get(f"/buildings/{building_id('TESTCODE1')}/poster").soup.select_one(".poster")
    sizes = {line.get_text(): float(line["font-size"]) for line in drawing.select("text")}
    assert sizes["阳光花园东区"] == 17 and sizes["三十六号公寓楼"] == 17


def test_in_english_the_picture_is_in_english(person):
    staff = person("secretary")
    chinese = download(person)
    english = staff.get(f"/buildings/{building_id('TESTCODE1')}/poster.png", headers={"Accept-Language": "en"}).response.data
    assert english != chinese
    assert read_codes(english) == [ADDRESS]


def test_a_building_without_a_code_and_a_strangers_have_no_picture(person):
    here = building_id("TESTCODE1")
    assert person("other_secretary").get(f"/buildings/{here}/poster.png").status == 404
    assert person("owner").get(f"/buildings/{building_id('TESTCODE2')}/poster.png").status == 404
    assert person("owner").get("/buildings/999999/poster.png").status == 404
    person("secretary").get(f"/buildings/{here}/qr-token").form("/revoke").submit()
    assert person("secretary").get(f"/buildings/{here}/poster.png").status == 404


def test_the_site_starts_without_loading_pillow(tmp_path):
    loaded = "import app, sys; app.create_app(); sys.exit('PIL' in sys.modules)"
    environment = {**os.environ, "LINLI_INSTANCE": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, env=environment, check=False).returncode == 0


def test_the_code_alone_is_black_and_white_and_sharp(app):
    picture = Image.open(io.BytesIO(qr.png(qr.draw(ADDRESS))))
    assert picture.mode == "1"
    assert picture.width == qr.draw(ADDRESS).size * qr.PNG_PIXELS_PER_MODULE
