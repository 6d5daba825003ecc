"""What a household never meets and a script does."""

from __future__ import annotations

import pytest

from blueprints.residents import limits
from tests.support import requests, world
from tests.support.browser import Person

NEW = "/b/TESTCODE1/requests/new"


@pytest.fixture
def counted(app):
    app.config["RATE_LIMITS_ENABLED"] = True
    return app


def fill(app, number: int, *, door: str = world.OWN_DOOR, phone: str | None = None, person: Person | None = None):
    form = (person or Person(app)).get(NEW).form("/requests/new")
    given = {"household": world.household_at(door).id, "name": "张阿姨", "phone": phone or f"199000010{number:02d}", "kind": "groceries"}
    return form.fill(**given, consent="y", **{"lines-0-item": f"大米{number}", "lines-0-amount": "1"})


def test_one_phone_files_five_an_hour(counted):
    doors = [world.OWN_DOOR, world.NEXT_DOOR]
    for number in range(5):
        assert fill(counted, number, door=doors[number % 2], phone="19900000001").submit().path.startswith("/s/")
    page = fill(counted, 5, phone="19900000001").submit()
    assert page.status == 429
    assert "0571-00000000" in page.soup.find(role="alert").get_text()
    form = page.form("/requests/new")
    assert (form["name"], form["lines-0-item"]) == ("张阿姨", "大米5")
    assert len(requests.every()) == 5


def test_one_door_files_six_an_hour_whatever_the_phone(counted):
    for number in range(6):
        assert fill(counted, number).submit().path.startswith("/s/")
    assert fill(counted, 6).submit().status == 429
    assert fill(counted, 7, door=world.NEXT_DOOR).submit().path.startswith("/s/")


def test_sending_the_same_form_again_counts_against_nothing(counted):
    form = fill(counted, 0, phone="19900000001")
    answers = {form.submit().path for _ in range(12)}
    assert len(answers) == 1
    assert fill(counted, 1, phone="19900000001").submit().path.startswith("/s/")


def test_mistakes_count_against_nothing(counted):
    for number in range(12):
        assert fill(counted, number, phone="19900000001").submit(name="").status == 422
    assert fill(counted, 13, phone="19900000001").submit().path.startswith("/s/")


def test_a_tower_in_lockdown_behind_one_address_is_never_stopped(counted):
    """120 doors, one carrier address, everybody orders within the hour, one in four twice."""
    with counted.test_request_context():
        for door in range(120):
            for order in range(2 if door % 4 == 0 else 1):
                assert limits.may_file(building_id=1, doors=120, household_id=door, phone=f"1990001{door:04d}"), (door, order)


def test_a_script_with_ever_new_doors_and_phones_is_stopped(counted):
    with counted.test_request_context():
        answers = [limits.may_file(building_id=1, doors=4, household_id=number, phone=f"1990002{number:04d}") for number in range(70)]
    assert answers.index(False) == 60


def test_guessing_codes_is_stopped(counted, visitor):
    for _ in range(60):
        assert visitor.get("/b/TESTCODE1/find").form("/find").submit(code="AAAAAA", phone_end="0001").status == 422
    page = visitor.get("/b/TESTCODE1/find").form("/find").submit(code="AAAAAA", phone_end="0001")
    assert page.status == 429
    assert "0571-00000000" in page.text
