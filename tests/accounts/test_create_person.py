"""The fixed questions, asked of making an account."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from core.audit import AuditEvent
from core.database import db
from core.submissions import Submission
from tests.accounts.support import TEMPORARY, events, fresh, temporary_password, user_id
from tests.support.browser import Person


def test_a_new_worker_signs_in_with_the_temporary_password_and_must_change_it(app, person):
    page = person("secretary").get("/people/new").form().submit(name="新来的", username="XinLai", phone="19900000077")
    password = temporary_password(page)
    assert TEMPORARY.fullmatch(password) and "xinlai" in page.text
    user = fresh("xinlai")
    assert (user.role, user.community_id, user.phone) == (Role.GRID_WORKER, fresh("owner").community_id, "19900000077")
    somebody = Person(app)
    page = somebody.get("/sign-in").form("/sign-in").submit(username="Xinlai", password=password)
    somebody.signed_in = True
    assert page.path == "/" or page.path == "/password"
    assert somebody.get("/alerts").response.headers["Location"] == "/password"
    page = somebody.get("/password").form("/password").submit(current=password, new="my own sentence", again="my own sentence")
    assert not fresh("xinlai").must_change_password
    assert "告警" in somebody.get("/alerts").text


def test_the_password_is_nowhere_but_in_the_answer(app, person):
    secretary = person("secretary")
    page = secretary.get("/people/new").form().submit(name="新来的", username="xinlai", follow=False)
    password = temporary_password(page)
    assert page.status == 200 and page.response.headers["Cache-Control"] == "no-store"
    db.session.rollback()
    stored = [str(row) for model in (User, AuditEvent, Submission) for row in db.session.execute(sa.select(*model.__table__.c))]
    assert not any(password in text for text in stored)
    assert password not in str(page.response.headers)


def test_sent_again_it_is_not_made_again_and_the_password_is_not_shown_again(person):
    form = person("secretary").get("/people/new").form().fill(name="新来的", username="xinlai")
    password = temporary_password(form.submit())
    again = form.submit()
    assert "已经重设过了" in again.text and password not in again.html
    assert again.soup.find(class_="ll-code") is None
    assert len(events("user.created")) == 1


def test_a_taken_login_name_is_explained_beside_the_field(person):
    page = person("secretary").get("/people/new").form().submit(name="新来的", username="OWNER")
    assert page.status == 422
    assert "已经有人用了" in page.soup.find(id="username-error").get_text()
    assert page.form()["name"] == "新来的"


@pytest.mark.parametrize("username", ["张三", "a b", "a", "a" * 41, "-x", "a/b"])
def test_a_login_name_that_cannot_be_typed_everywhere_is_refused(person, username):
    page = person("secretary").get("/people/new").form().submit(name="新来的", username=username)
    assert page.status == 422 and page.soup.find(id="username-error") is not None


def test_an_officer_makes_a_secretary_for_one_of_the_own_communities(person):
    officer = person("officer")
    page = officer.get("/people/new")
    assert "春风社区" not in page.text
    there = next(str(option["value"]) for option in page.soup.find_all("option") if option.get_text() == "和平社区")
    temporary_password(page.form().submit(role="secretary", community=there, name="新书记", username="newsec"))
    assert (fresh("newsec").role, fresh("newsec").community_id) == (Role.SECRETARY, fresh("other_worker").community_id)


def test_nobody_makes_an_account_above_themselves_or_elsewhere(person):
    officer = person("officer")
    elsewhere = str(fresh("far_secretary").community_id)
    form = officer.get("/people/new").form()
    assert form.submit(role="officer", community=form["community"], name="x", username="xx1").status == 422
    assert form.submit(role="secretary", community=elsewhere, name="x", username="xx2").status == 422
    secretary = person("secretary")
    data = {"name": "x", "username": "xx3", "role": "secretary", "community": elsewhere}
    secretary.post("/people/new", data)
    made = fresh("xx3")
    assert (made.role, made.community_id) == (Role.GRID_WORKER, fresh("secretary").community_id)


def test_a_worker_makes_nobody(person):
    owner = person("owner")
    assert owner.get("/people/new").status == 403
    assert owner.post("/people/new", {"name": "x", "username": "xx"}).status == 403


def test_one_event_without_the_hash(person):
    person("secretary").get("/people/new").form().submit(name="新来的", username="xinlai")
    (event,) = events("user.created")
    assert (event.entity_id, event.actor_name, event.after["username"]) == (user_id("xinlai"), "周书记", "xinlai")
    assert "password_hash" not in event.after
