"""A correction is a new version; a visit to the wrong door can be taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.alerts.models import Alert
from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import Hazard, Outcome, PersonFound, Presence
from blueprints.places.vocabulary import Tenancy
from core.audit import AuditEvent
from core.database import db
from tests.inspections.support import coverage, open_round, visit
from tests.support import world


def fresh(inspection_id: int) -> Inspection:
    db.session.rollback()
    return db.session.get_one(Inspection, inspection_id)


def correction(somebody, inspection_id: int):
    return somebody.get(f"/inspections/{inspection_id}").follow("更正").form("/correct")


def actions_recorded() -> list[str]:
    statement = sa.select(AuditEvent.action).where(AuditEvent.action.like("inspection.%")).order_by(AuditEvent.id)
    return list(db.session.scalars(statement))


def test_the_old_version_stays_readable_and_what_changed_is_said(app, person):
    round_id = open_round("第一网格")
    first = visit(world.OWN_DOOR, note="狗很凶")
    back = correction(person("colleague"), first).submit(outcome="nobody_home", note="")
    assert "101 已记下：没人在家" in back.text
    old = fresh(first)
    new = fresh(old.replaced_by_id)
    assert (old.outcome, old.note, old.version) == (Outcome.SEEN, "狗很凶", 1)
    assert (new.outcome, new.note, new.version, new.replaces_id, new.original_id) == (Outcome.NOBODY_HOME, "", 2, first, first)
    assert (new.user.username, new.recorded_by.username) == ("owner", "colleague")
    assert coverage(round_id) == (0, 1, 3)
    page = person("secretary").get(f"/inspections/{new.id}")
    assert "走访结果： 见到人了 → 没人在家 备注： 狗很凶 → 没填" in page.text
    assert "钱二" in page.text
    before = page.follow("第 1 版")
    assert "狗很凶" in before.text
    assert "已经更正过" in before.text
    assert actions_recorded() == ["inspection.recorded", "inspection.corrected"]


def test_a_third_version_builds_on_the_second(app, person):
    open_round("第一网格")
    first = visit(world.OWN_DOOR)
    owner = person("owner")
    correction(owner, first).submit(note="二")
    correction(owner, first).submit(note="三")  # the page of the old version leads to the newest
    rows = db.session.scalars(sa.select(Inspection).order_by(Inspection.version)).all()
    assert [(row.version, row.note, row.original_id) for row in rows] == [(1, "", None), (2, "二", first), (3, "三", first)]
    assert [row.replaced_by_id for row in rows] == [rows[1].id, rows[2].id, None]
    assert "共 1 次" in person("secretary").get("/inspections").text


def test_the_form_is_filled_with_the_version_before(app, person):
    people = (PersonFound(name="张秀兰", resident_id=world.resident("张秀兰").id, temperature=381),)
    first = visit(world.OWN_DOOR, people=people, hazards=(Hazard.GAS,), hazard_note="软管")
    form = correction(person("owner"), first)
    assert (form["people-0-temperature"], form["hazards"], form["hazard_note"]) == ("38.1", "gas", "软管")
    assert form["people-1-name"] == "张小军"


def test_alerts_stay_and_only_what_is_new_is_raised(app, person):
    people = (PersonFound(name="张秀兰", resident_id=world.resident("张秀兰").id, temperature=381),)
    first = visit(world.OWN_DOOR, people=people, hazards=(Hazard.GAS,))
    correction(person("owner"), first).submit(people__0__temperature="36.5", people__0__fever=None, hazards=["gas", "wiring"])
    db.session.rollback()
    assert [alert.text for alert in db.session.scalars(sa.select(Alert).order_by(Alert.id))] == ["张秀兰：发热 38.1℃", "燃气。", "电线。"]
    assert not db.session.scalars(sa.select(Inspection).where(Inspection.version == 2)).one().has_symptoms


def test_moving_out_by_mistake_is_put_right(app, person):
    resident = world.resident("张小军")
    first = visit(world.OWN_DOOR, people=(PersonFound(name="张小军", resident_id=resident.id, moved_out=True),))
    assert world.resident("张小军").moved_out_on is not None
    form = correction(person("owner"), first)
    form.submit(people__0__moved_out=None)
    new = fresh(fresh(first).replaced_by_id)
    assert [(one.name, one.presence) for one in new.people] == [("张小军", Presence.STAYS), ("张秀兰", Presence.STAYS)]
    assert world.resident("张小军").moved_out_on is None


def test_somebody_new_is_not_added_twice_by_a_correction(app, person):
    first = visit(world.OWN_DOOR, people=(PersonFound(name="孙小宝"),))
    correction(person("owner"), first).submit(note="改")
    new = fresh(fresh(first).replaced_by_id)
    assert [(one.name, one.presence) for one in new.people][0] == ("孙小宝", Presence.NEW)


def test_two_who_correct_at_once_do_not_overwrite_each_other(app, person):
    first = visit(world.OWN_DOOR)
    late = correction(person("colleague"), first)
    correction(person("owner"), first).submit(note="先")
    page = late.submit(note="后")
    assert page.status == 409
    assert "赵一 已在" in page.text
    assert [row.note for row in db.session.scalars(sa.select(Inspection).order_by(Inspection.id))] == ["", "先"]


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_one_version(app, person, htmx):
    first = visit(world.OWN_DOOR)
    form = correction(person("owner"), first).fill(note="改")
    assert form.submit(htmx=htmx).path == form.submit(htmx=htmx).path
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Inspection)) == 2


def test_bad_input_in_a_correction_is_said_beside_the_field(app, person):
    page = correction(person("owner"), visit(world.OWN_DOOR)).submit(people__0__temperature="3")
    assert page.status == 422
    assert "体温请填" in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Inspection)) == 1


@pytest.mark.parametrize("who", ["stranger", "other_worker", "other_secretary", "far_officer"])
def test_outside_the_scope_it_does_not_exist(app, person, who):
    first = visit(world.OWN_DOOR)
    somebody = person(who)
    assert somebody.get(f"/inspections/{first}").status == 404
    assert "共 0 次" in somebody.get("/inspections").text
    if who != "far_officer":
        for verb in ("correct", "withdraw"):
            assert somebody.post(f"/inspections/{first}/{verb}").status == 404
        assert somebody.get(f"/inspections/{first}/correction").status == 404


def test_an_officer_reads_only(app, person):
    first = visit(world.OWN_DOOR)
    officer = person("officer")
    page = officer.get(f"/inspections/{first}")
    assert "见到人了" in page.text
    assert "更正" not in page.text
    assert officer.post(f"/inspections/{first}/correct").status == 403
    assert officer.post(f"/inspections/{first}/withdraw").status == 403


def test_the_wrong_door_is_taken_back(app, person):
    round_id = open_round("第一网格")
    owner = person("owner")
    first = visit(world.OWN_DOOR)
    back = owner.get(f"/inspections/{first}").form("/withdraw").submit()
    assert "已撤销" in back.text
    assert coverage(round_id) == (0, 0, 4)
    assert "还没有排查记录" in owner.get(f"/households/{fresh(first).household_id}").text
    assert "撤销了这条记录" in owner.get(f"/inspections/{first}").text
    assert actions_recorded() == ["inspection.recorded", "inspection.withdrawn"]


def test_what_was_taken_back_or_corrected_cannot_be_taken_back_again(app, person):
    owner, colleague = person("owner"), person("colleague")
    first, second = visit(world.OWN_DOOR), visit(world.NEXT_DOOR)
    assert colleague.post(f"/inspections/{first}/withdraw").status == 403  # not their own
    owner.get(f"/inspections/{first}").form("/withdraw").submit()
    late = colleague.post(f"/inspections/{first}/correct", {"outcome": "seen", "method": "visit", "tenancy": "owner"})
    assert late.status == 409
    assert "赵一 已在" in late.text
    correction(colleague, second).submit(note="改")
    again = owner.post(f"/inspections/{second}/withdraw")
    assert again.status == 409
    assert "钱二 已在" in again.text
    assert owner.get(f"/inspections/{second}/correct").status == 405


def test_taking_back_or_correcting_an_empty_flat_gives_the_door_its_use_back(app, person):
    owner = person("owner")
    first = visit(world.OWN_DOOR, "vacant")
    second = visit(world.NEXT_DOOR, "vacant")
    owner.get(f"/inspections/{first}").form("/withdraw").submit()
    assert fresh(first).household.tenancy is Tenancy.UNKNOWN
    correction(owner, second).submit(outcome="seen")
    assert fresh(second).household.tenancy is Tenancy.UNKNOWN
