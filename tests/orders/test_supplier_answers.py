"""What the supplier says of each item: which answers there are, what belongs to each, and that nobody overwrites anybody."""

from __future__ import annotations

from decimal import Decimal

import pytest

from blueprints.orders import actions, queries
from blueprints.orders.actions.answering import answer_rest, finish_answering
from blueprints.orders.models import OrderItem
from blueprints.orders.rules import Answer, OrderState, Reply
from blueprints.places.vocabulary import IfMissing
from core.actors import public_actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from tests.orders import things
from tests.orders.supplier import priced
from tests.support import world


@pytest.fixture
def rice(app):
    """10 斤 of rice at 2.50, sent to the supplier."""
    things.sent([things.request(world.OWN_DOOR, priced("大米", "10", "斤", 250))])
    return db.session.query(OrderItem).one().id


def read(item_id: int) -> OrderItem:
    db.session.rollback()
    return db.session.get_one(OrderItem, item_id)


def figures(item_id: int):
    item = read(item_id)
    return item.answer, item.got, item.price, item.replaced_by


@pytest.mark.parametrize(
    ("answer", "given", "written"),
    [
        (Answer.THERE, {"got": None, "price": 300}, (Decimal(10), 300, "")),
        (Answer.THERE, {"got": Decimal("10.35"), "price": 300}, (Decimal("10.35"), 300, "")),
        (Answer.THERE, {"got": None, "price": 0}, (Decimal(10), 0, "")),
        (Answer.THERE, {"got": None, "price": 300, "replaced_by": "小米"}, (Decimal(10), 300, "")),
        (Answer.REPLACED, {"got": None, "price": 300, "replaced_by": " 小米 "}, (Decimal(10), 300, "小米")),
        (Answer.REPLACED, {"got": Decimal(4), "price": 300, "replaced_by": "小米"}, (Decimal(4), 300, "小米")),
        (Answer.SHORT, {"got": Decimal("9.99"), "price": 300}, (Decimal("9.99"), 300, "")),
        (Answer.MISSING, {"got": Decimal(3), "price": 300, "replaced_by": "小米"}, (Decimal(0), None, "")),
    ],
)
def test_each_answer_keeps_what_belongs_to_it(rice, answer, given, written):
    things.answer(rice, answer, **{"replaced_by": "", **given})
    assert figures(rice) == (answer, *written)
    assert read(rice).answered_by == "店员" and read(rice).version == 2


@pytest.mark.parametrize(
    ("answer", "given", "field"),
    [
        (Answer.OPEN, {}, "answer"),
        (Answer.THERE, {"price": None}, "price"),
        (Answer.THERE, {"got": Decimal("9.99")}, "got"),
        (Answer.THERE, {"got": Decimal("20.01")}, "got"),
        (Answer.THERE, {"got": Decimal(10), "price": 9_999_999}, "price"),
        (Answer.REPLACED, {"replaced_by": "  "}, "replaced_by"),
        (Answer.REPLACED, {"replaced_by": "小米", "price": None}, "price"),
        (Answer.SHORT, {"got": None}, "got"),
        (Answer.SHORT, {"got": Decimal(10)}, "got"),
        (Answer.SHORT, {"got": Decimal(0)}, "got"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(rice, answer, given, field):
    with pytest.raises(Invalid) as refused:
        things.answer(rice, answer, **given)
    assert refused.value.field == field
    assert figures(rice) == (Answer.OPEN, None, None, "")


def test_an_older_version_is_refused_and_told_who_was_faster(rice):
    things.answer(rice, by_name="周书记", price=275)
    with pytest.raises(Conflict) as refused:
        things.answer(rice, Answer.MISSING, version=1)
    assert "周书记" in refused.value.message and "2.75" in refused.value.message and "有货" in refused.value.message
    assert figures(rice)[0] is Answer.THERE


def test_who_asked_to_be_asked_is_asked_about_a_replacement(app):
    order_id = things.sent(
        [
            things.request(world.OWN_DOOR, things.line("大米", "10", "斤", IfMissing.ASK_ME)),
            things.request(world.NEXT_DOOR, things.line("大米", "5", "斤", IfMissing.REPLACE)),
        ]
    )
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED)
    assert [line.reply for line in things.lines(order_id)] == [Reply.WAITING, Reply.NOT_ASKED]
    things.answer(things.item(order_id, "大米").id, Answer.THERE)
    assert [line.reply for line in things.lines(order_id)] == [Reply.NOT_ASKED, Reply.NOT_ASKED]


def test_nobody_answers_before_it_is_sent_or_after_it_came(app):
    draft = things.draft()
    with pytest.raises(Conflict):
        things.answer(things.items(draft)[0].id)
    cancelled = things.cancelled([things.request(world.STRANGERS_DOOR)])
    with pytest.raises(Conflict) as refused:
        things.answer(things.items(cancelled)[0].id)
    assert "作废" in refused.value.message


@pytest.mark.parametrize("who", ["owner", "officer"])
def test_neither_worker_nor_officer_answers(rice, who):
    with pytest.raises(Refused):
        things.answer(rice, who=who)


def test_the_rest_is_there_at_the_expected_price_and_what_has_none_stays_open(app):
    wanted = [
        priced("大米", "10", "斤", 250),
        things.line("鸡蛋", "1", "盒"),
        priced("盐", "1", "袋", 300),
    ]
    order_id = things.sent([things.request(world.OWN_DOOR, *wanted)])
    things.answer(things.item(order_id, "盐").id, Answer.MISSING)

    def rest(order, **given):
        return answer_rest(order, queries.items_of(order), by_name="店员", **given)

    assert things.do(order_id, rest, "secretary") == 1
    assert figures(things.item(order_id, "大米").id) == (Answer.THERE, Decimal(10), 250, "")
    assert [things.item(order_id, name).answer for name in ("鸡蛋", "盐")] == [Answer.OPEN, Answer.MISSING]


def test_that_is_all_names_what_is_open_unless_it_is_said_to_be_missing(app):
    order_id = things.sent([things.request(world.OWN_DOOR, things.line("大米", "10", "斤"), things.line("盐", "1", "袋"))])
    things.answer(things.item(order_id, "大米").id)

    def finish(order, **given):
        finish_answering(order, queries.items_of(order), by_name="店员", **given)

    with pytest.raises(Invalid, match="1 样没填：盐"):
        things.do(order_id, finish, "secretary")
    assert things.fresh(order_id).answered_at is None
    things.do(order_id, finish, "secretary", rest_is_missing=True)
    assert things.fresh(order_id).answered_at is not None
    assert things.item(order_id, "盐").answer is Answer.MISSING
    things.answer(things.item(order_id, "盐").id)  # the sack was found after all
    assert things.fresh(order_id).state is OrderState.SENT


def test_the_holder_of_the_link_may_only_answer(rice):
    order_id = read(rice).order_id
    holder = public_actor(things.SHOP, things.fresh(order_id).community_id)
    things.answer(rice, who=holder)
    for verb, given in ((actions.send_order, {}), (actions.cancel_order, {"reason": "x"})):
        with pytest.raises(Refused):
            things.do(order_id, verb, holder, **given)
