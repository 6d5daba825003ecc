"""Two at the same moment: nothing stands on two orders, no line is lost, nobody meets an error of ours."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from blueprints.orders import actions
from blueprints.orders.models import OrderEntry, PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from core.database import db
from core.errors import Conflict
from tests.orders import things
from tests.purchases import things as requests
from tests.support import world
from tests.support.at_once import at_once
from tests.support.browser import Form


def posting(page: Any) -> Form:
    """The form of a page that makes the order."""
    tags = [tag for tag in page.soup.find("main").find_all("form") if tag.get("method") == "post"]
    return Form(page, tags[0])


def orders() -> list[PurchaseOrder]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PurchaseOrder).order_by(PurchaseOrder.id)))


def check_sums(order_id: int) -> None:
    """Each item is the sum of its lines, and each request on the order has all of its lines there, once."""
    for item in things.items(order_id):
        assert item.lines and item.wanted == sum(line.wanted for line in item.lines), item.name
    expected = sorted(line.id for entry in things.entries(order_id) for line in entry.request.lines)
    assert sorted(line.request_line_id for line in things.lines(order_id)) == expected


def test_two_secretaries_gather_the_same_requests(app, person):
    ids = [things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR), things.request(world.STRANGERS_DOOR)]
    things.supplier()
    forms = [posting(person(who).get("/orders/new")) for who in ("secretary", "deputy")]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409], answers
    assert len(orders()) == 1
    check_sums(orders()[0].id)
    assert sorted(entry.request_id for entry in things.entries(orders()[0].id)) == ids
    lost = next(answer for answer in answers if answer.status == 409)
    assert f"已经在采购单 {orders()[0].number} 上了" in lost.text


def test_each_with_some_of_them(app, person):
    one, two, three = (things.request(door) for door in (world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR))
    things.supplier()
    forms = [posting(person(who).get("/orders/new")).fill(ids=ids) for who, ids in (("secretary", [one, two]), ("deputy", [two, three]))]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert [answer.status for answer in answers] == [303, 303]
    found = orders()
    assert len({order.number for order in found}) == 2
    standing = sorted(entry.request_id for order in found for entry in things.entries(order.id))
    assert standing == [one, two, three]
    for order in found:
        check_sums(order.id)


def test_one_sends_while_another_takes_a_request_out(app):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    order = things.draft([one, two])
    answers = at_once(app, lambda: things.do(order, actions.send_order, "secretary"), lambda: things.leave(order, one, "deputy"))
    assert answers[0] is None, answers
    found = things.fresh(order)
    assert found.state is OrderState.SENT
    check_sums(order)
    if answers[1] is None:  # it left in time
        assert [entry.request_id for entry in things.entries(order)] == [two]
        assert requests.fresh(one).state is RequestState.APPROVED
    else:
        assert isinstance(answers[1], Conflict)
        assert requests.fresh(one).state is RequestState.ORDERED


def test_a_household_cancels_while_the_order_is_sent(app):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    order = things.draft([one, two])
    answers = at_once(
        app,
        lambda: things.do(order, actions.send_order, "secretary"),
        lambda: requests.do(one, purchase_actions.cancel_request, requests.resident(), reason="不要了"),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Conflict)], answers
    check_sums(order)
    sent = things.fresh(order).state is OrderState.SENT
    if requests.fresh(one).state is RequestState.CANCELLED:
        assert [entry.request_id for entry in things.entries(order)] == [two]
    else:
        assert sent and requests.fresh(one).state is RequestState.ORDERED and isinstance(answers[1], Conflict)
    if not sent:
        assert isinstance(answers[0], Conflict)


def test_a_worker_buys_over_the_counter_while_it_joins(app):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    order = things.draft([two])
    answers = at_once(app, lambda: things.join(order, one), lambda: requests.do(one, purchase_actions.mark_bought, "owner"))
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert requests.fresh(one).state is RequestState.BOUGHT
    assert [entry.request_id for entry in things.entries(order)] == [two]
    check_sums(order)


def test_two_join_and_split_the_same_items(app):
    ids = [things.request(door, things.line(name, "2", "斤")) for door, name in ((world.OWN_DOOR, "大米"), (world.NEXT_DOOR, "东北大米"))]
    order = things.draft(ids)
    items = [item.id for item in things.items(order)]
    answers = at_once(app, *[lambda name=name: things.join_items(order, *items, name=name) for name in ("大米", "东北大米")])
    assert len([answer for answer in answers if isinstance(answer, int)]) >= 1, answers
    check_sums(order)
    assert len(things.items(order)) == 1


def test_opened_twice_by_one_impatient_finger(app, person):
    things.request()
    things.supplier()
    form = posting(person("secretary").get("/orders/new"))
    answers = at_once(app, *[lambda: form.submit(follow=False)] * 3)
    assert [answer.status for answer in answers] == [303] * 3
    assert len(orders()) == 1
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OrderEntry)) == 1
