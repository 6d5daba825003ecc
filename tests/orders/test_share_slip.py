"""What a household can read about its order, while it is on its way and when it is here."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from blueprints.orders import actions, queries
from blueprints.orders.models import BuildingPlan
from blueprints.orders.rules import Answer, HandOut, Reply
from core import audit, clock
from core.database import db, run_tx
from tests.orders import things
from tests.orders.test_receive_order import ASK, for_doors, reply, rice
from tests.purchases import things as requests
from tests.support import world
from tests.support.queries import counting


def slip(request_id: int):
    return queries.slip_of(requests.fresh(request_id))


def test_before_it_is_sent_there_is_nothing_to_tell(app):
    request_id = things.request()
    assert slip(request_id) is None
    things.draft([request_id])
    assert slip(request_id) is None


def test_from_sending_to_the_gate(app):
    order_id, (one, other) = for_doors((things.line("大米", "1", "袋"), things.line("酱油", "2", "瓶", ASK)), rice("1"), fee=300)
    told = slip(one)
    assert (told.number, told.supplier, told.bag_text) == (things.fresh(order_id).number, things.SHOP, "01")
    assert (told.is_answered, told.total, told.arrives_until is not None) == (False, 0, True)
    assert [line.text for line in told.lines] == ["还不知道", "还不知道"]

    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(1), price=6000)
    things.answer(things.item(order_id, "酱油").id, Answer.REPLACED, replaced_by="生抽", price=850)
    told = slip(one)
    assert [line.text for line in told.lines] == ["有 1袋", "换成“生抽”，等答复"]
    question = told.questions[0].question
    assert (question.replaced_by, question.offered, question.cents) == ("生抽", 2, 1700)
    assert (told.goods, told.total) == (6000, 6300)

    reply(order_id, one, True, name="酱油", version=question.version)
    told = slip(one)
    assert (told.questions, told.lines[1].text, told.lines[1].question.reply) == ([], "换成“生抽” 2瓶", Reply.ACCEPTED)
    things.do(order_id, actions.receive_order, "secretary")
    told = slip(one)
    assert (told.is_here, told.nothing_came, told.goods, told.total) == (True, False, 7700, 8000)
    assert told.lines[1].question is None

    told = slip(other)
    assert (told.nothing_came, told.total, told.lines[0].text) == (True, 0, "不够，没有分到")
    things.sent([other])
    assert slip(other).nothing_came is False


def test_the_window_of_its_building(app):
    order_id, (one,) = for_doors(rice("1"))
    begin = clock.now() + timedelta(hours=1)
    building = world.household_at(world.OWN_DOOR).building_id

    def plan() -> None:
        order = queries.order_in_scope(world.actor("secretary"), order_id)
        row = BuildingPlan(
            community_id=order.community_id, order_id=order.id, building_id=building, how=HandOut.PICK_UP,
            place="南门", starts_at=begin, ends_at=begin + timedelta(minutes=20),
        )  # fmt: skip
        db.session.add(row)
        audit.record(world.actor("secretary"), "building.planned", row, now=clock.now())

    assert slip(one).how is HandOut.TO_DOOR
    run_tx(plan)
    told = slip(one)
    assert (told.how, told.place, told.starts_at) == (HandOut.PICK_UP, "南门", begin)


def test_a_slip_asks_the_same_number_of_queries_whatever_stands_on_the_order(app):
    numbers = []
    for each in (1, 6):
        lines = tuple(things.line(f"货{number}", "1", "袋") for number in range(each))
        order_id = things.answered([things.request(world.OWN_DOOR, *lines), things.request(world.NEXT_DOOR, *lines)])
        request = requests.fresh(things.lines(order_id)[0].request_id)
        with counting() as counted:
            assert len(queries.slip_of(request).lines) == each
        numbers.append(counted.number)
    assert numbers[0] == numbers[1] <= 8, numbers
