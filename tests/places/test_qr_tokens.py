"""The fixed questions, asked of making, renewing and revoking a building's code."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from blueprints.places.models import Building, Estate, QrToken
from blueprints.places.names import natural_key
from core import audit, clock
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.support import world


def token_of(text: str) -> QrToken:
    db.session.rollback()
    return db.session.scalars(sa.select(QrToken).where(QrToken.token == text)).one()


def working(building_id: int) -> list[QrToken]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(QrToken).where(QrToken.building_id == building_id, QrToken.revoked_at.is_(None))))


def events(action: str) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)))


@pytest.fixture
def bare_building(app) -> int:
    """A building of 阳光花园 without a code."""

    def work() -> int:
        estate = db.session.scalars(sa.select(Estate).where(Estate.name == "阳光花园")).one()
        building = Building(community_id=estate.community_id, estate_id=estate.id, name="3号楼", sort_key=natural_key("3号楼"))
        db.session.add(building)
        audit.record(world.actor("secretary"), "building.added", building, now=clock.now())
        db.session.flush()
        return building.id

    return run_tx(work)


def test_every_building_without_a_code_gets_one(bare_building, person):
    page = person("secretary").get("/posters")
    assert "有 1 栋楼还没有二维码" in page.text
    page = page.form("/qr-tokens/create").submit()
    assert "还没有二维码" not in page.text
    (token,) = working(bare_building)
    assert len(token.token) == 8
    assert len(events("qr_token.created")) == 1
    assert token.token not in str(events("qr_token.created")[0].after)  # the log does not open doors


def test_one_building_gets_a_code_once(bare_building, person):
    secretary = person("secretary")
    page = secretary.get(f"/buildings/{bare_building}/qr-token")
    assert "没有能用的二维码" in page.text
    form = page.form("/create")
    form.submit()
    form.submit()
    secretary.post(f"/buildings/{bare_building}/qr-token/create")
    assert len(working(bare_building)) == 1
    assert secretary.get(f"/buildings/{bare_building}/qr-token/create").status == 405


def test_two_working_codes_for_one_building_cannot_be_stored(app):
    old = token_of("TESTCODE1")
    values = {"community_id": old.community_id, "building_id": old.building_id}

    def work() -> None:
        db.session.add(QrToken(**values, token="ANOTHER99", created_at=clock.now()))

    with pytest.raises(IntegrityError):
        run_tx(work)


def test_renewing_ends_the_old_code_and_says_so_before(person):
    old = token_of("TESTCODE1")
    page = person("secretary").get(f"/buildings/{old.building_id}/qr-token")
    assert "已经贴出去的海报和贴纸马上失效" in page.text
    page = page.form("/renew").submit()
    assert "旧海报已失效" in page.text
    assert token_of("TESTCODE1").revoked_at is not None
    (fresh,) = working(old.building_id)
    assert fresh.token != "TESTCODE1" and fresh.token in page.text
    assert [(event.actor_name, event.after) for event in events("qr_token.renewed")] == [("周书记", {"token_id": fresh.id})]


def test_revoking_leaves_the_building_without_a_code(person):
    old = token_of("TESTCODE1")
    page = person("secretary").get(f"/buildings/{old.building_id}/qr-token").form("/revoke").submit()
    assert "没有能用的二维码" in page.text
    assert working(old.building_id) == []
    assert len(events("qr_token.revoked")) == 1


@pytest.mark.parametrize("verb", ["renew", "revoke"])
def test_the_second_secretary_is_told_it_is_done(person, verb):
    old = token_of("TESTCODE1")
    late = person("deputy").get(f"/buildings/{old.building_id}/qr-token").form(f"/{verb}")
    person("secretary").get(f"/buildings/{old.building_id}/qr-token").form("/revoke").submit()
    page = late.submit()
    assert page.status == 409
    assert "作废" in page.text
    assert working(old.building_id) == []


@pytest.mark.parametrize("htmx", [False, True])
def test_renewing_sent_twice_is_done_once(person, htmx):
    old = token_of("TESTCODE1")
    form = person("secretary").get(f"/buildings/{old.building_id}/qr-token").form("/renew")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path
    assert len(working(old.building_id)) == 1
    assert len(events("qr_token.renewed")) == 1


@pytest.mark.parametrize("verb", ["renew", "revoke"])
def test_only_the_communitys_secretary_takes_codes_back(person, verb):
    old = token_of("TESTCODE1")
    assert person("owner").post(f"/qr-tokens/{old.id}/{verb}").status == 403
    assert person("officer").post(f"/qr-tokens/{old.id}/{verb}").status == 403
    assert person("other_secretary").post(f"/qr-tokens/{old.id}/{verb}").status == 404
    assert person("secretary").get(f"/qr-tokens/{old.id}/{verb}").status == 405
    assert token_of("TESTCODE1").revoked_at is None


def test_workers_print_the_posters_of_their_own_buildings_alone(person):
    own, strange = token_of("TESTCODE1").building_id, token_of("TESTCODE2").building_id
    owner = person("owner")
    listed = owner.get("/posters").text
    assert "1号楼" in listed and "2号楼" not in listed
    for part in ("qr-token", "poster", "stickers", "poster.svg", "stickers.svg", "code.svg", "code.png", "poster.png"):
        assert owner.get(f"/buildings/{own}/{part}").status == 200
        assert owner.get(f"/buildings/{strange}/{part}").status == 404
        assert person("other_secretary").get(f"/buildings/{own}/{part}").status == 404
    estate = db.session.get_one(Building, own).estate_id
    pages = owner.get(f"/estates/{estate}/posters")
    assert len(pages.soup.select(".poster")) == 1
    assert person("other_secretary").get(f"/estates/{estate}/posters").status == 404
    assert person("other_secretary").get(f"/estates/{estate}/stickers").status == 404


def test_without_a_code_there_is_no_poster(bare_building, person):
    secretary = person("secretary")
    assert secretary.get(f"/buildings/{bare_building}/poster").status == 404
    estate = db.session.get_one(Building, bare_building).estate_id
    page = secretary.get(f"/estates/{estate}/posters")
    assert len(page.soup.select(".poster")) == 2
    assert "另有 1 栋楼还没有二维码" in page.text


def test_a_new_building_has_a_code_at_once(app):
    from blueprints.places.actions.buildings import generate_building

    def work() -> int:
        estate = db.session.scalars(sa.select(Estate).where(Estate.name == "阳光花园")).one()
        options = {"actor": world.actor("secretary"), "now": clock.now(), "estate": estate, "name": "8号楼"}
        return generate_building(**options, units=2, floors=3, doors_per_floor=2).id

    assert len(working(run_tx(work))) == 1
