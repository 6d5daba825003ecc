"""Nothing arrives twice, also when two copies arrive at once."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from blueprints.accounts.models import User
from core.database import db
from core.submissions import Submission
from tests.accounts.support import events, fresh, user_id
from tests.support import world
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


def copies_at_once(form, number=2):
    """Where each copy of the same form is sent on to, all arriving together."""
    db.session.rollback()
    answers: list[str] = []
    barrier = threading.Barrier(number)

    def send():
        barrier.wait()
        page = form.submit(follow=False)
        answers.append(page.response.headers.get("Location") or f"{page.status}: {page.text}")

    threads = [threading.Thread(target=send) for _copy in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return answers


def test_two_copies_at_once_are_one(app, form):
    assert len(set(copies_at_once(form))) == 1
    assert len(events("user.edited")) == 1
    assert db.session.scalar(sa.select(User.name).where(User.username == "owner")) == "赵大力"


@pytest.mark.parametrize(
    ("who", "path", "verb", "fields", "action", "answer"),
    [
        ("owner", "/households/{lived_in}/residents/new", "/add", {"name": "新来的"}, "resident.added", "/households/{lived_in}"),
        ("owner", "/residents/{resident}/moved-out", "/move-out", {}, "resident.moved_out", "/households/{lived_in}"),
        ("secretary", "/households/{empty}/door", "/remove", {}, "household.removed", "/buildings/{building}"),
    ],
    ids=["a person added", "a person moved out", "a door taken away"],
)
def test_copies_of_what_can_only_be_done_once_get_one_answer(person, who, path, verb, fields, action, answer):
    """The second copy finds the name taken, the person gone, the door gone: by its own hand, so that is no mistake."""
    lived_in, empty = world.household_at(world.OWN_DOOR), world.household_at("阳光花园1号楼1单元201")
    ids = {"lived_in": lived_in.id, "empty": empty.id, "building": empty.building_id, "resident": world.resident("张小军").id}
    form = person(who).get(path.format(**ids)).form(verb).fill(**fields)
    assert set(copies_at_once(form, 3)) == {answer.format(**ids)}
    assert len(events(action)) == 1
