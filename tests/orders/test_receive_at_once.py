"""At the gate at the same moment: two who receive, a household that replies, a supplier who changes an answer."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from blueprints.orders import actions, queries
from blueprints.orders.actions.answering import answer_item
from blueprints.orders.models import OrderLine
from blueprints.orders.rules import Answer, OrderState, Outcome, Reply
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from core import clock
from core.actors import public_actor
from core.database import db, run_tx
from core.errors import Conflict
from core.money import cost
from tests.orders import things
from tests.orders.test_receive_order import for_doors, rice, state_of
from tests.support import world
from tests.support.at_once import at_once

PHARMACIST = public_actor("店员", 1)


def receiving(order_id: int, who: str = "secretary", *, seen: int | None = None) -> Callable[[], Any]:
    def work() -> int:
        order = queries.order_in_scope(world.actor(who), order_id, lock=True)
        actions.receive_order(order, actor=world.actor(who), now=clock.now(), version=seen)
        return order_id

    return lambda: run_tx(work)


def replying(request_id: int, line_id: int, accepts: bool) -> Callable[[], Any]:
    """As the slip does."""

    def work() -> int:
        line = queries.line_of_request(db.session.get_one(PurchaseRequest, request_id), line_id)
        actor = public_actor("张阿姨", line.community_id)
        actions.reply_to(line, actor=actor, now=clock.now(), accepts=accepts, by_name="张阿姨")
        return line_id

    return lambda: run_tx(work)


def answering(order_id: int, **given: Any) -> Callable[[], Any]:
    def work() -> int:
        order = queries.order_in_scope(world.actor("secretary"), order_id, lock=True)
        item = queries.items_of(order)[0]
        answer_item(item, actor=PHARMACIST, now=clock.now(), version=item.version, by_name="店员", **given)
        return item.id

    return lambda: run_tx(work)


def agrees(order_id: int) -> list[OrderLine]:
    """What is written down adds up, and every request is where its line says."""
    lines, item = things.lines(order_id), things.items(order_id)[0]
    assert sum(line.cents for line in lines) == cost(sum((line.given for line in lines), Decimal(0)), item.price or 0)
    assert sum(line.given for line in lines) <= item.got
    for line in lines:
        assert line.outcome is not Outcome.OPEN
        assert state_of(line.request_id) is (RequestState.BOUGHT if line.given else RequestState.APPROVED)
    return lines


def test_two_secretaries_receive_at_once(app):
    order_id = things.answered()
    answers = at_once(app, *[receiving(order_id, who) for who in ("secretary", "deputy", "secretary")])
    assert sorted(isinstance(answer, int) for answer in answers) == [False, False, True], answers
    assert all("收货" in answer.message for answer in answers if isinstance(answer, Conflict)), answers
    order = things.fresh(order_id)
    assert order.state is OrderState.RECEIVED
    assert all(state_of(line.request_id) is RequestState.BOUGHT for line in things.lines(order_id))


def test_two_secretaries_press_the_button_at_once(app, person):
    order_id = things.answered()
    forms = [person(who).get(f"/orders/{order_id}/receive").form("/receive") for who in ("secretary", "deputy")]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409], answers


def test_a_household_replies_while_the_goods_are_received(app):
    order_id, ids = for_doors(rice("1"), rice("1"))
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="小米", price=801)
    mine = things.lines(order_id)[0].id
    received, replied = at_once(app, receiving(order_id), replying(ids[0], mine, True))
    assert received == order_id, received
    first, _second = agrees(order_id)
    if isinstance(replied, Conflict):  # too late: it counts as no
        assert (first.outcome, first.reply) == (Outcome.LEFT_OUT, Reply.DECLINED)
    else:
        assert (replied, first.outcome, first.reply) == (mine, Outcome.REPLACED, Reply.ACCEPTED)


def test_the_supplier_changes_an_answer_while_the_goods_are_received(app):
    order_id, _ids = for_doors(rice("2"), rice("2"))
    things.answer(things.item(order_id, "大米").id, price=6500)
    seen = things.fresh(order_id).version
    received, answered = at_once(app, receiving(order_id, seen=seen), answering(order_id, answer=Answer.SHORT, got=Decimal(1), price=7000))
    if isinstance(answered, Conflict):  # received as it was confirmed
        assert received == order_id
        assert [line.cents for line in agrees(order_id)] == [13000, 13000]
    else:  # the answer came first: nobody confirms what they have not seen
        assert isinstance(answered, int) and isinstance(received, Conflict), (received, answered)
        assert things.fresh(order_id).state is OrderState.SENT


def test_two_members_of_a_household_say_different_things(app):
    order_id, ids = for_doors(rice("1"))
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="小米", price=801)
    mine, before = things.lines(order_id)[0].id, things.fresh(order_id).version
    answers = at_once(app, replying(ids[0], mine, True), replying(ids[0], mine, False))
    assert answers == [mine, mine], answers
    assert things.lines(order_id)[0].reply in (Reply.ACCEPTED, Reply.DECLINED)
    assert things.fresh(order_id).version == before + 2
