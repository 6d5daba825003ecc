"""Two pairs of hands on one bag, at the same moment, through the site itself."""

from __future__ import annotations

import pytest

from blueprints.orders.bags import Stage
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import RequestState
from tests.orders import bags, things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.purchases.test_at_once import pressed
from tests.support import world
from tests.support.at_once import at_once

GOODS = [line(name, "1", "份") for name in ("大米", "鸡蛋", "青菜", "豆腐")]


@pytest.fixture
def order(app):
    one = things.request(world.OWN_DOOR, *GOODS)
    return things.received([one]), one


def test_two_tick_the_same_thing(app, order, person):
    order_id, one = order
    rice = bags.line_ids(order_id, one)[0]
    forms = [person(who).get(f"/orders/{order_id}/sorting").form(f"/lines/{rice}/check-off") for who in ("owner", "colleague")]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 303]
    assert bags.bag(order_id, one).goods[0].is_packed
    assert requests.count_events("line.packed") == 1


def test_two_tick_different_things_of_one_bag(app, order, person):
    order_id, one = order
    pages = [person(who).get(f"/orders/{order_id}/sorting") for who in ("owner", "colleague", "secretary", "deputy")]
    forms = [page.form(f"/lines/{line_id}/check-off") for page, line_id in zip(pages, bags.line_ids(order_id, one), strict=True)]
    assert pressed(app, *[lambda form=form: form.submit(htmx=True) for form in forms]) == [200] * 4
    assert bags.bag(order_id, one).left == []


def test_one_packs_while_the_other_takes_something_out(app, order, person):
    order_id, one = order
    rice = bags.line_ids(order_id, one)[0]
    owner = person("owner").get(f"/orders/{order_id}/sorting")
    owner.form(f"/lines/{rice}/check-off").submit()
    out = person("colleague").get(f"/orders/{order_id}/sorting").form(f"/lines/{rice}/check-off")
    pack = person("owner").get(f"/orders/{order_id}/sorting").form("/pack")
    assert pressed(app, lambda: out.submit(follow=False), lambda: pack.submit(follow=False)) == [303, 303]
    found = bags.bag(order_id, one)
    assert (found.stage is Stage.PACKED) == (found.left == []), "a packed bag lacks something that came"


def test_two_pack_one_bag(app, order, person):
    order_id, one = order
    forms = [person(who).get(f"/orders/{order_id}/sorting").form("/pack") for who in ("owner", "colleague")]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 303]
    assert bags.bag(order_id, one).stage is Stage.PACKED and requests.count_events("bag.packed") == 1


def test_two_count_the_same_bags_differently(app, order, person):
    order_id, one = order
    forms = [
        person(who).get(f"/orders/{order_id}/sorting").form("/count").fill(bags=number) for who, number in (("owner", 2), ("colleague", 3))
    ]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 409]
    assert requests.count_events("bag.counted") == 1


def test_two_hand_over_one_bag(app, order, person):
    order_id, one = order
    entry = bags.entry_id(order_id, one)
    forms = [
        person(who).get(f"/orders/{order_id}/bags/{entry}").form("/hand-over").fill(handed_to=name)
        for who, name in (("owner", "女儿"), ("secretary", "儿子"))
    ]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409], answers
    late = next(answer for answer in answers if answer.status == 409)
    winner = requests.fresh(one).deliveries[-1].worker.name
    assert f"已由{winner}于" in late.text and "送达" in late.text
    assert requests.count_events("request.fetched") == 1 and len(requests.fresh(one).deliveries) == 1


def test_handed_over_at_the_gate_while_somebody_sets_out(app, order, person):
    order_id, one = order
    desk = person("secretary").get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, one)}").form("/hand-over").fill(handed_to="女儿")
    out = person("owner").get("/deliveries").form(f"/requests/{one}/go-out")
    assert pressed(app, lambda: desk.submit(follow=False), lambda: out.submit(follow=False)) == [303, 409]
    assert requests.fresh(one).state in (RequestState.DELIVERED, RequestState.OUT_FOR_DELIVERY)


def test_two_deliver_one_request(app, order, person):
    _order_id, one = order
    requests.do(one, purchases.start_delivery, "owner")
    forms = [person(who).get(f"/requests/{one}").form("/deliver").fill(handed_to="本人") for who in ("owner", "secretary")]
    answers = at_once(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert sorted(answer.status for answer in answers) == [303, 409], answers
    assert "已由赵一于" in next(answer for answer in answers if answer.status == 409).text
    assert requests.count_events("request.delivered") == 1


def test_taken_back_while_it_is_handed_over(app, order, person):
    order_id, one = order
    page = person("secretary").get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, one)}")
    back, hand = page.form("/take-back").fill(reason="没人要"), page.form("/hand-over").fill(handed_to="女儿")
    assert pressed(app, lambda: back.submit(follow=False), lambda: hand.submit(follow=False)) == [303, 409]
    assert requests.fresh(one).state in (RequestState.DELIVERED, RequestState.CANCELLED)
