"""A session that ends in the middle of a form: sign in, and everything typed is there."""

from __future__ import annotations

import json

import pytest

from tests.accounts.support import events, fresh, user_id
from tests.support.browser import Person
from tests.support.world import PASSWORD

LOSSES = ("cookie_gone", "session_ended")


def lose_session(person: Person, how: str) -> None:
    """The cookie expired, or the account's sessions were ended from another phone."""
    if how == "cookie_gone":
        person.client.delete_cookie("linli")
    else:
        from core.database import db, run_tx
        from tests.support import world

        def work() -> None:
            from blueprints.accounts import actions
            from core import clock

            actions.end_sessions(world.user(person.name), actor=world.actor(person.name), now=clock.now())

        db.session.rollback()
        run_tx(work)


@pytest.fixture
def somebody(person):
    def make(username: str) -> Person:
        found = person(username)
        found.name = username
        return found

    return make


def sign_in_on(page, username: str, password: str = PASSWORD):
    return page.form("/sign-in").submit(username=username, password=password, follow=False)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("how", LOSSES)
def test_the_form_is_there_again_with_everything_typed_and_can_be_sent(somebody, how, htmx):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力", phone="199 0000 1234")
    lose_session(secretary, how)
    page = form.submit(htmx=htmx)
    assert page.status == 401 and "刚才填的内容还在" in page.html
    if htmx:
        assert page.response.headers["HX-Retarget"] == "body"
    page = sign_in_on(page, "secretary")
    assert page.status == 422 and "您已重新登录" in page.text
    again = page.form("/edit")
    assert (again["name"], again["phone"]) == ("赵大力", "199 0000 1234")
    assert again["submission_id"] == form["submission_id"]
    assert fresh("owner").name == "赵一", "nothing is sent by itself"
    page = again.submit()
    assert "已保存" in page.text and fresh("owner").name == "赵大力"


@pytest.mark.parametrize("how", LOSSES)
def test_fields_with_several_values_come_back(somebody, how):
    secretary = somebody("secretary")
    page = secretary.get(f"/people/{user_id('owner')}/grids")
    values = [str(box["value"]) for box in page.soup.find_all("input", type="checkbox")]
    form = page.form("/grids").fill(grids=values)
    lose_session(secretary, how)
    page = sign_in_on(form.submit(), "secretary")
    checked = [str(box["value"]) for box in page.soup.find_all("input", type="checkbox", checked=True)]
    assert page.status == 422 and checked == values and len(values) == 2
    page.form("/grids").submit()
    assert len(events("user.grids_assigned")) == 1


def test_the_query_of_the_address_comes_along(somebody):
    secretary = somebody("secretary")
    path = f"/people/{user_id('owner')}/edit"
    form = secretary.get(path).form()
    lose_session(secretary, "cookie_gone")
    parcel = json.loads(secretary.send(f"{path}?from=list", form.values).form("/sign-in")["resume"])
    assert (parcel["path"], parcel["query"]) == (path, "from=list")


def test_somebody_else_who_signs_in_starts_clean(somebody):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    lose_session(secretary, "session_ended")
    page = sign_in_on(form.submit(), "deputy")
    assert page.status == 303 and page.response.headers["Location"] == "/"


def test_a_form_outside_the_scope_of_who_signs_in_does_not_exist(somebody):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    lose_session(secretary, "cookie_gone")
    assert sign_in_on(form.submit(), "other_secretary").status == 404
    lose_session(secretary, "cookie_gone")
    assert sign_in_on(form.submit(), "owner").status == 403


def test_passwords_are_not_carried(somebody):
    owner = somebody("owner")
    form = owner.get("/password").form("/password").fill(current=PASSWORD, new="my own sentence", again="my own sentence")
    lose_session(owner, "session_ended")
    page = form.submit()
    assert "my own sentence" not in page.html and PASSWORD not in page.html


@pytest.mark.parametrize("how", LOSSES)
def test_signing_out_in_an_old_tab_does_not_sign_out_after_signing_in(somebody, how):
    owner = somebody("owner")
    form = owner.get("/me").form("/sign-out")
    lose_session(owner, how)
    page = form.submit()
    if how == "cookie_gone":
        page = owner.get("/sign-in")
    assert sign_in_on(page, "owner").status == 303
    assert owner.get("/me").status == 200


@pytest.mark.parametrize("how", LOSSES)
def test_a_button_without_fields_is_not_pressed_by_itself(somebody, how):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}").form("/disable")
    lose_session(secretary, how)
    page = form.submit()
    page = page.form("/sign-in").submit(username="secretary", password=PASSWORD)
    assert "再按一次" in page.text and page.path == f"/people/{user_id('owner')}"
    assert fresh("owner").is_enabled and events("user.disabled") == []


def test_a_wrong_password_on_the_way_keeps_what_was_typed(somebody):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    lose_session(secretary, "cookie_gone")
    page = sign_in_on(form.submit(), "secretary", "wrong")
    assert page.status == 422
    page = sign_in_on(page, "secretary")
    assert page.form("/edit")["name"] == "赵大力"


def test_behind_a_temporary_password_the_form_waits_until_it_is_changed(somebody, person):
    from tests.accounts.support import temporary_password

    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    password = temporary_password(person("officer").get(f"/people/{user_id('secretary')}").form("/reset-password").submit())
    page = sign_in_on(form.submit(), "secretary", password)
    assert "临时密码" in page.text
    page = page.form("/password").submit(current=password, new="my own sentence", again="my own sentence")
    assert page.status == 422 and page.form("/edit")["name"] == "赵大力"
    page.form("/edit").submit()
    assert fresh("owner").name == "赵大力"


def test_a_disabled_account_does_not_get_back_in(somebody, person):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")
    person("officer").get(f"/people/{user_id('secretary')}").form("/disable").submit()
    page = form.submit()
    assert page.status == 401
    page = sign_in_on(page, "secretary")
    assert page.status == 422 and "登录名或密码不对" in page.text
    assert fresh("owner").name == "赵一"


@pytest.mark.parametrize(
    "parcel",
    [
        "not json",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"path": 1, "fields": []}',
        '{"path": "https://evil.example/people", "fields": []}',
        '{"path": "//evil.example/", "fields": []}',
        '{"path": "/sign-out", "fields": [["a", "b"]]}',
        '{"path": "/no/such/page", "fields": [["a", "b"]]}',
        '{"path": "/alerts", "fields": [["a", "b"]]}',
        '{"path": "/people/new", "fields": [["a"]]}',
        '{"path": "/people/new", "fields": 7}',
    ],
)
def test_a_parcel_that_is_not_ours_leads_home(visitor, parcel):
    form = visitor.get("/sign-in").form("/sign-in").fill(username="secretary", password=PASSWORD, resume=parcel)
    page = visitor.send("/sign-in", form.values, follow=False)
    assert (page.status, page.response.headers["Location"]) == (303, "/")
    assert visitor.get("/me").status == 200


def test_a_page_of_another_site_cannot_put_words_into_our_forms(app, somebody):
    secretary = somebody("secretary")
    path = f"/people/{user_id('owner')}/edit"
    page = secretary.send(path, {"name": "坏人", "csrf_token": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status == 400 and "坏人" not in page.html
    page = Person(app).send(path, {"name": "坏人"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "坏人" not in page.html


def test_a_lost_page_token_with_a_good_session_shows_the_form_again(somebody):
    secretary = somebody("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力", csrf_token="old")
    page = form.submit()
    assert page.status == 422 and "页面放得太久了" in page.text and fresh("owner").name == "赵一"
    page = page.form("/edit").submit()
    assert fresh("owner").name == "赵大力"


def test_a_lost_page_token_outside_the_scope_is_still_404(somebody):
    secretary = somebody("secretary")
    page = secretary.send(f"/people/{user_id('other_worker')}/edit", {"name": "x", "csrf_token": "old"})
    assert page.status == 404


def test_on_the_sign_in_page_a_lost_token_shows_it_again(visitor):
    form = visitor.get("/sign-in").form("/sign-in").fill(username="owner", password=PASSWORD)
    visitor.client.delete_cookie("linli")
    page = form.submit()
    assert page.status == 422 and page.form("/sign-in")["username"] == "owner"
    assert sign_in_on(page, "owner").status == 303
