"""What the sticker opens, for whom; and what a wrong or old one says."""

from __future__ import annotations

import pytest

from blueprints.places.actions import qr_tokens
from blueprints.places.models import Community, QrToken
from core import audit, clock
from core.database import db, run_tx
from tests.support import world


def revoke(text: str) -> None:
    def work() -> None:
        token = db.session.query(QrToken).filter_by(token=text).one()
        qr_tokens.revoke_token(token, actor=world.actor("secretary"), now=clock.now())

    run_tx(work)


def test_a_resident_sees_the_building_what_it_offers_and_whom_to_ring(visitor):
    def work() -> None:
        community = db.session.query(Community).filter_by(name="幸福社区").one()
        community.services, community.office_hours = "量血压：周三上午", "8:00–18:00"
        audit.record(world.actor("secretary"), "community.changed", community, now=clock.now())

    run_tx(work)
    page = visitor.get("/b/TESTCODE1")
    assert page.soup.h1.get_text().strip() == "阳光花园1号楼"
    for words in ("请社区代买", "查我的单子", "量血压：周三上午", "8:00–18:00"):
        assert words in page.text
    assert page.link("打社区电话") == "tel:0571-00000000"
    assert page.soup.body["data-weui-mode"] == "care"
    assert page.soup.select("script") == []


def test_typed_in_small_letters_it_opens_too(visitor):
    assert "请社区代买" in visitor.get("/b/testcode1").text


def test_the_pages_are_neither_indexed_nor_stored(visitor):
    headers = visitor.get("/b/TESTCODE1").response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_the_buildings_own_worker_is_led_to_the_door_map(person, who):
    building = db.session.query(QrToken).filter_by(token="TESTCODE1").one().building_id
    answer = person(who).get("/b/TESTCODE1").response
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/buildings/{building}")


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary", "far_officer"])
def test_staff_of_elsewhere_are_residents_here(person, who):
    assert "请社区代买" in person(who).get("/b/TESTCODE1").text


@pytest.mark.parametrize("who", ["secretary", "officer"])
def test_other_staff_of_the_place_may_choose(person, who):
    page = person(who).get("/b/TESTCODE1")
    assert "门牌图" in page.text
    assert "请社区代买" in page.follow("居民看到的页面").text


def test_a_wrong_code_is_answered_kindly(visitor):
    page = visitor.get("/b/NOSUCHCODE")
    assert page.status == 404
    assert "请找楼里新贴的二维码" in page.text


def test_a_revoked_code_gives_the_communitys_phone(visitor):
    revoke("TESTCODE1")
    for path in ("/b/TESTCODE1", "/b/TESTCODE1/requests/new", "/b/TESTCODE1/find"):
        page = visitor.get(path)
        assert page.status == 404
        assert page.link("打社区电话") == "tel:0571-00000000"
        assert "阳光花园" not in page.text


@pytest.mark.parametrize("path", ["/b/NOSUCHCODE/requests/new", "/b/NOSUCHCODE/find", "/b/" + "X" * 500])
def test_wrong_codes_look_the_same_everywhere(visitor, path):
    assert visitor.get(path).text == visitor.get("/b/NOSUCHCODE").text
