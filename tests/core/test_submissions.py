"""Nothing arrives twice, also when two copies arrive at once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from blueprints.accounts.models import User
from core.database import db
from core.submissions import Submission
from tests.accounts.support import events, fresh, user_id
from tests.support.browser import Person


@pytest.fixture
def form(person):
    return person("secretary").get(f"/people/{user_id('owner')}/edit").form().fill(name="赵大力")


def test_the_first_answer_is_given_again(form):
    first, second = form.submit(follow=False), form.submit(follow=False)
    assert first.response.headers["Location"] == second.response.headers["Location"]
    assert len(events("user.edited")) == 1


def test_the_same_id_with_other_words_is_refused_not_overwritten(form):
    form.submit()
    page = form.submit(name="赵小力")
    assert page.status == 409 and "已经交过一次" in page.text
    assert fresh("owner").name == "赵大力"


def test_the_same_id_at_another_address_is_refused(form, person):
    form.submit()
    other = person("secretary").get(f"/people/{user_id('colleague')}/edit").form()
    assert other.submit(submission_id=form["submission_id"]).status == 409


def test_the_same_id_from_somebody_else_is_refused(app, form):
    form.submit()
    deputy = Person(app).sign_in("deputy").get(f"/people/{user_id('owner')}/edit").form()
    assert deputy.submit(name="赵大力", submission_id=form["submission_id"]).status == 409


@pytest.mark.parametrize("broken", ["", "x", "1" * 200, "' OR 1=1"])
def test_a_broken_id_is_replaced_and_the_form_shown_again(form, broken):
    page = form.submit(submission_id=broken)
    if broken:
        assert page.status == 422 and page.form("/edit")["name"] == "赵大力"
        page = page.form("/edit").submit()
    assert fresh("owner").name == "赵大力"
    assert len(db.session.scalars(sa.select(Submission)).all()) == 1


def test_two_copies_at_once_are_one(app, form):
    db.session.rollback()
    answers: list[int] = []
    barrier = threading.Barrier(2)

    def send():
        barrier.wait()
        answers.append(form.submit(follow=False).status)

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303, 303]
    assert len(events("user.edited")) == 1
    assert db.session.scalar(sa.select(User.name).where(User.username == "owner")) == "赵大力"
