"""Suppliers are added, changed, ended and taken up again: by whom, and what others see of it."""

from __future__ import annotations

from datetime import time

import pytest
import sqlalchemy as sa

from blueprints.suppliers.models import Supplier
from blueprints.suppliers.rules import SupplierKind
from core.audit import AuditEvent
from core.database import db
from tests.suppliers import things
from tests.support import world

HOURS = {"hours-0-days": ["1", "2", "3", "4", "5"], "hours-0-starts": "9点", "hours-0-ends": "11:00"}


def every() -> list[Supplier]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Supplier).order_by(Supplier.id)))


def events() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.entity_type == "supplier").order_by(AuditEvent.id)))


def filled(somebody, **given):
    form = somebody.get("/suppliers/new").form("/suppliers/new")
    values = {"name": "好邻居超市", "phone": "199 0000 0201", "fee": "3元", "cut_off": "10:00", **HOURS, **given}
    for name, value in values.items():
        form.fill(**{name: value})
    return form


@pytest.mark.parametrize("htmx", [False, True])
def test_a_secretary_adds_one_for_the_own_community(app, person, htmx):
    page = filled(person("secretary")).submit(htmx=htmx)
    (made,) = every()
    assert (made.name, made.kind, made.phone, made.fee, made.cut_off) == (
        "好邻居超市",
        SupplierKind.SUPERMARKET,
        "19900000201",
        300,
        time(10),
    )
    assert made.owner_community_id == world.user("secretary").community_id
    assert [(area.community_id, area.estate_id) for area in made.areas] == [(made.owner_community_id, None)]
    assert [(one.weekday, one.starts, one.ends) for one in made.windows] == [(day, time(9), time(11)) for day in range(1, 6)]
    assert "周一至周五 09:00–11:00" in page.text and "幸福社区全部" in page.text and "每单 3.00 元" in page.text
    assert page.soup.find("a", href="tel:19900000201") is not None
    assert events() == ["supplier.added"]


def test_sent_twice_is_one(app, person):
    form = filled(person("secretary"))
    assert form.submit().path == form.submit().path
    assert len(every()) == 1


def test_only_some_estates(app, person):
    estate = things.estate_named("阳光花园").id
    filled(person("secretary"), whole=None, estates=[str(estate)]).submit()
    assert [area.estate_id for area in every()[0].areas] == [estate]


def test_an_officer_ticks_communities_and_leaves_single_estates_alone(app, person):
    limited = things.make(estate="阳光花园")
    page = filled(person("officer"), name="大润", communities=[str(things.community("和平社区").id)]).submit()
    assert "和平社区全部" in page.text
    assert things.fresh(limited + 1).owner_community_id is None
    form = person("officer").get(f"/suppliers/{limited}/change").form("/change")
    both = [str(things.community(name).id) for name in ("幸福社区", "和平社区")]
    form.fill(communities=both).submit()
    estate = things.estate_named("阳光花园").id
    found = {(area.community_id, area.estate_id) for area in things.fresh(limited).areas}
    assert found == {(int(both[0]), estate), (int(both[1]), None)}


def test_a_secretary_leaves_what_the_officer_added_elsewhere(app, person):
    own = things.make()
    officer = person("officer").get(f"/suppliers/{own}/change").form("/change")
    officer.fill(communities=[str(things.community(name).id) for name in ("幸福社区", "和平社区")]).submit()
    person("secretary").get(f"/suppliers/{own}/change").form("/change").submit(note="后门卸货")
    assert len(things.fresh(own).areas) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "请填名称"),
        ({"phone": "12"}, "电话号码不对"),
        ({"whole": None}, "请勾选送到哪里"),
        ({"hours-0-starts": ""}, "请填几点到几点"),
        ({"hours-0-days": None}, "请勾选星期几"),
        ({"hours-0-ends": "8:00"}, "结束要晚于开始"),
        ({"fee": "-1"}, "请填 0.00 到"),
        ({"cut_off": "25:00"}, "时间请填成"),
    ],
)
def test_bad_input_is_said_and_kept(app, person, typed, said):
    page = filled(person("secretary"), note="后门卸货", **typed).submit()
    assert (page.status, every()) == (422, [])
    assert said in page.text
    assert page.form("/suppliers/new")["note"] == "后门卸货"


def test_overlapping_hours_are_refused(app, person):
    page = filled(person("secretary")).submit(button=("hours-add", "1"))
    form = page.form("/suppliers/new")
    form.fill(**{"hours-1-days": ["5"], "hours-1-starts": "10:00", "hours-1-ends": "12:00"})
    page = form.submit()
    assert (page.status, every()) == (422, [])
    assert "重叠" in page.text


def test_a_name_is_taken_once_in_the_subdistrict(app, person):
    things.make("好邻居超市", "other_secretary")
    page = filled(person("secretary")).submit()
    assert page.status == 422 and "已经登记过" in page.text
    assert filled(person("far_officer"), communities=[str(things.community("春风社区").id)]).submit().status == 200


def test_an_estate_of_another_community_is_refused(app, person):
    form = filled(person("secretary"), whole=None)
    form.values.append(("estates", str(things.estate_named("和平里").id)))
    assert form.submit().status == 422
    assert every() == []


@pytest.mark.parametrize("who", ["other_secretary", "far_officer", "far_secretary", "other_worker"])
def test_it_does_not_exist_for_others(app, person, who):
    supplier = things.make()
    somebody = person(who)
    assert somebody.get(f"/suppliers/{supplier}").status == 404
    assert "好邻居" not in somebody.get("/suppliers").text
    if who.endswith(("secretary", "officer")):
        assert somebody.post(f"/suppliers/{supplier}/end").status == 404
    assert things.fresh(supplier).ended_at is None


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_workers_ring_the_shop_and_change_nothing(app, person, who):
    supplier = things.supermarket()
    worker = person(who)
    page = worker.get("/suppliers")
    assert page.soup.find("a", href="tel:19900000201") is not None
    assert "登记一家" not in page.html
    assert "修改" not in worker.get(f"/suppliers/{supplier}").text
    assert worker.get(f"/suppliers/{supplier}/change").status == 403
    assert worker.post(f"/suppliers/{supplier}/end").status == 403


def test_the_subdistricts_own_is_seen_and_not_changed_by_the_secretary(app, person):
    supplier = things.officer_supplier()
    secretary = person("secretary")
    page = secretary.get(f"/suppliers/{supplier}")
    assert "要改请联系他们" in page.text and "修改" not in page.soup.select_one(".ll-bar__end").get_text()
    assert secretary.get(f"/suppliers/{supplier}/change").status == 403
    assert secretary.post(f"/suppliers/{supplier}/end").status == 403
    assert person("other_secretary").get(f"/suppliers/{supplier}").status == 404


def test_two_at_the_same_form(app, person):
    supplier = things.make()
    first = person("secretary").get(f"/suppliers/{supplier}/change").form("/change")
    second = person("deputy").get(f"/suppliers/{supplier}/change").form("/change")
    first.submit(phone="19900000777")
    page = second.submit(phone="19900000888")
    assert page.status == 409
    assert "周书记 已在" in page.text and "19900000777" in page.text
    assert things.fresh(supplier).phone == "19900000777"
    assert events() == ["supplier.added", "supplier.changed"]


def test_ended_and_taken_up_again(app, person):
    supplier = things.supermarket()
    secretary, deputy = person("secretary"), person("deputy")
    stale = deputy.get(f"/suppliers/{supplier}").form("/end")
    page = secretary.get(f"/suppliers/{supplier}").form("/end").submit()
    assert "已停用" in page.text
    answer = stale.submit()
    assert answer.status == 409 and "周书记 已在" in answer.text
    assert "好邻居" not in secretary.get("/suppliers").text
    assert "好邻居" in secretary.get("/suppliers?show=ended").text
    secretary.get(f"/suppliers/{supplier}").form("/take-up").submit()
    assert things.fresh(supplier).ended_at is None
    assert events() == ["supplier.added", "supplier.ended", "supplier.taken_up"]


def test_the_list_says_when_an_order_placed_now_comes(app, person):
    things.supermarket()
    text = person("secretary").get("/suppliers").text
    assert "现在下单：" in text and "15:00–17:00 送到" in text and "每天 10:00 截单" in text and "价目 4 样" in text


def test_the_list_asks_as_often_with_thirty_as_with_three(app, person):
    from tests.support.queries import counting

    def asked() -> int:
        with counting() as counted:
            secretary.get("/suppliers")
        return counted.number

    secretary = person("secretary")
    for number in range(3):
        things.make(f"店{number}", prices=things.GOODS)
    asked()
    few = asked()
    for number in range(3, 30):
        things.make(f"店{number}", estate="阳光花园", prices=things.GOODS)
    assert asked() == few
    assert len(secretary.get("/suppliers").soup.select(".sp-row")) == 30


def test_more_than_a_page_of_suppliers(app, person):
    for number in range(53):
        things.make(f"店{number:02d}")
    secretary = person("secretary")
    first = secretary.get("/suppliers")
    second = secretary.get(str(first.soup.find("a", rel="next")["href"]))
    assert [len(page.soup.select(".sp-row")) for page in (first, second)] == [50, 3]
