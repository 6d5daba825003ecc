"""Requests join and leave a draft, are added up, sent and called off."""

from __future__ import annotations

import pytest

from blueprints.orders import actions
from blueprints.orders.rules import OrderState
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from core.errors import Conflict, Invalid, Refused
from tests.orders import things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world


def test_the_same_is_added_up_and_only_alike_is_not(app):
    one = things.request(world.OWN_DOOR, line("大米", "10", "斤"), line("鸡蛋", "2", "盒"))
    two = things.request(world.NEXT_DOOR, line(" 大米 ", "5.5", "斤"), line("东北大米", "10", "斤"), line("大米", "1", "公斤"))
    order = things.draft([one, two])
    assert [(item.name, item.unit, f"{item.wanted.normalize():f}") for item in things.items(order)] == [
        ("大米", "斤", "15.5"),
        ("鸡蛋", "盒", "2"),
        ("东北大米", "斤", "10"),
        ("大米", "公斤", "1"),
    ]


def test_medicine_stays_each_persons_own(app):
    pills = line("氨氯地平", "2", "盒", strength="5mg×28片", prescription_for="张秀兰", shows_old_box=True)
    ids = [things.request(door, pills, kind=RequestKind.MEDICINE) for door in (world.OWN_DOOR, world.NEXT_DOOR)]
    found = things.items(things.draft(ids, kind=RequestKind.MEDICINE))
    assert [(item.name, item.strength, item.is_personal, len(item.lines)) for item in found] == [("氨氯地平", "5mg×28片", True, 1)] * 2


def test_joining_twice_names_the_order(app):
    one = things.request()
    first = things.draft([one])
    second = things.draft([])
    assert things.join(second, one) == [f"已经在采购单 {things.fresh(first).number} 上了"]
    assert things.join(second, requests.file()) == ["现在是“待批准”，只有“已批准”的才能加进来"]
    assert things.lines(second) == []


def test_leaving_takes_the_lines_along_and_leaves_the_others(app):
    one = things.request(world.OWN_DOOR, line("大米", "10", "斤"), line("盐", "1", "袋"))
    two = things.request(world.NEXT_DOOR, line("大米", "5", "斤"))
    order = things.draft([one, two])
    things.leave(order, one)
    assert things.wanted(order) == {"大米 斤": "5"}
    assert [entry.request_id for entry in things.entries(order)] == [two]
    with pytest.raises(Conflict):
        things.leave(order, one)
    assert things.join(order, one) == [] and things.wanted(order) == {"大米 斤": "15", "盐 袋": "1"}


def test_joined_by_hand_and_split_again(app):
    ids = [things.request(world.OWN_DOOR, line("大米", "10", "斤")), things.request(world.NEXT_DOOR, line("东北大米", "5", "斤"))]
    order = things.draft(ids)
    plain, better = things.items(order)
    joined = things.join_items(order, plain.id, better.id, name="东北大米")
    assert things.wanted(order) == {"东北大米 斤": "15"}
    third = things.request(world.OWN_DOOR, line("大米", "1", "斤"), name="李四")
    assert things.join(order, third) == [] and things.wanted(order) == {"东北大米 斤": "16"}
    things.split_item(order, joined)
    assert things.wanted(order) == {"大米 斤": "11", "东北大米 斤": "5"}


def test_what_cannot_be_joined(app):
    pounds = things.request(world.OWN_DOOR, line("大米", "10", "斤"), line("大米", "3", "公斤"))
    order = things.draft([pounds])
    both = [item.id for item in things.items(order)]
    for ids, name in ((both, "大米"), (both[:1], "大米"), (both, " ")):
        with pytest.raises(Invalid):
            things.join_items(order, *ids, name=name)
    with pytest.raises(Conflict):
        things.split_item(order, both[0])
    assert things.wanted(order) == {"大米 斤": "10", "大米 公斤": "3"}


def test_sending_gives_bag_numbers_in_walking_order(app):
    ids = [things.request(door) for door in (world.STRANGERS_DOOR, world.NEXT_DOOR, world.OWN_DOOR)]
    order = things.sent(ids)
    assert things.fresh(order).state is OrderState.SENT
    assert [(entry.bag_number, entry.request.household.address) for entry in things.entries(order)] == [
        (1, world.OWN_DOOR),
        (2, world.NEXT_DOOR),
        (3, world.STRANGERS_DOOR),
    ]
    assert {requests.fresh(one).state for one in ids} == {RequestState.ORDERED}
    for verb in (lambda: things.leave(order, ids[0]), lambda: things.join(order, ids[0])):
        with pytest.raises(Conflict, match="周书记"):
            verb()


def test_an_empty_order_is_not_sent(app):
    order = things.draft([])
    with pytest.raises(Invalid):
        things.do(order, actions.send_order, "secretary")
    with pytest.raises(Refused):
        things.do(order, actions.send_order, "owner")


@pytest.mark.parametrize("verb", ["cancel", "buy"])
def test_a_request_that_goes_elsewhere_leaves_the_draft(app, verb):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    order = things.draft([one, two])
    version = things.fresh(order).version
    if verb == "cancel":
        requests.do(one, purchase_actions.cancel_request, requests.resident(), reason="不要了")
    else:
        requests.do(one, purchase_actions.mark_bought, "owner")
    assert [entry.request_id for entry in things.entries(order)] == [two]
    assert things.wanted(order) == {"大米 斤": "10", "降压药 盒": "1.5"}
    assert things.fresh(order).version == version + 1


def test_calling_off_a_sent_order_sends_the_requests_back(app):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    order = things.cancelled([one, two])
    found = things.fresh(order)
    assert (found.state, found.cancelled_reason) == (OrderState.CANCELLED, "超市今天不送")
    assert things.entries(order) == [] and len(things.lines(order)) == 4
    assert {requests.fresh(number).state for number in (one, two)} == {RequestState.APPROVED}
    again = things.sent([one, two])
    assert len(things.entries(again)) == 2


def test_numbers_count_up_through_the_day(app):
    numbers = [things.fresh(things.draft([])).number for _ in range(3)]
    assert [number[-3:] for number in numbers] == ["-01", "-02", "-03"] and len({number[:4] for number in numbers}) == 1


def test_prices_of_another_suppliers_list_count_for_nothing(app):
    here, there = things.listed(things.SHOP, "洗洁精", 900), things.listed("邻居超市", "洗洁精", 700)
    ids = [
        things.request(door, line("洗洁精", "1", "瓶", price_item_id=item, expected_price=price))
        for door, item, price in ((world.OWN_DOOR, here, 900), (world.NEXT_DOOR, there, 700), (world.STRANGERS_DOOR, None, None))
    ]
    order = things.draft(ids)
    item = things.item(order, "洗洁精")
    assert (item.expected_price, item.price_item_id, len(item.lines)) == (900, here, 3)
    things.leave(order, ids[0])
    item = things.item(order, "洗洁精")
    assert (item.expected_price, item.price_item_id) == (None, None)


def test_a_free_name_joins_what_was_picked_and_takes_its_price(app):
    big, small = things.listed(things.SHOP, "洗洁精", 900, spec="2L"), things.listed(things.SHOP, "洗洁精", 500, spec="1L")
    ids = [
        things.request(world.OWN_DOOR, line("洗洁精 2L", "1", "瓶")),
        things.request(world.NEXT_DOOR, line("洗洁精 2L", "2", "瓶", price_item_id=big)),
        things.request(world.STRANGERS_DOOR, line("洗洁精 1L", "4", "瓶", price_item_id=small)),
    ]
    order = things.draft(ids)
    assert [(item.price_item_id, item.expected_price, f"{item.wanted.normalize():f}") for item in things.items(order)] == [
        (big, 900, "3"),
        (small, 500, "4"),
    ]


def test_a_door_that_is_merged_keeps_its_place_on_the_order(app):
    from blueprints.places.events import HouseholdRemoved
    from core import clock
    from core.database import run_tx
    from core.events import publish

    one = things.request(world.NEXT_DOOR)
    order = things.draft([one, things.request(world.OWN_DOOR)])

    def merge() -> None:
        own, gone = world.household_at(world.OWN_DOOR), world.household_at(world.NEXT_DOOR)
        publish(
            HouseholdRemoved(
                actor=world.actor("secretary"),
                now=clock.now(),
                community_id=own.community_id,
                household_id=gone.id,
                merged_into_id=own.id,
            )
        )

    run_tx(merge)
    assert {entry.request.household.address for entry in things.entries(order)} == {world.OWN_DOOR}
    things.do(order, actions.send_order, "secretary")
    assert [entry.bag_number for entry in things.entries(order)] == [1, 2]


def test_of_a_door_that_is_gone_the_request_leaves(app):
    from blueprints.places.events import HouseholdRemoved
    from core import clock
    from core.database import run_tx
    from core.events import publish

    order = things.draft()

    def remove() -> None:
        gone = world.household_at(world.NEXT_DOOR)
        event = HouseholdRemoved(
            actor=world.actor("secretary"), now=clock.now(), community_id=gone.community_id, household_id=gone.id, merged_into_id=None
        )
        publish(event)

    run_tx(remove)
    assert [entry.request.household.address for entry in things.entries(order)] == [world.OWN_DOOR]
    assert things.wanted(order) == {"大米 斤": "10", "降压药 盒": "1.5"}
