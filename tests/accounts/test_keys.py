"""Resetting a password, disabling and enabling."""

from __future__ import annotations

import pytest

from tests.accounts.support import events, fresh, temporary_password, user_id
from tests.support.browser import Person
from tests.support.world import PASSWORD

VERBS = ("reset-password", "disable", "enable")


def test_a_reset_ends_the_old_password_and_the_running_session(app, person):
    owner = person("owner")
    password = temporary_password(person("secretary").get(f"/people/{user_id('owner')}").form("/reset-password").submit())
    assert owner.get("/alerts").response.headers["Location"].startswith("/sign-in")
    page = Person(app).get("/sign-in").form("/sign-in").submit(username="owner", password=PASSWORD)
    assert page.status == 422
    page = Person(app).get("/sign-in").form("/sign-in").submit(username="owner", password=password, follow=False)
    assert page.status == 303
    assert fresh("owner").must_change_password and len(events("user.password_reset")) == 1


def test_a_reset_sent_twice_happens_once_and_shows_the_password_once(person):
    form = person("secretary").get(f"/people/{user_id('owner')}").form("/reset-password")
    password = temporary_password(form.submit())
    again = form.submit()
    assert "已经重设过了" in again.text and password not in again.html
    assert len(events("user.password_reset")) == 1


def test_disabling_takes_effect_on_the_next_request_and_enabling_opens_again(app, person):
    owner, secretary = person("owner"), person("secretary")
    assert owner.get("/alerts").status == 200
    page = secretary.get(f"/people/{user_id('owner')}").form("/disable").submit()
    assert "已停用" in page.text
    assert owner.get("/alerts").response.headers["Location"].startswith("/sign-in")
    page = Person(app).get("/sign-in").form("/sign-in").submit(username="owner", password=PASSWORD)
    assert page.status == 422 and "登录名或密码不对" in page.text
    assert "赵一" not in secretary.get("/people").text
    assert "赵一" in secretary.get("/people?show=disabled").text
    secretary.get(f"/people/{user_id('owner')}").form("/enable").submit()
    assert Person(app).sign_in("owner").get("/alerts").status == 200
    assert [len(events(f"user.{verb}")) for verb in ("disabled", "enabled")] == [1, 1]


def test_disabling_somebody_disabled_changes_nothing(person):
    secretary = person("secretary")
    first = secretary.get(f"/people/{user_id('owner')}").form("/disable")
    second = secretary.get(f"/people/{user_id('owner')}").form("/disable")
    assert first["submission_id"] != second["submission_id"]
    first.submit()
    assert second.submit().status == 200
    assert len(events("user.disabled")) == 1


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("owner", "colleague", 403),
        ("secretary", "deputy", 403),
        ("secretary", "secretary", 403),
        ("secretary", "other_worker", 404),
        ("officer", "officer", 403),
        ("officer", "far_secretary", 404),
        ("far_officer", "owner", 404),
    ],
)
def test_who_may_not(person, verb, who, whom, status):
    before = fresh(whom).password_hash
    assert person(who).post(f"/people/{user_id(whom)}/{verb}", {}).status == status
    assert fresh(whom).is_enabled and fresh(whom).password_hash == before


@pytest.mark.parametrize("verb", VERBS)
def test_reading_the_address_of_the_verb_is_not_allowed(person, verb):
    assert person("secretary").get(f"/people/{user_id('owner')}/{verb}").status == 405


def test_an_officer_resets_a_secretary(person):
    temporary_password(person("officer").get(f"/people/{user_id('secretary')}").form("/reset-password").submit())
    assert fresh("secretary").must_change_password
