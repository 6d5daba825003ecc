"""What requests do when another slice tells something, and what they show on the pages of others."""

from __future__ import annotations

import pytest

from blueprints.accounts.events import WorkHandedOver
from blueprints.places.events import CareNeeded, HouseholdRemoved, PurchaseNeeded
from blueprints.places.models import Building
from blueprints.places.vocabulary import CareCategory, RequestKind
from blueprints.purchases import queries
from blueprints.purchases.rules import DeliveryState, RequestState, Source
from core import clock, events, slots
from core.database import db, run_tx
from tests.purchases import things
from tests.support import world

S = RequestState


@pytest.mark.parametrize("lines", [(), (things.RICE,)])
def test_a_need_found_at_a_door_becomes_a_request(app, lines):
    def work():
        events.publish(
            PurchaseNeeded(
                actor=world.actor("owner"),
                now=clock.now(),
                household_id=world.household_at(world.OWN_DOOR).id,
                name="张秀兰",
                phone=None,
                kind=RequestKind.MEDICINE,
                is_urgent=True,
                note="降压药快没了\n只剩两天",
                source_type="care_contact",
                source_id=7,
                lines=lines,
            )
        )

    run_tx(work)
    (made,) = queries.list_requests(queries.request_filter(world.actor("owner")))
    assert (made.source, made.kind, made.is_urgent, made.phone) == (Source.WORKER, RequestKind.MEDICINE, True, None)
    assert made.summary == ("大米 10斤" if lines else "降压药快没了 1份")


def test_work_handed_over_takes_the_open_deliveries_along(app):
    moved = [things.in_state(state) for state in (S.APPROVED, S.BOUGHT, S.OUT_FOR_DELIVERY)]
    done, foreign = things.in_state(S.DELIVERED), things.in_state(S.BOUGHT, worker="colleague")
    community = world.user("owner").community_id

    def work():
        owner, stranger = world.user("owner").id, world.user("stranger").id
        events.publish(WorkHandedOver(world.actor("secretary"), clock.now(), community, owner, stranger))

    run_tx(work)
    for one in moved:
        found = things.fresh(one)
        assert (found.assigned_to.username, found.deliveries[-1].worker.username) == ("stranger", "stranger")
        assert things.events(one)[-1] == "request.assigned"
    assert things.fresh(moved[2]).deliveries[-1].state is DeliveryState.OUT
    assert (things.fresh(done).assigned_to.username, things.fresh(foreign).assigned_to.username) == ("owner", "colleague")


def test_a_merged_door_takes_its_requests_along(app):
    old, open_one = things.in_state(S.DELIVERED), things.file()
    gone, kept = world.household_at(world.OWN_DOOR), world.household_at(world.NEXT_DOOR)
    event = HouseholdRemoved(world.actor("secretary"), clock.now(), gone.community_id, gone.id, kept.id)
    run_tx(lambda: events.publish(event))
    assert {things.fresh(one).household.door for one in (old, open_one)} == {"102"}


def test_of_a_door_that_is_gone_what_nobody_has_begun_is_cancelled(app):
    begun, waiting = things.in_state(S.BOUGHT), things.file()
    gone = world.household_at(world.OWN_DOOR)
    run_tx(lambda: events.publish(HouseholdRemoved(world.actor("secretary"), clock.now(), gone.community_id, gone.id)))
    assert (things.fresh(begun).state, things.fresh(waiting).state) == (S.BOUGHT, S.CANCELLED)


def test_the_household_file_shows_open_requests_and_the_way_to_a_new_one(app):
    things.file()
    things.in_state(S.DELIVERED, lines=(things.PILLS,))
    household = world.household_at(world.OWN_DOOR)
    for who, may_file in (("owner", True), ("officer", False)):
        with app.test_request_context("/"):
            panels = slots.results("household_file", actor=world.actor(who), household=household)
        text = "".join(str(panel) for panel in panels)
        assert "大米 10斤" in text
        assert ("帮他代购" in text) is may_file


def test_doors_with_an_open_request_carry_a_badge(app):
    things.file()
    things.in_state(S.CANCELLED, world.NEXT_DOOR)
    building = db.session.get_one(Building, world.household_at(world.OWN_DOOR).building_id)
    with app.test_request_context("/"):
        marks = {
            door: mark.badges
            for one in slots.results("door_marks", actor=world.actor("owner"), building=building)
            for door, mark in one.items()
        }
    assert [door for door, badges in marks.items() if "代购" in badges] == [world.household_at(world.OWN_DOOR).id]


def test_the_load_of_a_worker(app):
    for state in (S.APPROVED, S.BOUGHT, S.OUT_FOR_DELIVERY, S.DELIVERED):
        things.in_state(state)
    owner = world.user("owner").id
    with app.test_request_context("/"):
        load = [text for one in slots.results("user_load", actor=world.actor("secretary"), user_ids=[owner]) for text in one.get(owner, [])]
    assert ("待买代购", 1) in load and ("待送代购", 2) in load


def test_the_queue_says_that_somebody_at_the_door_is_cared_for(app, person):
    def work():
        household, somebody = world.household_at(world.OWN_DOOR), world.resident("张秀兰")
        categories = (CareCategory.LIVES_ALONE, CareCategory.CHRONIC_ILLNESS)
        events.publish(CareNeeded(world.actor("owner"), clock.now(), household.id, somebody.id, categories, "", "test", 1))

    run_tx(work)
    one = things.file()
    things.file(world.NEXT_DOOR)
    secretary = person("secretary")
    page = secretary.get("/requests")
    badges = {row["id"]: [tag.get_text(" ", strip=True) for tag in row.select(".ll-tag.is-info")] for row in page.soup.select(".pu-row")}
    assert badges[f"request-{one}"] == ["● 独居老人", "● 慢性病人"]
    assert sum(len(texts) for texts in badges.values()) == 2
    assert "独居老人" in secretary.get(f"/requests/{one}").text
