"""At the gate: what each line got stands for good, every request moves on, nothing is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.orders import actions, queries
from blueprints.orders.actions.receiving import receipt_of
from blueprints.orders.events import OrderReceived
from blueprints.orders.rules import Answer, OrderState, Outcome, Reply, ShareRule
from blueprints.places.vocabulary import IfMissing
from blueprints.purchases.rules import RequestState
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import EntryKind
from core import clock, events
from core.database import db, run_tx
from core.errors import Conflict, Invalid, Refused
from core.money import cost
from tests.orders import things
from tests.purchases import things as requests
from tests.support import world
from tests.support.queries import counting

ASK, REPLACE, LEAVE_OUT = IfMissing.ASK_ME, IfMissing.REPLACE, IfMissing.LEAVE_OUT
DOORS = (world.OWN_DOOR, world.NEXT_DOOR, "阳光花园1号楼1单元201", world.STRANGERS_DOOR)


def for_doors(*lines_of_each, **given) -> tuple[int, list[int]]:
    """An order that was sent with one request per door; its id and theirs."""
    ids = [things.request(door, *lines) for door, lines in zip(DOORS, lines_of_each, strict=False)]
    return things.sent(ids, **given), ids


def rice(amount: str, wish: IfMissing = ASK):
    return (things.line("大米", amount, "袋", wish),)


def reply(order_id: int, request_id: int, accepts: bool, *, name: str = "大米", version: int | None = None) -> None:
    def work(order, **rest) -> None:
        item = next(item for item in queries.items_of(order) if item.name == name)
        line = next(line for line in item.lines if line.request_id == request_id)
        actions.reply_to(line, accepts=accepts, by_name="张阿姨", version=version, **rest)

    things.do(order_id, work, "secretary")


def state_of(request_id: int) -> RequestState:
    return requests.fresh(request_id).state


def test_everything_came(app):
    order_id, ids = for_doors(rice("1"), rice("2"))
    things.answer(things.item(order_id, "大米").id, price=3650)
    heard: list[OrderReceived] = []
    events.subscribe(OrderReceived, heard.append)
    things.do(order_id, actions.receive_order, "secretary")
    order = things.fresh(order_id)
    assert (order.state, order.received_by.name) == (OrderState.RECEIVED, "周书记")
    assert [(line.outcome, line.given, line.cents) for line in things.lines(order_id)] == [
        (Outcome.THERE, Decimal(1), 3650),
        (Outcome.THERE, Decimal(2), 7300),
    ]
    assert {state_of(one) for one in ids} == {RequestState.BOUGHT}
    assert [event.order_id for event in heard] == [order_id]
    assert requests.events(ids[0])[-1] == "request.received"


def test_who_gets_nothing_waits_for_the_next_order(app):
    order_id, (first, second) = for_doors(rice("2"), rice("2"))
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(2))
    things.do(order_id, actions.receive_order, "secretary")
    assert (state_of(first), state_of(second)) == (RequestState.BOUGHT, RequestState.APPROVED)
    assert [entry.request_id for entry in things.entries(order_id)] == [first]
    assert things.lines(order_id)[1].outcome is Outcome.MISSING
    assert requests.events(second)[-1] == "request.unordered"
    again = things.draft([second])
    assert [entry.request_id for entry in things.entries(again)] == [second]


def test_urgent_and_cared_for_come_first(app, person):
    order_id, ids = for_doors(rice("1"), rice("1"), rice("1"))
    _cared_for(world.NEXT_DOOR, person)
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(1))
    shares = queries.shares_of(things.fresh(order_id))
    assert [share.given for share in shares.values()] == [0, 1, 0]
    things.do(order_id, actions.set_share_rule, "secretary", ShareRule.FIRST_COME)
    assert [share.given for share in queries.shares_of(things.fresh(order_id)).values()] == [1, 0, 0]


def _cared_for(door: str, person) -> None:
    household = world.household_at(door).id
    resident = str(world.resident("李建国").id)
    form = person("owner").get(f"/households/{household}/care-cases/new?resident={resident}").form("/care-cases")
    assert form.submit(resident=resident, categories=["lives_alone"]).status == 200


def test_a_question_without_an_answer_counts_as_no(app):
    order_id, ids = for_doors(rice("1", ASK), rice("1", ASK), rice("1", REPLACE), rice("1", LEAVE_OUT))
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="小米", price=800)
    waiting = receipt_of(things.fresh(order_id)).waiting
    assert [one.line.request_id for one in waiting] == ids[:2]
    assert (waiting[0].share.offered, waiting[0].share.offered_cents) == (1, 800)
    reply(order_id, ids[1], True)
    things.do(order_id, actions.receive_order, "secretary")
    lines = things.lines(order_id)
    assert [line.outcome for line in lines] == [Outcome.LEFT_OUT, Outcome.REPLACED, Outcome.REPLACED, Outcome.LEFT_OUT]
    assert (lines[0].reply, lines[0].replied_at) == (Reply.DECLINED, None)
    assert [line.cents for line in lines] == [0, 800, 800, 0]
    with pytest.raises(Conflict, match="周书记"):
        reply(order_id, ids[0], True)


def test_another_replacement_is_another_question(app):
    order_id, (one,) = for_doors(rice("1"))
    item = things.item(order_id, "大米").id
    things.answer(item, Answer.REPLACED, replaced_by="小米", price=800)
    seen = things.item(order_id, "大米").version
    reply(order_id, one, True, version=seen)
    assert things.lines(order_id)[0].reply is Reply.ACCEPTED
    things.answer(item, Answer.REPLACED, replaced_by="小米", price=800, got=Decimal("1"))
    assert things.lines(order_id)[0].reply is Reply.ACCEPTED, "the same thing at the same price is not asked again"
    things.answer(item, Answer.REPLACED, replaced_by="小米", price=900)
    assert things.lines(order_id)[0].reply is Reply.WAITING
    with pytest.raises(Conflict, match="刚刚改了"):
        reply(order_id, one, True, version=seen)
    things.answer(item, Answer.MISSING)
    assert things.lines(order_id)[0].reply is Reply.NOT_ASKED
    with pytest.raises(Conflict, match="不用答复"):
        reply(order_id, one, True)


def test_what_is_still_open_must_be_answered_first(app):
    order_id, ids = for_doors(rice("1"))
    with pytest.raises(Invalid, match="大米"):
        things.do(order_id, actions.receive_order, "secretary")
    assert things.fresh(order_id).state is OrderState.SENT and state_of(ids[0]) is RequestState.ORDERED


def test_nobody_confirms_what_they_have_not_seen(app):
    order_id, ids = for_doors(rice("1"), rice("1"))
    item = things.item(order_id, "大米").id
    things.answer(item)
    seen = things.fresh(order_id).version
    things.answer(item, Answer.SHORT, got=Decimal(1))
    with pytest.raises(Conflict, match="再看一遍"):
        things.do(order_id, actions.receive_order, "secretary", version=seen)
    things.do(order_id, actions.receive_order, "secretary", version=things.fresh(order_id).version)
    with pytest.raises(Conflict, match="周书记"):
        things.do(order_id, actions.receive_order, "deputy")


@pytest.mark.parametrize("who", ["owner", "officer"])
def test_only_the_secretary_receives_and_shares(app, who):
    order_id = things.answered()
    with pytest.raises(Refused):
        things.do(order_id, actions.receive_order, who)
    with pytest.raises(Refused):
        things.do(order_id, actions.set_share_rule, who, ShareRule.EVENLY)


def by_hand(order_id: int, *amounts: str | None, seen: str | None = None) -> None:
    def work(order, **rest) -> None:
        item = queries.items_of(order)[0]
        written = [None if amount is None else Decimal(amount) for amount in amounts]
        actions.share_by_hand(item, dict(zip([line.id for line in item.lines], written, strict=True)), seen=seen, **rest)

    things.do(order_id, work, "secretary")


def test_by_hand(app):
    order_id, ids = for_doors(rice("3"), rice("3"), rice("3"))
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(5))
    for amounts, sentence in (
        (("3", "3", None), "一共到了 5袋，您分出去了 6袋"),
        (("3", "1", "0"), "还剩 1袋"),
        (("4", None, None), "最多分 3袋"),
        (("1.5", None, None), "整数"),
    ):
        with pytest.raises(Invalid, match=sentence):
            by_hand(order_id, *amounts)
    by_hand(order_id, "1", None, "3")
    assert things.fresh(order_id).share_rule is ShareRule.BY_HAND
    assert [share.given for share in queries.shares_of(things.fresh(order_id)).values()] == [1, 1, 3]
    with pytest.raises(Conflict, match="有人改过"):
        by_hand(order_id, "1", "1", "3", seen="1 nothing")
    things.do(order_id, actions.receive_order, "secretary")
    assert [line.given for line in things.lines(order_id)] == [1, 1, 3]
    with pytest.raises(Conflict):
        by_hand(order_id, "1", "1", "3")


steps = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from([one for one in Answer if one is not Answer.OPEN]), st.integers(1, 12), st.integers(0, 3)),
    st.tuples(st.just("reply"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("rule"), st.sampled_from(ShareRule)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wanted=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(IfMissing)), min_size=2, max_size=4),
    steps=st.lists(steps, min_size=2, max_size=9),
)
def test_whatever_is_answered_and_replied_no_line_is_lost(app, wanted, steps):
    order_id, ids = for_doors(*[rice(str(amount), wish) for amount, wish in wanted])
    for step in (*steps, ("answer", Answer.THERE if len(steps) % 2 else Answer.REPLACED, 9, 2)):
        try:
            _do_step(order_id, ids, step)
        except (Invalid, Conflict):
            db.session.rollback()
    preview = queries.shares_of(things.fresh(order_id))
    if things.item(order_id, "大米").answer is Answer.OPEN:
        return
    things.do(order_id, actions.receive_order, "secretary")
    lines = things.lines(order_id)
    assert [line.request_id for line in lines] == ids
    assert {line.id: (line.outcome, line.given, line.cents) for line in lines} == {
        number: (share.outcome, share.given, share.cents) for number, share in preview.items()
    }
    item = things.item(order_id, "大米")
    assert sum(line.cents for line in lines) == cost(sum((line.given for line in lines), Decimal(0)), item.price or 0)
    assert booked(order_id) == sum(line.cents for line in lines), "the book of money says the same"
    for line in lines:
        assert state_of(line.request_id) is (RequestState.BOUGHT if line.given else RequestState.APPROVED)
    assert {entry.request_id for entry in things.entries(order_id)} == {line.request_id for line in lines if line.given}


def booked(order_id: int) -> int:
    entries = db.session.scalars(sa.select(MoneyEntry).where(MoneyEntry.order_id == order_id, MoneyEntry.kind == EntryKind.GOODS))
    return sum(entry.effect for entry in entries)


def _do_step(order_id: int, ids: list[int], step) -> None:
    if step[0] == "answer":
        _verb, answer, got, name = step
        amount = Decimal(0) if answer is Answer.MISSING else Decimal(got)
        things.answer(things.item(order_id, "大米").id, answer, got=amount, price=None if answer is Answer.MISSING else 100 * name + 33,
                      replaced_by=f"小米{name}" if answer is Answer.REPLACED else "")  # fmt: skip
    elif step[0] == "reply":
        reply(order_id, ids[step[1] % len(ids)], step[2])
    else:
        things.do(order_id, actions.set_share_rule, "secretary", step[1])


def test_receiving_asks_no_more_for_each_line(app):
    """Each request is moved on its own (its history says so), its lines are not asked for one by one."""
    numbers = []
    for each in (1, 4):
        lines = [tuple(things.line(f"货{number}", "1", "袋") for number in range(each)) for _ in range(2)]
        order_id = things.answered([things.request(door, *own) for door, own in zip(DOORS, lines, strict=False)])

        def receive(order_id=order_id) -> None:
            order = queries.order_in_scope(world.actor("secretary"), order_id, lock=True)
            actions.receive_order(order, actor=world.actor("secretary"), now=clock.now())

        with counting() as counted:
            run_tx(receive)
        numbers.append(counted.number)
    assert numbers[1] <= numbers[0], numbers
