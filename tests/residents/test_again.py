"""The same again: from the slip, and from the building's page in the browser that filed it."""

from __future__ import annotations

import pytest

from blueprints.purchases import actions
from blueprints.purchases.rules import RequestState
from tests.support import requests, world
from tests.support.browser import Person


def file_one(visitor, item: str = "降压药", phone: str = "19900000001"):
    form = visitor.get("/b/TESTCODE1/requests/new").form("/requests/new")
    given = {"household": world.household_at(world.OWN_DOOR).id, "name": "张阿姨", "phone": phone, "kind": "medicine"}
    return form.submit(**given, consent="y", **{"lines-0-item": item, "lines-0-amount": "1.5", "lines-0-unit": "盒"})


def test_once_it_is_decided_the_slip_offers_the_same_again(visitor, app):
    slip = requests.filed()
    assert "再买一次" not in visitor.get(f"/s/{slip}").text
    requests.deliver(slip)
    form = visitor.get(f"/s/{slip}").follow("再买一次同样的").form("/again")
    assert (form["name"], form["phone"], form["kind"]) == ("张阿姨", "19900000001", "groceries")
    assert [form[f"lines-0-{name}"] for name in ("item", "amount", "unit")] == ["大米", "10", "斤"]
    page = form.submit(consent="y", lines__0__amount="20")
    assert page.path != f"/s/{slip}" and "收到了，等社区批准" in page.text and "20斤" in page.text
    first, second = requests.every()
    assert second.household_id == first.household_id and second.consent_version and second.slip_token != first.slip_token


@pytest.mark.parametrize("refuse", [actions.reject_request, actions.cancel_request])
def test_what_was_not_bought_may_be_asked_for_again(visitor, app, refuse):
    slip = requests.filed()
    requests.move(slip, refuse, reason="今天没有")
    visitor.get(f"/s/{slip}").follow("再买一次同样的").form("/again").submit(consent="y")
    assert [one.state for one in requests.every()][1] is RequestState.SUBMITTED


def test_urgency_and_note_were_about_that_day(visitor, app):
    slip = requests.filed()
    visitor.get(f"/s/{slip}/change").form("/change").submit(note="今晚六点前", is_urgent="y")
    requests.deliver(slip)
    form = visitor.get(f"/s/{slip}/again").form("/again")
    assert form["note"] == "" and "is_urgent" not in dict(form.values)


def test_consent_is_asked_for_each_time(visitor, app):
    slip = requests.filed()
    requests.deliver(slip)
    page = visitor.get(f"/s/{slip}/again").form("/again").submit()
    assert page.status == 422 and page.soup.find(id="consent-error") is not None
    assert len(requests.every()) == 1


def test_rows_grow_without_and_with_htmx(visitor, app):
    slip = requests.filed()
    requests.deliver(slip)
    form = visitor.get(f"/s/{slip}/again").form("/again")
    assert "lines-1-item" in form.submit(button=("lines-add", "1")).form("/again").names
    part = form.submit(button=("lines-add", "1"), htmx=True)
    assert part.soup.find(id="lines") is not None and part.soup.find("html") is None


def test_sent_twice_it_is_one(visitor, app):
    slip = requests.filed()
    requests.deliver(slip)
    form = visitor.get(f"/s/{slip}/again").form("/again").fill(consent="y")
    assert form.submit().path == form.submit().path
    assert len(requests.every()) == 2


def test_undecided_merged_and_unknown_ones_are_not_repeated(visitor, app):
    slip = requests.filed()
    assert visitor.get(f"/s/{slip}/again").status == 409
    assert visitor.post(f"/s/{slip}/again", {"consent": "y"}).status in (409, 422)
    later = requests.filed(phone="19900000002")

    def merge(request, *, actor, now):
        actions.merge_requests([requests.read_locked(slip), request], actor=actor, now=now)

    requests.move(later, merge)
    assert visitor.get(f"/s/{later}/again").status == 409
    assert visitor.get("/s/ABCDEFGHJKMNPQRSTUVWXYZ2/again").status == 404


def test_too_many_are_held_back_like_any_other(visitor, app):
    app.config["RATE_LIMITS_ENABLED"] = True
    slip = requests.filed()
    requests.deliver(slip)
    answers = [visitor.get(f"/s/{slip}/again").form("/again").submit(consent="y", follow=False).status for _number in range(6)]
    assert answers == [303] * 5 + [429]


def test_the_building_page_leads_this_browser_back_to_its_slips(visitor, app):
    slip = file_one(visitor).path.rsplit("/", 1)[-1]
    page = visitor.get("/b/TESTCODE1")
    assert "降压药 1.5盒" in page.text and "再买一次" not in page.text
    requests.deliver(slip)
    form = visitor.get("/b/TESTCODE1").follow("再买一次同样的").form("/again")
    assert form["lines-0-item"] == "降压药"
    assert visitor.get("/b/TESTCODE2").text.count("降压药") == 0  # another building's page shows nothing of it
    assert "降压药" not in Person(app).get("/b/TESTCODE1").text
