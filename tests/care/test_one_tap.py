"""All well, not reached, and undo: the buttons of the work-through list."""

from __future__ import annotations

import re

import pytest

from tests.care.conftest import audits, contacts, fresh, later, open_case
from tests.support import world

ALL_WELL, NOT_REACHED, VOID = "/contacts/all-well", "/contacts/not-reached", "/void"


def test_all_well_without_javascript_leads_to_the_next_card(case, person):
    next_case = open_case("李建国")
    owner = person("owner")
    page = owner.get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit(follow=False)
    assert (page.status, page.response.headers["Location"]) == (303, f"/care-cases/due#case-{next_case}")
    [contact] = contacts(case)
    assert (contact.reached, contact.condition, contact.is_quick, contact.user.username) == (True, "well", True, "owner")
    after = owner.get("/care-cases/due")
    card = after.soup.find(id=f"case-{case}").get_text(" ")
    assert re.search(r"已记 \d\d:\d\d · 赵一 · 都好", card) and "撤销" in card
    assert after.soup.find(id="care-counts").get_text(" ").split() == ["1", "还要联系", "0", "其中漏联系", "1", "今天已联系"]


def test_all_well_under_htmx_answers_with_the_card_and_the_counts(case, person):
    page = person("owner").get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit(htmx=True)
    assert page.status == 200 and "<html" not in page.html
    assert "已记" in page.soup.find(id=f"case-{case}").get_text()
    counts = page.soup.find("hx-partial", {"hx-target": "#care-counts"})
    assert counts.get_text(" ").split() == ["0", "还要联系", "0", "其中漏联系", "1", "今天已联系"]


@pytest.mark.parametrize("htmx", [False, True])
def test_a_double_tap_is_one_contact(case, person, htmx):
    form = person("owner").get("/care-cases/due").form(f"/{case}{ALL_WELL}")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert (first.status, second.status) == (200, 200)
    assert len(contacts(case)) == 1
    assert len(audits("care_contact.recorded")) == 1


def test_thirty_can_be_worked_through_by_one_form_after_the_other(case, person):
    open_case("李建国")
    owner = person("owner")
    for _ in range(2):
        page = owner.get("/care-cases/due")
        page.form(ALL_WELL).submit()
    assert "今天没有要联系" not in owner.get("/care-cases/due").text
    assert owner.get("/care-cases?show=pending").text.count("阳光花园") == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_worker_is_told_who_was_faster(case, person, htmx):
    late = person("colleague").get("/care-cases/due").form(f"/{case}{ALL_WELL}")
    person("owner").get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    page = late.submit(htmx=htmx)
    assert page.status == 409
    assert "赵一 已在" in page.text
    assert len(contacts(case)) == 1


def test_not_reached_keeps_the_slot_open(case, person):
    page = person("owner").get("/care-cases/due").form(f"/{case}{NOT_REACHED}").submit(htmx=True)
    card = page.soup.find(id=f"case-{case}")
    assert "没联系上" in card.get_text() and card.find("form", action=lambda url: ALL_WELL in url)
    found = fresh(case)
    assert (found.last_reached_at, found.last_contact_at is not None) == (None, True)
    person("colleague").get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    assert [contact.reached for contact in contacts(case)] == [False, True]


@pytest.mark.parametrize("htmx", [False, True])
def test_undo_makes_it_due_again(case, person, htmx):
    owner = person("owner")
    before = fresh(case).next_due_at
    owner.get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    assert fresh(case).next_due_at > before
    page = owner.get("/care-cases/due").form(VOID).submit(htmx=htmx, follow=not htmx)
    assert page.status == 200
    [contact] = contacts(case)
    assert contact.voided_by_id == world.user("owner").id
    found = fresh(case)
    assert (found.next_due_at, found.last_contact_id, found.last_reached_at) == (before, None, None)
    assert len(audits("care_contact.voided")) == 1


def test_undo_is_too_late_after_ten_minutes(case, person, monkeypatch):
    owner = person("owner")
    owner.get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    form = owner.get("/care-cases/due").form(VOID)
    later(monkeypatch, minutes=11)
    page = form.submit()
    assert page.status == 409 and "不能撤销" in page.text
    assert contacts(case)[0].voided_at is None


def test_undo_is_ones_own(case, person):
    person("owner").get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    contact = contacts(case)[0].id
    colleague = person("colleague")
    assert VOID not in colleague.get("/care-cases/due").html
    assert colleague.post(f"/care-cases/{case}/contacts/{contact}/void").status == 403
    assert contacts(case)[0].voided_at is None


def test_undo_of_a_contact_of_another_case_is_not_found(case, person):
    other = open_case("李建国")
    owner = person("owner")
    owner.get("/care-cases/due").form(f"/{case}{ALL_WELL}").submit()
    assert owner.post(f"/care-cases/{other}/contacts/{contacts(case)[0].id}/void").status == 404


@pytest.mark.parametrize("verb", [ALL_WELL, NOT_REACHED])
@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary", "far_secretary"])
def test_outside_the_scope_it_does_not_exist(case, person, verb, who):
    somebody = person(who)
    assert somebody.post(f"/care-cases/{case}{verb}").status == 404
    assert "张秀兰" not in somebody.get("/care-cases/due").text
    assert contacts(case) == []


def test_an_officer_reads_but_does_not_record(case, person):
    officer = person("officer")
    page = officer.get("/care-cases/due")
    assert "张秀兰" in page.text and ALL_WELL not in page.html
    assert officer.post(f"/care-cases/{case}{ALL_WELL}").status == 403


def test_a_deputy_from_another_grid_works_on_the_case_alone(app, person):
    case = open_case(deputy_id=world.user("stranger").id)
    stranger = person("stranger")
    page = stranger.get("/care-cases/due")
    card = page.soup.find(id=f"case-{case}")
    assert card.find("a", href=lambda url: url.startswith("/households/")) is None
    page.form(f"/{case}{ALL_WELL}").submit()
    assert contacts(case)[0].user.username == "stranger"


def test_a_case_that_has_ended_says_who_ended_it(case, person):
    form = person("owner").get("/care-cases/due").form(f"/{case}{ALL_WELL}")
    person("secretary").get(f"/care-cases/{case}/ending").form("/end").submit(reason="moved")
    page = form.submit()
    assert page.status == 409 and "周书记 已在" in page.text


@pytest.mark.parametrize("verb", [ALL_WELL, NOT_REACHED])
def test_reading_the_address_of_the_verb_is_not_allowed(case, person, verb):
    assert person("owner").get(f"/care-cases/{case}{verb}").status == 405


def test_a_session_that_ended_shows_the_card_again(case, visitor):
    page = visitor.post(f"/care-cases/{case}{ALL_WELL}", {"seen": ""})
    again = page.form("/sign-in").submit(username="owner", password=world.PASSWORD)
    assert contacts(case) == []
    assert "张秀兰" in again.text
    again.form(ALL_WELL).submit()
    assert len(contacts(case)) == 1
