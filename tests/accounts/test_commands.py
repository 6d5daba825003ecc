"""Setting a site up, and letting somebody in, from the command line."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.places.models import Community
from core.audit import AuditEvent
from core.database import Base, db
from tests.accounts.support import TEMPORARY, fresh
from tests.support.browser import Person

GOOD = "a fine long sentence"
ANSWERS = ["测试街道", "清风社区", "0571-88888888", "secretary", "周书记", "zhou"]


@pytest.fixture
def run(app):
    def invoke(*arguments: str, lines=(), password: str | None = None):
        db.session.rollback()
        env = {"LINLI_PASSWORD": password}
        return app.test_cli_runner().invoke(args=list(arguments), input="\n".join([*lines, ""]), env=env)

    return invoke


@pytest.fixture
def empty_site(app):
    db.session.rollback()
    Base.metadata.drop_all(db.engine)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP FUNCTION IF EXISTS audit_event_append_only() CASCADE")


def signs_in(app, username: str, password: str) -> bool:
    return Person(app).get("/sign-in").form("/sign-in").submit(username=username, password=password, follow=False).status == 303


def test_init_asks_and_the_first_secretary_signs_in(app, empty_site, run):
    result = run("init", lines=[*ANSWERS, GOOD, GOOD])
    assert result.exit_code == 0, result.output
    user = fresh("zhou")
    assert (user.role, user.name, user.must_change_password) == (Role.SECRETARY, "周书记", False)
    community = db.session.scalar(sa.select(Community))
    assert (community.name, community.phone, user.community_id) == ("清风社区", "057188888888", community.id)
    actions = set(db.session.scalars(sa.select(AuditEvent.action)))
    assert {"subdistrict.created", "community.created", "user.created"} <= actions
    assert signs_in(app, "zhou", GOOD) and GOOD not in result.output


def test_init_without_questions_for_an_officer_makes_a_password_up(app, empty_site, run):
    options = {
        "subdistrict": "测试街道",
        "community": "清风社区",
        "phone": "19900000001",
        "role": "officer",
        "name": "冯",
        "username": "feng",
    }
    result = run("init", *(f"--{name}={value}" for name, value in options.items()), "--generate-password")
    assert result.exit_code == 0, result.output
    password = TEMPORARY.search(result.output).group()
    assert fresh("feng").community_id is None and fresh("feng").must_change_password
    assert signs_in(app, "feng", password)


def test_init_refuses_a_site_that_is_set_up_before_it_asks(empty_site, run):
    run("init", lines=[*ANSWERS, GOOD, GOOD])
    result = run("init", lines=[*ANSWERS, GOOD, GOOD])
    assert result.exit_code == 1 and "已经设置过了" in result.output and "街道（乡镇）名称" not in result.output


@pytest.mark.parametrize("bad", ["short", "zhouzhouzhou", "1234567890"])
def test_a_password_that_would_be_guessed_is_asked_for_again(empty_site, run, bad):
    wanted = ["zhouzhouzhou" if part == "zhou" else part for part in ANSWERS]
    result = run("init", lines=[*wanted, bad, bad, GOOD, GOOD])
    assert result.exit_code == 0, result.output
    assert re.search("太短|太容易", result.output)


def test_a_wrong_phone_is_asked_for_again(empty_site, run):
    result = run("init", lines=[*ANSWERS[:2], "12", *ANSWERS[2:], GOOD, GOOD])
    assert result.exit_code == 0 and "电话号码不对" in result.output


def test_add_user_asks_which_place_when_there_are_several(app, run):
    arguments = ("add-user", "--role=secretary", "--name=新书记", "--username=new")
    result = run(*arguments, password=GOOD)
    assert result.exit_code == 1 and "和平社区" in result.output
    assert run(*arguments, "--place=和平社区", password=GOOD).exit_code == 0
    assert fresh("new").community_id == fresh("other_worker").community_id
    assert signs_in(app, "new", GOOD)


def test_add_user_refuses_a_taken_name_and_a_weak_password(run):
    arguments = ("add-user", "--role=worker", "--name=x", "--place=和平社区")
    assert "已经有人用了" in run(*arguments, "--username=owner", password=GOOD).output
    assert "太短" in run(*arguments, "--username=newer", password="short").output
    assert db.session.scalar(sa.select(User).where(User.username == "newer")) is None


def test_reset_password_lets_somebody_in_again(app, run):
    result = run("reset-password", "officer", "--generate-password")
    password = TEMPORARY.search(result.output).group()
    assert signs_in(app, "officer", password) and fresh("officer").must_change_password
    assert "没有这个登录名" in run("reset-password", "nobody", "--generate-password").output
