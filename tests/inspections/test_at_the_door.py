"""One tap at the door, and back on the map with the next door in view."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import Outcome, Presence
from blueprints.places.vocabulary import Tenancy
from core import audit, clock
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.inspections.support import coverage, door, open_round
from tests.support import world


def inspections() -> list[Inspection]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Inspection).order_by(Inspection.id)))


def file_of(somebody, address: str = world.OWN_DOOR):
    return somebody.get(f"/households/{door(address).id}")


def test_an_ordinary_household_takes_two_taps_and_the_next_door_is_in_view(app, person):
    round_id = open_round("第一网格")
    owner, here, following = person("owner"), door(world.OWN_DOOR), door(world.NEXT_DOOR).id
    door_map = owner.get(f"/buildings/{here.building_id}")
    assert "已查 0/4 户" in door_map.text
    file = owner.get(door_map.soup.find(id=f"door-{here.id}")["href"])  # first tap
    back = file.form("/as-usual").submit()  # second tap
    assert back.path == f"/buildings/{here.building_id}?after={here.id}"
    assert "101 已记下：见到人了" in back.text
    assert "已查 1/4 户" in back.text
    assert back.soup.select_one(f'a[href="/households/{following}"].weui-btn')
    saved = inspections()[0]
    assert (saved.outcome, saved.user.username, saved.round_id, saved.has_symptoms) == (Outcome.SEEN, "owner", round_id, False)
    assert [(one.name, one.presence) for one in saved.people] == [("张秀兰", Presence.STAYS), ("张小军", Presence.STAYS)]
    assert coverage(round_id) == (1, 0, 3)


def test_nobody_home_takes_two_taps_and_puts_the_door_on_the_revisit_list(app, person):
    round_id = open_round("第一网格")
    owner = person("owner")
    back = file_of(owner).form("/nobody-home").submit()
    assert "101 已记下：没人在家" in back.text
    assert coverage(round_id) == (0, 1, 3)
    revisits = owner.get(f"/rounds/{round_id}/missing?show=revisit")
    assert world.OWN_DOOR in revisits.text
    assert "赵一" in revisits.text
    file_of(owner).form("/as-usual").submit()
    assert coverage(round_id) == (1, 0, 3)


def test_the_message_leads_to_changing_it(app, person):
    open_round("第一网格")
    page = file_of(person("owner")).form("/as-usual").submit().follow("改一下")
    assert "更正" in page.soup.h1.get_text()


@pytest.mark.parametrize("htmx", [False, True])
def test_tapped_twice_is_one_visit(app, person, htmx):
    open_round("第一网格")
    form = file_of(person("owner")).form("/as-usual")
    assert form.submit(htmx=htmx).path == form.submit(htmx=htmx).path
    assert len(inspections()) == 1
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "inspection.recorded")).all()
    assert [event.actor_name for event in events] == ["赵一"]


def test_two_workers_at_the_same_door_are_two_visits_of_one_done_door(app, person):
    round_id = open_round("第一网格")
    late = file_of(person("colleague")).form("/nobody-home")
    file_of(person("owner")).form("/as-usual").submit()
    late.submit()
    assert [(one.user.username, one.outcome) for one in inspections()] == [("owner", Outcome.SEEN), ("colleague", Outcome.NOBODY_HOME)]
    assert coverage(round_id) == (1, 0, 3)


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary"])
def test_outside_the_scope_nothing_can_be_recorded(app, person, who):
    household_id = door(world.OWN_DOOR).id
    somebody = person(who)
    for verb in ("as-usual", "nobody-home", "record"):
        assert somebody.post(f"/households/{household_id}/inspections/{verb}").status == 404
    assert somebody.get(f"/households/{household_id}/inspections/new").status == 404
    assert inspections() == []


def test_an_officer_reads_and_does_not_record(app, person):
    household_id = door(world.OWN_DOOR).id
    officer = person("officer")
    assert officer.post(f"/households/{household_id}/inspections/as-usual").status == 403
    assert "一切正常" not in file_of(officer).text
    page = officer.get(f"/households/{household_id}/inspections/as-usual")
    assert page.status == 405
    assert page.soup.find("a", href=f"/households/{household_id}/inspections")  # who went back to it is led on


def test_the_second_at_a_door_hears_of_the_first(app, person):
    assert "也记过这一户" not in file_of(person("owner")).form("/as-usual").submit().text
    page = file_of(person("colleague")).form("/nobody-home").submit()
    assert "也记过这一户：见到人了" in page.text and world.USERS["owner"][1] in page.text
    assert len(inspections()) == 2


def test_without_a_round_a_visit_is_kept_all_the_same(app, person):
    file_of(person("owner")).form("/as-usual").submit()
    assert [one.round_id for one in inspections()] == [None]
    assert "见到人了" in file_of(person("colleague")).text


def test_an_empty_flat_is_still_empty_with_one_tap(app, person):
    def empty():
        household = door(world.NEXT_DOOR)
        household.tenancy = Tenancy.VACANT
        audit.record(world.actor("secretary"), "household.changed", household, now=clock.now())

    run_tx(empty)
    round_id = open_round("第一网格")
    page = file_of(person("owner"), world.NEXT_DOOR)
    assert "仍然空置" in page.text
    page.form("/as-usual").submit()
    assert [(one.outcome, one.people) for one in inspections()] == [(Outcome.VACANT, [])]
    assert coverage(round_id) == (1, 0, 3)


def test_the_file_costs_the_same_however_long_the_history(app, person, count_queries):
    owner = person("owner")
    file_of(owner).form("/as-usual").submit()
    short = count_queries(lambda: file_of(owner))
    for _again in range(4):
        file_of(owner).form("/nobody-home").submit()
    assert count_queries(lambda: file_of(owner)) == short
    assert len(file_of(owner).soup.select("#inspections .ll-item")) == 3
    assert len(file_of(owner).follow("更早的记录").soup.select("#inspections .ll-item")) == 5
