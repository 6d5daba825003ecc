"""The whole form: file, alerts, care and purchase in one save."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from blueprints.alerts.models import Alert
from blueprints.alerts.rules import AlertKind
from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import Outcome, Presence
from blueprints.places.events import CareNeeded, PurchaseNeeded
from blueprints.places.models import Resident
from blueprints.places.vocabulary import CareCategory, ContactMethod, IfMissing, RequestKind, Tenancy
from core import clock, events
from core.database import db
from tests.inspections.support import coverage, door, open_round
from tests.support import world


def today() -> date:
    return clock.day_of(clock.now())


def form_of(person, address: str = world.OWN_DOOR, who: str = "owner"):
    return person(who).get(f"/households/{door(address).id}/inspections/new").form("/record")


def saved() -> list[Inspection]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Inspection)))


@pytest.fixture
def heard():
    """What was published while the test ran; other listeners are put aside."""
    told: list[object] = []
    kept = {kind: list(events._handlers[kind]) for kind in (CareNeeded, PurchaseNeeded)}
    for kind in kept:
        events._handlers[kind][:] = [told.append]
    yield told
    for kind, handlers in kept.items():
        events._handlers[kind][:] = handlers


def test_the_form_is_filled_with_what_is_known(app, person):
    form = form_of(person)
    assert (form["outcome"], form["method"], form["tenancy"]) == ("seen", "visit", "unknown")
    assert [form["people-0-name"], form["people-1-name"]] == ["张秀兰", "张小军"]
    page = form.submit()
    assert "101 已记下：见到人了" in page.text
    assert [one.name for one in saved()[0].people] == ["张秀兰", "张小军"]


def test_everything_that_was_found_is_kept_and_the_file_follows(app, person):
    form = form_of(person).fill(
        method="phone",
        people__0__temperature="38.2",
        people__0__respiratory="y",
        people__1__moved_out="y",
        tenancy="rented",
        tenant_note="房东换了",
        hazards=["gas", "ebike"],
        hazard_note="软管老化",
        needs=["repair"],
        need_note="水管漏",
        note="狗很凶",
    )
    form.submit()
    one = saved()[0]
    assert (one.method, one.tenancy, one.tenancy_before) == (ContactMethod.PHONE, Tenancy.RENTED, "unknown")
    assert (one.hazards, one.hazard_note, one.needs, one.need_note, one.note) == (
        ["gas", "ebike"],
        "软管老化",
        ["repair"],
        "水管漏",
        "狗很凶",
    )
    assert (one.has_symptoms, one.has_hazards, one.has_arrivals) == (True, True, False)
    sick, gone = one.people
    assert (sick.fever, sick.respiratory, sick.temperature, sick.presence) == (True, True, 382, Presence.STAYS)
    assert gone.presence is Presence.MOVED_OUT
    assert world.resident("张小军").moved_out_on == today()
    assert door(world.OWN_DOOR).tenancy is Tenancy.RENTED
    alerts = {alert.kind: alert for alert in db.session.scalars(sa.select(Alert))}
    assert alerts[AlertKind.FEVER].text == "张秀兰：发热 38.2℃、咳嗽等呼吸道症状"
    assert alerts[AlertKind.FEVER].resident.name == "张秀兰"
    assert alerts[AlertKind.HAZARD].text == "燃气、电动车进楼充电。软管老化"
    assert {alert.source_id for alert in alerts.values()} == {one.id}


def test_a_door_with_somebody_unwell_is_marked_on_the_map(app, person):
    open_round("第一网格")
    back = form_of(person).submit(people__0__fever="y")
    assert "不舒服" in back.soup.find(id=f"door-{door(world.OWN_DOOR).id}").get_text()


def test_a_newcomer_is_added_with_the_row_button_that_needs_no_script(app, person):
    form = form_of(person).fill(people__0__temperature="36.5", note="还在写")
    longer = form.submit(button=("people-add", "1"))
    assert longer.status == 200
    assert saved() == []
    form = longer.form("/record")
    assert (form["people-0-temperature"], form["note"]) == ("36.5", "还在写")
    form.fill(
        people__2__name="孙小宝",
        people__2__phone="19900000077",
        people__2__arrived_from="湖北武汉",
        people__2__arrived_on=today().isoformat(),
    )
    form.submit()
    row = saved()[0].people[2]
    new = world.resident("孙小宝")
    assert (new.household.address, new.phone, new.name_initials) == (world.OWN_DOOR, "19900000077", "sxb")
    assert (row.resident_id, row.presence, row.arrived_from, row.arrived_on) == (new.id, Presence.NEW, "湖北武汉", today())
    assert saved()[0].has_arrivals


def test_a_row_button_swaps_only_the_form_under_htmx(app, person):
    part = form_of(person).submit(button=("lines-add", "1"), htmx=True)
    assert "<html" not in part.html
    assert part.soup.form["id"] == "inspection-form"
    assert part.soup.find(attrs={"name": "lines-1-item"})
    shorter = part.form("/record").submit(button=("lines-remove", "1"), htmx=True)
    assert not shorter.soup.find(attrs={"name": "lines-1-item"})


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"outcome": None}, "outcome", "请选择走访结果"),
        ({"people__0__temperature": "50"}, "people-0-temperature", "体温请填"),
        ({"people__0__arrived_from": "武汉"}, "people-0-arrived_on", "请填写哪天到的"),
        ({"people__0__arrived_on": "2026-01-01"}, "people-0-arrived_from", "请填写从哪里来"),
        ({"people__0__arrived_from": "武汉", "people__0__arrived_on": "2020-01-01"}, "people-0-arrived_on", "14 天以内"),
        ({"visited_at": "2099-01-01T08:00"}, "visited_at", "时间不能晚于现在"),
        ({"lines__0__item": "大米"}, "lines-0-amount", "请填写要多少"),
        ({"lines__0__item": "大米", "lines__0__amount": "2", "purchase_phone": "12"}, "purchase_phone", "电话"),
        ({"care_categories": ["disabled"]}, "care_resident", "请选择帮扶谁"),
        ({"care_categories": ["disabled"], "care_resident": "new"}, "care_resident", "没有新登记的人"),
        ({"note": "长" * 501}, "note", "最多 500 个字"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_what_was_typed_stays(app, person, change, field, message):
    page = form_of(person).submit(tenant_note="留着", **change)
    assert page.status == 422
    assert message in page.text
    control = page.soup.find(attrs={"name": field})
    assert control.find_parent(class_="has-error")
    assert message in control.find_parent(class_="has-error").get_text()
    assert all("open" in box.attrs for box in control.find_parents("details"))
    assert page.form("/record")["tenant_note"] == "留着"
    assert saved() == []


def test_a_newcomer_with_a_name_already_there_is_refused_in_words(app, person):
    form = form_of(person).submit(button=("people-add", "1")).form("/record")
    page = form.submit(people__2__name="张秀兰", people__0__fever="y")
    assert page.status == 422
    assert "张秀兰 已经登记在这一户了" in page.text
    assert saved() == []
    assert db.session.scalar(sa.select(Alert.id)) is None


@pytest.mark.parametrize("outcome", ["nobody_home", "refused", "vacant"])
def test_where_nobody_was_met_nobody_is_confirmed(app, person, outcome):
    round_id = open_round("第一网格")
    form_of(person).submit(outcome=outcome)
    one = saved()[0]
    assert (one.outcome, one.people) == (Outcome(outcome), [])
    assert coverage(round_id) == ((1, 0, 3) if outcome == "vacant" else (0, 1, 3))
    assert door(world.OWN_DOOR).tenancy is (Tenancy.VACANT if outcome == "vacant" else Tenancy.UNKNOWN)


def test_somebody_of_another_door_cannot_be_slipped_in(app, person):
    page = form_of(person).submit(people__0__resident_id=world.resident("王小明").id, people__0__moved_out="y")
    assert page.status == 404
    assert world.resident("王小明").moved_out_on is None


def test_care_and_purchase_are_asked_for_in_the_same_transaction(app, person, heard):
    form_of(person).submit(
        care_resident=world.resident("张秀兰").id,
        care_categories=["lives_alone", "chronic_illness"],
        care_note="高血压",
        lines__0__item="大米",
        lines__0__amount="10",
        lines__0__unit="斤",
        lines__0__if_missing="replace",
        purchase_urgent="y",
        need_note="放门口",
    )
    care, purchase = heard
    one = saved()[0]
    assert (care.resident_id, care.note, care.source_id) == (world.resident("张秀兰").id, "高血压", one.id)
    assert care.categories == (CareCategory.LIVES_ALONE, CareCategory.CHRONIC_ILLNESS)
    assert (purchase.name, purchase.phone, purchase.kind, purchase.is_urgent) == ("张秀兰", "19900000001", RequestKind.GROCERIES, True)
    assert [(line.item, str(line.amount), line.unit, line.if_missing) for line in purchase.lines] == [
        ("大米", "10", "斤", IfMissing.REPLACE)
    ]


def test_a_care_case_may_be_for_the_newcomer(app, person, heard):
    form = form_of(person).submit(button=("people-add", "1")).form("/record")
    form.submit(people__2__name="孙小宝", care_resident="new", care_categories=["left_behind_child"])
    assert saved()[0].people[2].name == "孙小宝"
    assert [event.resident_id for event in heard] == [world.resident("孙小宝").id]


def test_when_one_part_fails_nothing_is_written(app, person, heard):
    round_id = open_round("第一网格")

    def refuse(_event):
        raise RuntimeError("no")

    events._handlers[PurchaseNeeded][:] = [refuse]
    form = form_of(person).fill(people__0__fever="y", people__1__moved_out="y", lines__0__item="大米", lines__0__amount="1")
    with pytest.raises(RuntimeError):
        form.submit()
    assert saved() == []
    assert db.session.scalar(sa.select(Alert.id)) is None
    assert db.session.scalar(sa.select(Resident.id).where(Resident.moved_out_on.is_not(None))) is None
    assert coverage(round_id) == (0, 0, 4)


def test_the_same_form_with_other_words_is_refused(app, person):
    form = form_of(person).fill(note="一")
    form.submit()
    assert form.submit(note="二").status == 409
    assert [one.note for one in saved()] == ["一"]


def test_a_visit_of_yesterday_is_counted_on_its_day(app, person):
    yesterday = clock.now() - timedelta(days=1)
    form_of(person).submit(visited_at=f"{clock.local(yesterday):%Y-%m-%dT%H:%M}")
    assert saved()[0].visited_on == clock.day_of(yesterday)
    secretary = person("secretary")
    assert "共 1 次" in secretary.get(f"/inspections?day={clock.day_of(yesterday).isoformat()}").text
    assert "共 0 次" in secretary.get("/inspections?day=today").text
