"""Signing in and out: right, wrong, too often; and what a temporary password opens."""

from __future__ import annotations

import pytest

from blueprints.accounts import passwords
from tests.accounts.support import events, fresh
from tests.support.browser import Person
from tests.support.world import PASSWORD


def attempt(person: Person, username="owner", password="wrong", address="10.0.0.1", **extra):
    form = person.get("/sign-in").form("/sign-in").fill(username=username, password=password)
    return person.send("/sign-in", form.values, follow=False, environ_base={"REMOTE_ADDR": address}, **extra)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor):
    wrong, unknown = attempt(visitor), attempt(visitor, username="nobody")
    for page in (wrong, unknown):
        assert page.status == 422 and "登录名或密码不对，请再试一次。" in page.text
        assert page.form("/sign-in")["password"] == ""
    strip = lambda page: page.text.replace("owner", "").replace("nobody", "")  # noqa: E731
    assert strip(wrong) == strip(unknown)


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(monkeypatch, visitor):
    hashes = []
    hasher = passwords._hasher

    class Counting:
        def verify(self, *arguments):
            hashes.append(arguments[0])
            return hasher.verify(*arguments)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    attempt(visitor), attempt(visitor, username="nobody")
    assert len(hashes) == 2 and hashes[1] == passwords._NOBODY


def test_the_login_name_may_begin_with_a_capital_and_end_with_a_space(visitor):
    assert attempt(visitor, username="Owner ", password=PASSWORD).status == 303
    assert fresh("owner").last_sign_in_at is not None and len(events("user.signed_in")) == 1


def test_empty_fields_are_asked_for(visitor):
    page = attempt(visitor, username="", password="")
    assert page.status == 422 and "请填登录名" in page.text and "请填密码" in page.text


def test_after_ten_wrong_passwords_the_account_waits_from_that_address_only(app, visitor):
    app.config["RATE_LIMITS_ENABLED"] = True
    for _number in range(10):
        assert attempt(visitor).status == 422
    page = attempt(visitor, password=PASSWORD)
    assert page.status == 429 and "15 分钟" in page.text
    assert attempt(Person(app), username="colleague", password=PASSWORD).status == 303, "others in the same office still get in"
    assert attempt(Person(app), password=PASSWORD, address="10.0.0.2").status == 303, "nobody is locked out from elsewhere"


def test_a_right_password_sets_the_count_back(app):
    app.config["RATE_LIMITS_ENABLED"] = True
    for _round in range(2):
        for _number in range(9):
            assert attempt(Person(app)).status == 422
        assert attempt(Person(app), password=PASSWORD).status == 303


def test_one_address_that_tries_many_names_waits(app, visitor):
    app.config["RATE_LIMITS_ENABLED"] = True
    statuses = [attempt(visitor, username=f"name{number}").status for number in range(101)]
    assert statuses == [422] * 100 + [429]


def test_signing_out_ends_the_session(person):
    owner = person("owner")
    page = owner.get("/me").form("/sign-out").submit()
    assert page.path == "/sign-in" and "请找社区书记重设" in page.text
    assert owner.get("/me").response.headers["Location"].startswith("/sign-in")


def test_signing_out_everywhere_ends_the_other_phone_too(person):
    here, there = person("owner"), person("owner")
    page = here.get("/me").form("/sign-out-everywhere").submit()
    assert "所有设备都已退出" in page.text
    assert there.get("/me").response.headers["Location"].startswith("/sign-in")
    assert len(events("user.sessions_ended")) == 1


def test_the_page_that_was_asked_for_comes_after_signing_in(visitor):
    page = visitor.get("/alerts?show=all")
    page = visitor.get(page.response.headers["Location"]).form("/sign-in").submit(username="owner", password=PASSWORD, follow=False)
    assert page.response.headers["Location"] == "/alerts?show=all"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx//evil", "/%0d%0aX: y"]
)
def test_the_way_never_leads_to_another_site(visitor, evil):
    form = visitor.get("/sign-in").form("/sign-in").fill(username="owner", password=PASSWORD, next=evil)
    location = visitor.send("/sign-in", form.values, follow=False).response.headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\")) and "\n" not in location


def test_an_htmx_part_without_a_session_loads_the_sign_in_page_and_comes_back(visitor):
    page = visitor.get("/alerts", htmx=True, headers={"HX-Current-URL": "http://localhost/alerts?show=all"})
    assert page.response.headers["HX-Redirect"] == "/sign-in?next=/alerts?show%3Dall"


# A temporary password


@pytest.fixture
def newcomer(app, person):
    from tests.accounts.support import temporary_password, user_id

    password = temporary_password(person("secretary").get(f"/people/{user_id('owner')}").form("/reset-password").submit())
    somebody = Person(app)
    attempt(somebody, password=password)
    somebody.signed_in = True
    return somebody, password


@pytest.mark.parametrize("path", ["/alerts", "/me", "/alerts?show=all"])
def test_a_temporary_password_opens_only_the_page_that_replaces_it(newcomer, path):
    somebody, _password = newcomer
    assert somebody.get(path).response.headers["Location"] == "/password"
    assert somebody.get(path, htmx=True).response.headers["HX-Redirect"] == "/password"
    assert "临时密码" in somebody.get("/password").text


def test_language_look_and_signing_out_work_before_the_change(newcomer):
    somebody, _password = newcomer
    assert somebody.get("/password").soup.find("form", action="/preferences/look") is not None
    page = somebody.get("/password").form("/sign-out").submit()
    assert page.path == "/sign-in" and "请找社区书记重设" in page.text


def test_after_the_change_everything_opens_and_other_sessions_end(app, newcomer):
    somebody, password = newcomer
    other = Person(app)
    attempt(other, password=password)
    page = somebody.get("/password").form("/password").submit(current=password, new="my own sentence", again="my own sentence")
    assert somebody.get("/alerts").status == 200
    assert other.get("/alerts").response.headers["Location"].startswith("/sign-in")
    assert attempt(Person(app), password="my own sentence").status == 303
    assert page.path != "/password" and len(events("user.password_changed")) == 1


@pytest.mark.parametrize(
    ("new", "again", "message"),
    [
        ("short", "short", "密码太短"),
        ("1234567890", "1234567890", "太容易被猜到"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "太容易被猜到"),
        ("x" * 129, "x" * 129, "密码太长"),
        ("a good sentence", "another sentence", "两次填的新密码不一样"),
        ("", "", "请填新密码"),
    ],
)
def test_a_new_password_that_will_not_do_is_explained(person, new, again, message):
    owner = person("owner")
    page = owner.get("/password").form("/password").submit(current=PASSWORD, new=new, again=again)
    assert page.status == 422 and message in page.text
    assert fresh("owner").session_number == 1


def test_the_present_password_must_be_right(person):
    page = person("owner").get("/password").form("/password").submit(current="wrong", new="my own sentence", again="my own sentence")
    assert page.status == 422 and "现在的密码不对" in page.soup.find(id="current-error").get_text()
