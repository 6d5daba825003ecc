"""The office's pages: estates, buildings, doors, grids, the community's settings."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.places.models import Building, Community, Estate, Grid, Household
from blueprints.places.names import readable_phone
from blueprints.places.vocabulary import Tenancy
from core.audit import AuditEvent
from core.database import db
from tests.support import world

OUTSIDERS = ["other_secretary", "far_secretary"]


def one(model, **where):
    db.session.rollback()
    return db.session.scalars(sa.select(model).filter_by(**where)).one()


def recorded(action):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == action))


@pytest.fixture
def estate(app):
    return one(Estate, name="阳光花园").id


@pytest.fixture
def grid(app):
    return one(Grid, name="第一网格").id


def generate(person, estate, **values):
    values = {"name": "9号楼", "units": "2", "floors": "3", "doors_per_floor": "2", **values}
    return person("secretary").get(f"/estates/{estate}/buildings/new").form("/generate").fill(**values)


def test_the_overview_shows_the_own_community_alone(person):
    text = person("secretary").get("/places").text
    assert "阳光花园" in text and "第一网格" in text and "赵一" in text and "和平里" not in text


def test_an_officer_reads_every_community_of_the_subdistrict(person, estate):
    officer = person("officer")
    page = officer.get(officer.get("/places").link("和平社区"))
    assert "和平里" in page.text and "新建楼栋" not in page.text
    assert officer.get(f"/places?community={one(Community, name='春风社区').id}").status == 404
    assert officer.post(f"/estates/{estate}/buildings/generate", {"name": "9号楼"}).status == 403
    assert officer.post("/grids/create", {"name": "第九网格"}).status == 403


def test_an_officer_adds_a_community(person):
    page = person("officer").get("/places").follow("新建社区").form("/create").submit(name="朝阳社区", phone="0571-88880000")
    assert "朝阳社区" in page.text
    assert one(Community, name="朝阳社区").phone == "057188880000"
    again = person("officer").get("/communities/new").form("/create").submit(name="朝阳社区", phone="0571-88880000")
    assert again.status == 422 and "已经有叫" in again.soup.find(id="name-error").get_text()
    assert person("secretary").get("/communities/new").status == 403


def test_workers_have_no_office(person, estate, grid):
    owner = person("owner")
    for path in ("/places", "/places/settings", f"/estates/{estate}/edit", f"/estates/{estate}/buildings/new", f"/grids/{grid}"):
        assert owner.get(path).status == 403


def test_the_preview_writes_nothing(person, estate):
    form = generate(person, estate, floors="5", skipped_floors="4", doors_on="1:1")
    form.action = f"/estates/{estate}/buildings/preview"
    page = form.submit()
    assert "会有 18 户" in page.text
    assert "601 602" in page.text and "401" not in page.soup.find(id="preview").get_text()
    assert page.form("/generate")["doors_on"] == "1:1"
    assert recorded("building.created") == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_a_building_is_generated_once(person, estate, grid, htmx):
    form = generate(person, estate, grid=str(grid), has_lift="y")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    building = one(Building, name="9号楼")
    assert first.path == second.path == f"/buildings/{building.id}" and building.has_lift
    assert len(first.soup.select(".pl-map a")) == 12
    assert "9号楼" in person("owner").get("/buildings").text and "9号楼" not in person("stranger").get("/buildings").text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "请填写楼栋名称"),
        ("name", "1栋", "已经有1号楼"),
        ("floors", "0", "1 到 99"),
        ("units", "两个", "0 到 20"),
        ("skipped_floors", "四", "请用逗号隔开"),
        ("doors_on", "1层", "楼层:户数"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(person, estate, field, typed, message):
    page = generate(person, estate, **{field: typed}).submit()
    assert page.status == 422 and message in page.soup.find(id=f"{field}-error").get_text()
    assert page.form("/generate")[field] == typed


@pytest.mark.parametrize("who", OUTSIDERS)
def test_another_communitys_places_do_not_exist(person, estate, grid, who):
    home = world.household_at(world.OWN_DOOR)
    them = person(who)
    for path in (f"/estates/{estate}/edit", f"/estates/{estate}/buildings/new", f"/grids/{grid}", f"/buildings/{home.building_id}/edit"):
        assert them.get(path).status == 404, path
    posts = {
        f"/estates/{estate}/change": {"name": "x"},
        f"/estates/{estate}/buildings/generate": {"name": "x", "units": "1", "floors": "1", "doors_per_floor": "1"},
        f"/grids/{grid}/rename": {"name": "x"},
        f"/grids/{grid}/units": {},
        f"/buildings/{home.building_id}/change": {"name": "x"},
        f"/buildings/{home.building_id}/doors/add": {"unit": "1", "door": "301"},
        f"/households/{home.id}/rename": {"door": "301", "floor": "3"},
        f"/households/{home.id}/merge": {"into": "2"},
        f"/households/{home.id}/mark-vacant": {},
        f"/households/{home.id}/remove": {},
    }
    for path, data in posts.items():
        assert them.post(path, data).status == 404, path
        assert them.get(path).status == 405, path


def test_doors_are_added_renamed_merged_and_taken_away(person):
    home = world.household_at("阳光花园1号楼1单元201")
    secretary = person("secretary")
    page = secretary.get(f"/buildings/{home.building_id}/edit").form("/doors/add").submit(unit="1单元", door="301，302室")
    assert {"301", "302"} <= {cell.find("b").get_text() for cell in page.soup.select(".pl-map a")}
    page = secretary.get(f"/households/{home.id}/door").form("/rename").submit(door="203")
    assert "阳光花园1号楼1单元203" in page.html
    taken = secretary.get(f"/households/{home.id}/door").form("/rename").submit(door="101", floor="1")
    assert taken.status == 422 and "已经有 101" in taken.soup.find(id="door-error").get_text()
    into = world.household_at(world.OWN_DOOR).id
    form = secretary.get(f"/households/{home.id}/door").form("/merge").fill(into=str(into))
    assert form.submit().path == form.submit().path == f"/households/{into}"
    assert secretary.get(f"/households/{home.id}").response.headers["Location"] == f"/households/{into}"
    assert person("stranger").get(f"/households/{home.id}").status == 404
    db.session.rollback()
    empty = world.household_at("阳光花园1号楼1单元301").id
    page = secretary.get(f"/households/{empty}/door").form("/remove").submit()
    assert "301" not in {cell.find("b").get_text() for cell in page.soup.select(".pl-map a")}


def test_a_door_with_people_is_neither_vacant_nor_taken_away(person):
    home = world.household_at(world.OWN_DOOR).id
    page = person("secretary").get(f"/households/{home}/door")
    for verb in ("/mark-vacant", "/remove"):
        answer = page.form(verb).submit()
        assert answer.status == 409 and "还登记着住的人" in answer.text
    assert one(Household, id=home).tenancy is Tenancy.UNKNOWN
    empty = world.household_at("阳光花园1号楼1单元202").id
    assert "空置" in person("secretary").get(f"/households/{empty}/door").form("/mark-vacant").submit().text


def test_a_grid_takes_over_a_unit_and_its_doors(person):
    page = person("secretary").get("/grids/new").form("/create").submit(name="第三网格")
    unit = world.household_at(world.OWN_DOOR).unit_id
    page = page.form("/units").submit(units=[str(unit)])
    assert page.path == "/places" and "第三网格 4 户" in page.text
    db.session.rollback()
    assert world.household_at(world.OWN_DOOR).grid.name == "第三网格"
    assert person("owner").get("/buildings").text.count("1号楼") == 0
    grid_id = one(Grid, name="第三网格").id
    page = person("secretary").get(f"/grids/{grid_id}").form("/units").submit(units=None)
    assert "还有 4 户没有分给网格" in page.text
    assert person("secretary").post(f"/grids/{grid_id}/units", {"units": ["999999"]}).status == 422


def test_names_are_corrected(person, estate, grid):
    secretary = person("secretary")
    secretary.get(f"/estates/{estate}/edit").form("/change").submit(name="月光花园", address="幸福路 12 号")
    secretary.get(f"/grids/{grid}").form("/rename").submit(name="东片网格")
    text = secretary.get("/places").text
    assert "月光花园" in text and "幸福路 12 号" in text and "东片网格" in text
    db.session.rollback()
    assert world.household_at("月光花园1号楼1单元101").door == "101"
    page = secretary.get(f"/grids/{grid}").form("/rename").submit(name="第二网格")
    assert page.status == 422 and "已经有叫" in page.soup.find(id="name-error").get_text()


def test_the_communitys_settings(person):
    form = person("secretary").get("/places").follow("改社区设置").form("/change")
    page = form.submit(phone="0571-12345678", office_hours="8:30-17:30", services="送药\n修灯", verify_before_approval="y")
    assert "修灯" in page.text and "要先打电话核实" in page.text
    assert person("secretary").get("/places/settings").form("/change").submit(phone="").status == 422
    assert one(Community, name="和平社区").services == ""
    assert recorded("community.changed") == 1


def test_the_preview_goes_from_the_first_unit_to_the_last_and_from_the_top_down(person, estate):
    form = generate(person, estate)
    form.action = form.action.replace("/generate", "/preview")
    rows = [row.get_text(" ", strip=True) for row in form.submit().soup.select(".pl-preview dt")]
    assert rows == [f"{unit}单元 {floor} 层" for unit in (1, 2) for floor in (3, 2, 1)]


def test_a_landline_is_written_with_its_area_code_apart(person):
    assert [readable_phone(one) for one in ("057112345678", "01088886666", "19900000001", "12345", "")] == [
        "0571-12345678",
        "010-88886666",
        "19900000001",
        "12345",
        "",
    ]
