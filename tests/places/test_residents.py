"""People behind a door: the fixed questions, asked of adding, correcting, moving out and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from blueprints.places.id_numbers import check_sign
from blueprints.places.models import Resident
from blueprints.places.vocabulary import Gender
from core import clock
from core.audit import AuditEvent
from core.database import db
from tests.support import world

FIRST17 = "33010219450302002"
ID_NUMBER = FIRST17 + check_sign(FIRST17)


@pytest.fixture
def home(app):
    return world.household_at(world.OWN_DOOR).id


@pytest.fixture
def somebody(app):
    return world.resident("张小军").id


def fresh(name):
    db.session.rollback()
    return world.resident(name)


def recorded(action):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == action))


def test_somebody_new_is_written_down(home, person):
    page = person("owner").get(f"/households/{home}").follow("登记新来的人")
    page = page.form("/residents/add").submit(
        name="买买提•艾力", phone="１９９ ０００１ ２３４５", relation="租客", is_tenant="y", id_number=ID_NUMBER.lower()
    )
    assert page.path == f"/households/{home}" and "买买提·艾力" in page.text and "租客" in page.text
    added = fresh("买买提·艾力")
    assert (added.phone, added.phone_last4, added.name_initials) == ("19900012345", "2345", "mmtal")
    assert (added.birth_date, added.gender, added.id_number, added.is_tenant) == (date(1945, 3, 2), Gender.FEMALE, ID_NUMBER, True)
    assert recorded("resident.added") == 1


@pytest.mark.parametrize("who", ["colleague", "secretary"])
def test_those_responsible_may(home, person, who):
    person(who).get(f"/households/{home}/residents/new").form("/add").submit(name="Anna Smith")
    assert fresh("Anna Smith").name_initials == "annasmith"


@pytest.mark.parametrize("who", ["stranger", "other_secretary", "other_worker", "far_secretary"])
def test_a_strangers_door_does_not_exist(home, somebody, person, who):
    them = person(who)
    for path in (f"/households/{home}", f"/households/{home}/edit", f"/households/{home}/residents/new", f"/residents/{somebody}/edit"):
        assert them.get(path).status == 404
    assert them.post(f"/households/{home}/residents/add", {"name": "张三"}).status == 404
    assert them.post(f"/households/{home}/change", {"tenancy": "owner"}).status == 404
    assert them.post(f"/residents/{somebody}/change", {"name": "张三"}).status == 404
    assert them.post(f"/residents/{somebody}/move-out", {"moved_out_on": "2026-01-01"}).status == 404
    assert them.post(f"/residents/{somebody}/move-in-again").status == 404


def test_an_officer_reads_with_masked_numbers_and_writes_nothing(home, somebody, person):
    officer = person("officer")
    page = officer.get(f"/households/{home}")
    assert "张秀兰" in page.text and "199****0001" in page.text and "19900000001" not in page.html
    assert "登记新来的人" not in page.text
    for path in (f"/households/{home}/residents/add", f"/residents/{somebody}/change", f"/residents/{somebody}/move-out"):
        assert officer.post(path, {"name": "x"}).status == 403


def test_those_responsible_call_with_one_tap(home, person):
    assert person("owner").get(f"/households/{home}").link("19900000001") == "tel:19900000001"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "请填写姓名"),
        ("name", "张3", "姓名只能是汉字或字母"),
        ("name", "张秀兰", "已经登记在这一户"),
        ("phone", "123456", "电话号码不对"),
        ("id_number", "330102194503020021", "证件号码不对"),
        ("birth_date", "2199-01-01", "日期要在"),
    ],
)
def test_bad_input_is_explained_beside_the_field(home, person, field, typed, message):
    values = {"name": "周新来", "relation": "女儿", field: typed}
    page = person("owner").get(f"/households/{home}/residents/new").form("/add").submit(**values)
    assert page.status == 422
    assert message in page.soup.find(id=f"{field}-error").get_text()
    assert page.form("/add")["relation"] == "女儿"
    assert db.session.scalar(sa.select(Resident.id).where(Resident.name == "周新来")) is None


def test_a_correction_changes_what_was_wrong_alone(somebody, person):
    form = person("owner").get(f"/residents/{somebody}/edit").form("/change")
    assert form["phone"] == "19900000002"
    form.submit(name="张晓军")
    changed = fresh("张晓军")
    assert (changed.id, changed.phone, changed.birth_date) == (somebody, "19900000002", date(1972, 7, 9))
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "resident.changed")).one()
    assert event.before == {"name": "张小军"} and event.after == {"name": "张晓军"}


def test_nothing_changed_is_not_an_error(somebody, person):
    page = person("owner").get(f"/residents/{somebody}/edit").form("/change").submit()
    assert "已保存" in page.text and recorded("resident.changed") == 0


def test_moving_out_and_back(home, somebody, person):
    owner = person("owner")
    page = owner.get(f"/residents/{somebody}/moved-out").form("/move-out").submit()
    assert "已搬走 1 人" in page.text
    assert fresh("张小军").moved_out_on == clock.day_of(clock.now())
    page = page.form("/move-in-again").submit()
    assert "已搬走" not in page.text
    assert fresh("张小军").moved_out_on is None
    assert recorded("resident.moved_out") == recorded("resident.moved_in_again") == 1


def test_moving_out_tomorrow_is_refused(somebody, person):
    tomorrow = clock.day_of(clock.now()) + timedelta(days=1)
    page = person("owner").get(f"/residents/{somebody}/moved-out").form("/move-out").submit(moved_out_on=tomorrow.isoformat())
    assert page.status == 422 and fresh("张小军").moved_out_on is None


def test_the_second_is_told_that_it_is_known(somebody, person):
    late = person("colleague").get(f"/residents/{somebody}/moved-out").form("/move-out")
    person("owner").get(f"/residents/{somebody}/moved-out").form("/move-out").submit()
    page = late.submit()
    assert page.status == 409 and "已经登记为" in page.text
    came_from = {"Referer": f"http://localhost/residents/{somebody}/moved-out"}
    page = late.page.person.send(late.action, late.values, headers=came_from)
    assert page.link("看最新情况") == f"/residents/{somebody}/moved-out"


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_done_once(home, person, htmx):
    form = person("owner").get(f"/households/{home}/residents/new").form("/add").fill(name="周新来")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path == f"/households/{home}"
    assert recorded("resident.added") == 1


def test_reading_the_address_of_a_verb_is_not_allowed(home, somebody, person):
    owner = person("owner")
    for path in (f"/households/{home}/change", f"/households/{home}/residents/add", f"/residents/{somebody}/move-out"):
        assert owner.get(path).status == 405


def test_tenancy_and_note(home, person):
    page = person("owner").get(f"/households/{home}").follow("改房屋使用和备注")
    page = page.form("/change").submit(tenancy="rented", note="家里有狗")
    assert "出租" in page.text and "家里有狗" in page.text
    assert recorded("household.changed") == 1
    page = person("owner").get(f"/households/{home}/edit").form("/change").submit(tenancy=None)
    assert page.status == 422 and "请选一项" in page.text


def test_without_signing_in_the_way_leads_to_the_sign_in_page(home, visitor):
    assert visitor.get(f"/households/{home}").response.headers["Location"].startswith("/sign-in?next=/households/")


def test_whoever_was_written_down_anew_does_not_move_in_twice(home, somebody, person):
    owner = person("owner")
    page = owner.get(f"/residents/{somebody}/moved-out").form("/move-out").submit()
    owner.get(f"/households/{home}/residents/new").form("/add").submit(name="张小军")
    answer = page.form("/move-in-again").submit()
    assert "已经登记在这一户" in answer.text and "已搬走 1 人" in answer.text
