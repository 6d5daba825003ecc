"""Opening and closing a round: the fixed questions, and coverage that stays exact while doors come and go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from blueprints.inspections.models import Inspection, Round, RoundHousehold
from blueprints.inspections.queries import doors, rounds
from blueprints.inspections.rules import RoundState
from blueprints.places.door_map import DoorState
from blueprints.places.events import HouseholdAdded, HouseholdRemoved, UnitsRegridded
from blueprints.places.models import Building, Grid, Household
from core import audit, clock
from core.database import db, run_tx
from core.events import publish
from tests.inspections.support import coverage, door, open_round, visit
from tests.support import world


def today() -> date:
    return clock.day_of(clock.now())


def form_of(person, who: str = "secretary"):
    return person(who).get("/rounds/new").form("/rounds/open").fill(title="消防排查", ends_on=(today() + timedelta(days=7)).isoformat())


def test_the_secretary_opens_a_round_and_every_door_is_asked(app, person):
    page = form_of(person).submit()
    assert "已发起" in page.text
    assert "已查 0/8 户" in page.text
    opened = db.session.scalar(sa.select(Round))
    assert (opened.title, opened.state, opened.opened_by.username) == ("消防排查", RoundState.OPEN, "secretary")
    event = db.session.scalar(sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "round.opened"))
    assert event.after["doors"] == 8
    assert "消防排查" in person("owner").get("/rounds").text
    assert "已查 0/4 户" in person("owner").get(f"/rounds/{opened.id}").text


def test_a_grid_is_asked_by_one_round_at_a_time(app, person):
    open_round("第一网格")
    page = form_of(person, "deputy").submit()
    assert page.status == 422
    assert "第一网格正在进行“11月排查”（周书记" in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Round)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "请给这一轮起个名称"),
        ({"grids": None}, "请至少选一个网格"),
        ({"ends_on": "2020-01-01"}, "结束日期不能早于开始日期"),
        ({"starts_on": "上周"}, "日期请填成"),
    ],
)
def test_bad_input_is_said_beside_the_field(app, person, change, message):
    page = form_of(person).submit(**change)
    assert page.status == 422
    assert message in page.text
    assert db.session.scalar(sa.select(Round.id)) is None


def test_grids_of_another_community_cannot_be_asked(app, person):
    foreign = db.session.scalar(sa.select(Grid.id).where(Grid.name == "和平网格"))
    assert form_of(person).submit(grids=[foreign]).status == 422
    assert db.session.scalar(sa.select(Round.id)) is None


@pytest.mark.parametrize("htmx", [False, True])
def test_opened_twice_is_one_round(app, person, htmx):
    form = form_of(person)
    assert form.submit(htmx=htmx).path == form.submit(htmx=htmx).path
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Round)) == 1


def test_only_the_secretary_opens_and_closes(app, person):
    round_id = open_round("第一网格")
    for who in ("owner", "officer"):
        assert person(who).get("/rounds/new").status == 403
        assert person(who).post("/rounds/open", {}).status == 403
        assert person(who).post(f"/rounds/{round_id}/close", {}).status == 403


def test_outside_the_scope_a_round_does_not_exist(app, person):
    round_id = open_round("第一网格")
    for who in ("stranger", "other_worker", "other_secretary", "far_officer"):
        somebody = person(who)
        assert "11月排查" not in somebody.get("/rounds").text
        assert somebody.get(f"/rounds/{round_id}").status == 404
        assert somebody.get(f"/rounds/{round_id}/missing").status == 404
    assert person("other_secretary").post(f"/rounds/{round_id}/close", {}).status == 404
    assert "11月排查" in person("officer").get("/rounds").text


def test_closing_first_says_what_is_missing(app, person):
    round_id = open_round("第一网格")
    visit("阳光花园1号楼1单元101", "nobody_home")
    visit("阳光花园1号楼1单元102")
    page = person("secretary").get(f"/rounds/{round_id}/closing")
    assert "还有 2 户没查，1 户待再访" in page.text
    after = page.form("/close").submit(note="下周补走")
    assert "已结束" in after.text
    closed = db.session.get_one(Round, round_id)
    assert (closed.state, closed.closed_by.username) == (RoundState.CLOSED, "secretary")
    event = db.session.scalar(sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "round.closed"))
    assert (event.after["done"], event.after["revisit"], event.after["missing"]) == (1, 1, 2)


def test_the_second_to_close_is_told_who_was_faster(app, person):
    round_id = open_round("第一网格")
    late = person("deputy").get(f"/rounds/{round_id}/closing").form("/close")
    person("secretary").get(f"/rounds/{round_id}/closing").form("/close").submit()
    page = late.submit()
    assert page.status == 409
    assert "周书记 已在" in page.text
    assert person("secretary").get(f"/rounds/{round_id}/close").status == 405


def test_after_closing_the_grid_may_be_asked_again(app, person):
    round_id = open_round("第一网格")
    person("secretary").get(f"/rounds/{round_id}/closing").form("/close").submit()
    assert form_of(person).submit().status == 200
    assert coverage(round_id) == (0, 0, 4)


def test_every_number_is_the_length_of_its_list(app, person):
    round_id = open_round("第一网格", "第二网格")
    visit("阳光花园1号楼1单元101", "nobody_home")
    visit("阳光花园1号楼1单元102")
    visit("阳光花园2号楼1单元101", who="stranger")
    secretary = person("secretary")
    page = secretary.get(f"/rounds/{round_id}")
    links = page.soup.select("main td a, main a.ll-tile")
    assert len(links) > 10
    for link in links:
        number = int((link.select_one(".ll-tile__number") or link).get_text())
        there = secretary.get(link["href"])
        assert f"共 {number} 户" in there.text, link["href"]
        assert len(there.soup.select("#doors section .ll-item")) == number


def test_new_merged_and_removed_doors_keep_the_round_exact(app):
    round_id = open_round("第一网格")
    assert coverage(round_id) == (0, 0, 4)
    visit("阳光花园1号楼1单元102")

    def add():
        old = door("阳光花园1号楼1单元201")
        values = {name: getattr(old, name) for name in ("community_id", "building_id", "unit_id", "grid_id", "floor", "tenancy")}
        new = Household(**values, door="203", sort_key="9", address="阳光花园1号楼1单元203")
        db.session.add(new)
        db.session.flush()
        now, actor = clock.now(), world.actor("secretary")
        publish(HouseholdAdded(actor=actor, now=now, community_id=new.community_id, household_ids=(new.id,)))
        audit.record(actor, "household.added", new, now=now, after={})

    run_tx(add)
    assert coverage(round_id) == (1, 0, 4)

    def merge():
        gone, stays, now, actor = door("阳光花园1号楼1单元102"), door("阳光花园1号楼1单元101"), clock.now(), world.actor("secretary")
        gone.removed_at, gone.merged_into_id = now, stays.id
        event = HouseholdRemoved(actor=actor, now=now, community_id=gone.community_id, household_id=gone.id, merged_into_id=stays.id)
        audit.record(actor, "household.merged", gone, now=now)
        publish(event)

    run_tx(merge)
    assert coverage(round_id) == (1, 0, 3)
    assert state_of("阳光花园1号楼1单元101", round_id) is DoorState.DONE
    assert db.session.scalar(sa.select(Inspection)).household.address == "阳光花园1号楼1单元101"

    def remove():
        gone, now, actor = door("阳光花园1号楼1单元201"), clock.now(), world.actor("secretary")
        gone.removed_at = now
        audit.record(actor, "household.removed", gone, now=now)
        publish(HouseholdRemoved(actor=actor, now=now, community_id=gone.community_id, household_id=gone.id))

    run_tx(remove)
    assert coverage(round_id) == (1, 0, 2)


def test_doors_given_to_another_grid_leave_the_round_and_come_back_as_they_were(app):
    round_id = open_round("第一网格")
    visit("阳光花园1号楼1单元101")
    regrid("第二网格")
    assert coverage(round_id) == (0, 0, 0)
    second = open_round("第二网格")
    assert coverage(second) == (0, 0, 8)
    regrid("第一网格")
    assert coverage(round_id) == (1, 0, 3)
    assert coverage(second) == (0, 0, 4)


def test_a_visit_made_before_closing_counts_however_late_it_arrives(app, person):
    round_id = open_round("第一网格")
    seen_at = clock.now()
    person("secretary").get(f"/rounds/{round_id}/closing").form("/close").submit()
    visit("阳光花园1号楼1单元101", at=seen_at)
    visit("阳光花园1号楼1单元102")
    assert coverage(round_id) == (1, 0, 3)


def test_lists_run_the_same_number_of_queries_with_more_rows(app, person, count_queries):
    round_id = open_round("第一网格")
    secretary = person("secretary")
    addresses = (f"/rounds/{round_id}", f"/rounds/{round_id}/missing", "/rounds", "/rounds/running/missing", "/inspections")
    visit("阳光花园1号楼1单元101", "nobody_home")
    few = [count_queries(lambda address=address: secretary.get(address)) for address in addresses]
    visit("阳光花园1号楼1单元102", "nobody_home")
    visit("阳光花园1号楼1单元201")
    visit("阳光花园1号楼1单元201")
    open_round("第二网格")
    assert [count_queries(lambda address=address: secretary.get(address)) for address in addresses] == few


def test_doors_are_listed_in_walking_order_page_by_page(app):
    open_round("第一网格", "第二网格")
    where = doors.missing_filter(world.actor("secretary"))
    whole = [row.household.address for row in doors.list_missing(where)]
    assert whole == sorted(whole)
    seen: list[str] = []
    after = None
    while page := doors.list_missing(where, after=after, limit=3):
        seen += [row.household.address for row in page]
        after = page[-1].household_id
    assert seen == whole
    assert [(one.name, one.open) for one in doors.missing_by_building(where)] == [("阳光花园1号楼", 4), ("阳光花园2号楼", 4)]
    assert rounds.coverage(where).total == doors.count_missing(where) == 8


def state_of(address: str, round_id: int) -> DoorState:
    db.session.rollback()
    statement = sa.select(RoundHousehold.state).where(
        RoundHousehold.round_id == round_id, RoundHousehold.household_id == world.household_at(address).id
    )
    return db.session.scalars(statement).one()


def regrid(name: str) -> None:
    def work():
        grid = db.session.scalars(sa.select(Grid).where(Grid.name == name)).one()
        building = db.session.scalars(sa.select(Building).where(Building.name == "1号楼", Building.community_id == grid.community_id)).one()
        now, actor, unit = clock.now(), world.actor("secretary"), building.units[0]
        unit.grid_id = grid.id
        audit.record(actor, "unit.regridded", unit, now=now)
        db.session.execute(sa.update(Household).where(Household.unit_id == unit.id).values(grid_id=grid.id))
        publish(UnitsRegridded(actor=actor, now=now, community_id=grid.community_id, unit_ids=(unit.id,)))

    run_tx(work)
