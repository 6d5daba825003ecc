"""What happens in other slices and moves care; what care shows on their pages; the figures others count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from blueprints.accounts.events import WorkHandedOver
from blueprints.care import queries
from blueprints.care.models import CareCase
from blueprints.care.schedule import Frequency, FrequencyKind
from blueprints.places.events import CareNeeded, HouseholdRemoved
from blueprints.places.models import Resident
from blueprints.places.vocabulary import CareCategory
from core import clock, events, slots
from core.database import db, run_tx
from tests.care.conftest import audits, contacts, fresh, open_case
from tests.support import world


def need(*categories: CareCategory, by: str = "colleague") -> None:
    resident = world.resident("张秀兰")
    run_tx(
        lambda: events.publish(
            CareNeeded(
                actor=world.actor(by),
                now=clock.now(),
                household_id=resident.household_id,
                resident_id=resident.id,
                categories=categories,
                note="一个人住",
                source_type="inspection",
                source_id=1,
            )
        )
    )


def test_a_need_found_at_the_door_opens_a_daily_case(app):
    need(CareCategory.LIVES_ALONE)
    [case] = db.session.scalars(sa.select(CareCase)).all()
    assert (case.frequency, case.worker.username, case.categories) == (FrequencyKind.DAILY, "colleague", ["lives_alone"])
    assert case.note == "一个人住" and len(audits("care_case.opened")) == 1


def test_the_grids_worker_is_responsible_when_the_secretary_found_it(app):
    need(CareCategory.LIVES_ALONE, by="secretary")
    assert db.session.scalars(sa.select(CareCase)).one().worker.username == "owner"


def test_a_second_need_adds_to_the_open_case_once(case):
    for _ in range(2):
        need(CareCategory.LIVES_ALONE, CareCategory.DISABLED)
    found = fresh(case)
    assert (found.categories, found.note) == (["lives_alone", "disabled"], "一个人住")
    assert len(audits("care_case.need_added")) == 1


def test_work_handed_over_takes_cases_and_deputies_along(app):
    owner, colleague, stranger = (world.user(name).id for name in ("owner", "colleague", "stranger"))
    own = open_case(deputy_id=colleague)
    other = open_case("李建国", worker_id=stranger, deputy_id=owner)
    community = world.actor("secretary").community_id
    handed = WorkHandedOver(
        actor=world.actor("secretary"), now=clock.now(), community_id=community, from_user_id=owner, to_user_id=colleague
    )
    run_tx(lambda: events.publish(handed))
    assert (fresh(own).worker_id, fresh(own).deputy_id) == (colleague, None)
    assert (fresh(other).worker_id, fresh(other).deputy_id) == (stranger, colleague)
    assert len(audits("care_case.handed_over")) == 2


def test_a_merged_door_takes_its_case_along(case, person):
    person("owner").get("/care-cases/due").form("/all-well").submit()
    old, new = world.household_at(world.OWN_DOOR), world.household_at(world.NEXT_DOOR).id
    merged = HouseholdRemoved(
        actor=world.actor("secretary"), now=clock.now(), community_id=old.community_id, household_id=old.id, merged_into_id=new
    )
    run_tx(lambda: events.publish(merged))
    assert fresh(case).household_id == new
    assert {contact.household_id for contact in contacts(case)} == {new}


def test_who_has_moved_out_is_pointed_out_and_not_ended(case, person):
    with db.engine.connect().execution_options(linli_write=True) as connection, connection.begin():
        connection.execute(sa.update(Resident.__table__).where(Resident.name == "张秀兰").values(moved_out_on=date(2026, 1, 5)))
    page = person("secretary").get(f"/care-cases/{case}")
    assert "登记搬走" in page.text and fresh(case).ended_at is None


def test_the_households_file_shows_the_case_with_one_tap(case, person):
    door = world.household_at(world.OWN_DOOR).id
    page = person("owner").get(f"/households/{door}")
    assert "建帮扶" in page.text
    after = page.form("/all-well").submit()
    assert after.path.startswith(f"/households/{door}") and "已记" in after.text


def test_doors_and_people_carry_their_marks(case, app):
    household = world.household_at(world.OWN_DOOR)
    with app.test_request_context():
        [marks] = [
            found
            for found in slots.results("door_marks", actor=world.actor("owner"), building=household.building)
            if household.id in found and found[household.id].urgent
        ]
        assert marks[household.id].urgent == ("要联系",)
        owner = world.user("owner").id
        loads = [load[owner] for load in slots.results("user_load", actor=world.actor("secretary"), user_ids=[owner]) if owner in load]
    assert [("帮扶对象", 1), ("今天要联系", 1)] in loads


@pytest.fixture
def mixture(app) -> dict[str, int]:
    """One due, one missed, one overdue, one for the future, in two grids."""
    weekly = Frequency(FrequencyKind.WEEKLY)
    return {
        "due": open_case("张秀兰"),
        "missed": open_case("李建国", days_ago=2),
        "overdue": open_case("张小军", frequency=weekly, days_ago=3),
        "elsewhere": open_case("王小明", by="stranger", frequency=Frequency(FrequencyKind.TWICE_DAILY), days_ago=3),
    }


@pytest.mark.parametrize("who", ["owner", "stranger", "secretary", "officer", "other_secretary"])
def test_every_number_is_the_length_of_its_list(mixture, person, who):
    now, actor = clock.now(), world.actor(who)
    by_grid = queries.due_counts_by_grid(actor, now)
    for show, field in {
        "all": "open",
        "due": "due",
        "overdue": "overdue",
        "missed": "missed",
        "done": "done",
        "pending": "pending",
    }.items():
        rows = queries.list_cases(queries.case_filter(actor, show=show, now=now))
        assert len(rows) == queries.count_cases(queries.case_filter(actor, show=show, now=now))
        assert len(rows) == sum(getattr(count, field) for count in by_grid.values())
        for grid_id, count in by_grid.items():
            assert getattr(count, field) == queries.count_cases(queries.case_filter(actor, show=show, now=now, grid_id=grid_id))
        page = person(who).get(f"/care-cases?show={show}")
        assert len(page.soup.select("#cases .ll-item")) == len(rows)


def test_the_states_are_told_apart(mixture, app):
    actor, now = world.actor("secretary"), clock.now()
    of = {show: {row.id for row in queries.list_cases(queries.case_filter(actor, show=show, now=now))} for show in queries.SHOWS[:4]}
    assert of["due"] == {mixture["due"]}
    assert of["overdue"] == {mixture["missed"], mixture["overdue"], mixture["elsewhere"]}
    assert of["missed"] == {mixture["missed"], mixture["elsewhere"]}
    assert of["pending"] == set(mixture.values())


def test_lists_are_filtered_by_category_worker_and_grid(mixture, person):
    secretary = person("secretary")
    assert len(secretary.get("/care-cases?show=all&category=lives_alone").soup.select("#cases .ll-item")) == 4
    assert len(secretary.get("/care-cases?show=all&category=disabled").soup.select("#cases .ll-item")) == 0
    worker = world.user("stranger").id
    assert len(secretary.get(f"/care-cases?show=all&worker={worker}").soup.select("#cases .ll-item")) == 1
    grid = world.household_at(world.STRANGERS_DOOR).grid_id
    assert len(secretary.get(f"/care-cases?show=all&grid={grid}").soup.select("#cases .ll-item")) == 1


def test_contacts_of_fourteen_days(case, person):
    owner = person("owner")
    owner.get("/care-cases/due").form("/not-reached").submit()
    owner.get("/care-cases/due").form("/all-well").submit()
    days = queries.contacts_per_day(world.actor("secretary"), clock.now())
    assert len(days) == 14 and days[-1] == queries.ContactDay(clock.day_of(clock.now()), 1, 1)
    assert sum(day.reached + day.unreached for day in days[:-1]) == 0
    assert queries.contacts_per_day(world.actor("other_secretary"), clock.now())[-1].reached == 0


def statements(person, path: str) -> int:
    count = 0

    def note(*_arguments) -> None:
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        person.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return count


@pytest.mark.parametrize("path", ["/care-cases/due", "/care-cases?show=all", "/care-cases/{case}", "/households/{door}"])
def test_as_many_queries_for_thirty_as_for_three(case, person, path):
    door = world.household_at(world.OWN_DOOR)
    secretary = person("secretary")
    path = path.format(case=case, door=door.id)
    add_cases(2)
    few = statements(secretary, path)
    add_cases(27)
    tap_all(case, 25)
    assert statements(secretary, path) <= few


def add_cases(number: int) -> None:
    def work() -> list[str]:
        from core import audit

        door = world.household_at(world.NEXT_DOOR)
        start = db.session.scalar(sa.select(sa.func.count()).select_from(Resident)) or 0
        names = [f"老人{start + index}" for index in range(number)]
        for name in names:
            db.session.add(Resident(community_id=door.community_id, household_id=door.id, name=name, name_initials="lr"))
        audit.record(world.actor("secretary"), "world.grown", door, now=clock.now(), after={"by": "tests"})
        return names

    for name in run_tx(work):
        case = open_case(name)
        tap_all(case, 1)


def tap_all(case: int, times: int) -> None:
    from blueprints.care import actions

    def work() -> None:
        actor = world.actor("owner")
        for minute in range(times):
            facts = actions.ContactFacts(reached=False, contacted_at=clock.now() - timedelta(minutes=minute))
            actions.record_contact(db.session.get_one(CareCase, case), actor=actor, now=clock.now(), facts=facts)

    run_tx(work)
