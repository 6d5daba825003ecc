"""Handing a worker's work over, and giving grids."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.accounts.events import WorkHandedOver
from blueprints.places.models import Grid, GridWorker
from core import events as bus
from core.database import db
from tests.accounts.support import events, user_id


def grids(username: str) -> list[str]:
    person_id = user_id(username)
    statement = sa.select(Grid.name).join(GridWorker, GridWorker.grid_id == Grid.id).where(GridWorker.user_id == person_id)
    return sorted(db.session.scalars(statement))


@pytest.fixture
def heard(monkeypatch):
    """Events of handing over, as a later slice would hear them."""
    seen: list[WorkHandedOver] = []
    handlers = [*bus._handlers[WorkHandedOver], seen.append]
    monkeypatch.setitem(bus._handlers, WorkHandedOver, handlers)
    return seen


def page_of(person, who="secretary", whom="owner"):
    return person(who).get(f"/people/{user_id(whom)}/hand-over")


def test_work_and_grids_go_to_a_colleague(person, heard):
    page = page_of(person)
    assert "第一网格" in page.text
    page = page.form("/hand-over").submit(to=user_id("stranger"))
    assert "工作已交给孙三" in page.text
    (event,) = heard
    assert (event.from_user_id, event.to_user_id, event.with_grids) == (user_id("owner"), user_id("stranger"), True)
    assert grids("stranger") == ["第一网格", "第二网格"] and grids("owner") == []
    assert len(events("user.work_handed_over")) == 1


def test_without_the_grids_only_the_work_goes(person, heard):
    page_of(person).form("/hand-over").submit(to=user_id("stranger"), with_grids=None)
    assert [event.with_grids for event in heard] == [False]
    assert (grids("owner"), grids("stranger")) == (["第一网格"], ["第二网格"])


def test_a_grid_both_had_stays_with_the_other(person):
    page_of(person).form("/hand-over").submit(to=user_id("colleague"))
    assert (grids("owner"), grids("colleague")) == ([], ["第一网格"])


def test_sent_twice_it_happens_once(person, heard):
    form = page_of(person).form("/hand-over").fill(to=user_id("stranger"))
    assert form.submit().status == form.submit().status == 200
    assert len(heard) == 1


@pytest.mark.parametrize("to", ["other_worker", "secretary", "owner", ""])
def test_only_another_worker_of_the_community_takes_over(person, heard, to):
    page = page_of(person).form("/hand-over").submit(to=user_id(to) if to else None)
    assert page.status == 422 and page.soup.find(id="to-error") is not None
    assert heard == []


def test_a_disabled_worker_takes_nothing_over(person, heard):
    form = page_of(person).form("/hand-over").fill(to=user_id("stranger"))
    person("secretary").get(f"/people/{user_id('stranger')}").form("/disable").submit()
    assert form.submit().status == 422
    assert heard == []


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("other_secretary", 404), ("far_officer", 404)])
def test_who_may_not(person, heard, who, status):
    assert person(who).post(f"/people/{user_id('owner')}/hand-over", {"to": user_id("stranger")}).status == status
    assert person(who).post(f"/people/{user_id('owner')}/grids", {}).status == status
    assert heard == []


def test_grids_are_assigned_and_taken_away(person):
    secretary = person("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/grids").form("/grids")
    second = next(value for value in sorted(grid_ids()) if value != form["grids"])
    page = form.submit(grids=[second])
    assert "网格已更新" in page.text and "第二网格" in page.text
    assert grids("owner") == ["第二网格"]
    assert [event.action for event in events("user.grids_assigned")] == ["user.grids_assigned"]


def grid_ids(community: str = "幸福社区") -> list[str]:
    from blueprints.places.models import Community

    statement = sa.select(Grid.id).join(Community, Community.id == Grid.community_id).where(Community.name == community)
    return [str(value) for value in db.session.scalars(statement)]


def test_a_grid_of_another_community_is_refused(person):
    secretary = person("secretary")
    form = secretary.get(f"/people/{user_id('owner')}/grids").form("/grids")
    assert form.submit(grids=grid_ids("和平社区")).status == 422
    assert grids("owner") == ["第一网格"]
