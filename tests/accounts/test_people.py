"""The list of the people one answers for, and one person's page."""

from __future__ import annotations

import pytest

from core import slots
from tests.accounts.support import fresh, user_id


def test_a_secretary_sees_the_workers_of_the_own_community(person):
    text = person("secretary").get("/people").text
    assert all(name in text for name in ("赵一", "钱二", "孙三", "第一网格", "第二网格"))
    assert not any(name in text for name in ("郑五", "王书记", "陈书记", "周书记"))


def test_an_officer_sees_workers_and_secretaries_of_the_subdistrict_and_filters_by_community(person):
    officer = person("officer")
    page = officer.get("/people")
    assert all(name in page.text for name in ("赵一", "郑五", "王书记", "和平社区"))
    assert "陈书记" not in page.text
    only = page.follow("和平社区")
    assert "郑五" in only.text and "赵一" not in only.text


def test_a_worker_has_no_such_page(person):
    assert person("owner").get("/people").status == 403


def test_the_page_of_a_person_says_how_to_reach_them_and_what_they_carry(app, person, monkeypatch):
    monkeypatch.setattr(slots, "_fillings", {**slots._fillings, "user_load": [(1, lambda actor, user_ids: {user_ids[0]: [("帮扶", 7)]})]})
    secretary = person("secretary")
    secretary.get(f"/people/{user_id('owner')}/edit").form().submit(phone="199 0000 1234")
    page = secretary.get(f"/people/{user_id('owner')}")
    assert page.soup.find("a", href="tel:19900001234") is not None
    assert "第一网格" in page.text and "帮扶 7" in page.text and "还没登录过" in page.text


def test_last_sign_in_is_shown(person):
    person("owner")
    assert "上次登录：今天" in person("secretary").get("/people").text


@pytest.mark.parametrize("path", ["", "/edit", "/hand-over", "/grids"])
def test_outside_the_scope_a_person_does_not_exist(person, path):
    secretary = person("secretary")
    for somebody in ("other_worker", "other_secretary", "far_secretary", "officer"):
        assert secretary.get(f"/people/{user_id(somebody)}{path}").status == 404
    assert person("far_officer").get(f"/people/{user_id('owner')}{path}").status == 404


@pytest.mark.parametrize("path", ["", "/edit", "/hand-over", "/grids"])
def test_a_colleague_one_does_not_answer_for_is_refused(person, path):
    assert person("secretary").get(f"/people/{user_id('deputy')}{path}").status == 403
    assert person("secretary").get(f"/people/{user_id('secretary')}{path}").status == 403


def test_name_and_phone_are_corrected(person):
    form = person("secretary").get(f"/people/{user_id('owner')}/edit").form()
    assert "已保存" in form.submit(name="赵一一", phone="0571-88888888").text
    assert (fresh("owner").name, fresh("owner").phone) == ("赵一一", "057188888888")


def test_a_wrong_phone_is_explained_and_what_was_typed_stays(person):
    page = person("secretary").get(f"/people/{user_id('owner')}/edit").form().submit(name="赵一一", phone="12x")
    assert page.status == 422
    assert "电话号码不对" in page.soup.find(id="phone-error").get_text()
    assert page.form()["name"] == "赵一一" and page.form()["phone"] == "12x"
    assert fresh("owner").name == "赵一"


def test_the_list_goes_on_after_sixty(app, person):
    from blueprints.accounts import queries
    from tests.support.many import add_workers

    add_workers(queries.PAGE + 5)
    secretary = person("secretary")
    first = secretary.get("/people")
    second = first.follow("下一页")
    shown = [len(page.soup.select("#people li")) for page in (first, second)]
    assert shown == [queries.PAGE, 8]
    names = {item.get_text() for page in (first, second) for item in page.soup.select("#people .ll-item__title")}
    assert len(names) == queries.PAGE + 8
