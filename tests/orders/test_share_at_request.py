"""On the page of a request: what came for it, and replies noted by whoever speaks with the household."""

from __future__ import annotations

from blueprints.orders import actions
from blueprints.orders.rules import Answer, Reply
from blueprints.places.vocabulary import IfMissing
from tests.orders import things
from tests.orders.test_receive_order import for_doors, rice
from tests.purchases import things as requests


def replaced() -> tuple[int, list[int]]:
    order_id, ids = for_doors(rice("1"), rice("1", IfMissing.REPLACE), fee=300)
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="小米", price=800)
    return order_id, ids


def test_the_worker_at_the_door_notes_the_reply(app, person):
    order_id, (one, _other) = replaced()
    worker = person("owner")
    opened = worker.get(f"/requests/{one}")
    assert "换成“小米”行不行？1袋，8.00 元" in opened.text
    answer = opened.form("/reply").submit(button=("accepts", "yes"))
    assert "已记下" in answer.text and "换成“小米” 1袋 · 8.00 元" in answer.text and "11.00 元" in answer.text
    assert things.lines(order_id)[0].reply is Reply.ACCEPTED
    things.do(order_id, actions.receive_order, "secretary")
    assert "买到了什么" in worker.get(f"/requests/{one}").text
    late = answer.form("/reply").submit(button=("accepts", "no"))
    assert "收货" in late.text and things.lines(order_id)[0].reply is Reply.ACCEPTED


def test_without_a_question_nothing_is_asked(app, person):
    _order_id, (_one, other) = replaced()
    opened = person("owner").get(f"/requests/{other}")
    assert "换成“小米” 1袋" in opened.text
    assert not opened.soup.select("form[action$='/reply']")


def test_a_request_that_got_nothing_says_so(app, person):
    order_id, ids = for_doors(rice("1"))
    things.answer(things.item(order_id, "大米").id, Answer.MISSING)
    things.do(order_id, actions.receive_order, "secretary")
    assert "什么也没有买到，等下一次" in person("owner").get(f"/requests/{ids[0]}").text


def test_who_may(app, person):
    order_id, (one, other) = replaced()
    first, second = (line.id for line in things.lines(order_id))
    sent = {"accepts": "yes", "version": str(things.item(order_id, "大米").version)}
    for who, status in (("stranger", 404), ("other_worker", 404), ("other_secretary", 404), ("officer", 403)):
        assert person(who).post(f"/requests/{one}/lines/{first}/reply", sent).status == status, who
    assert person("owner").post(f"/requests/{other}/lines/{first}/reply", sent).status == 404, "another request's line"
    assert person("officer").get(f"/requests/{one}").soup.select("form[action$='/reply']") == []
    assert things.lines(order_id)[0].reply is Reply.WAITING
    wrong = person("owner").post(f"/requests/{one}/lines/{first}/reply", {"accepts": "perhaps", "version": "1"})
    assert "再提交一次" in wrong.text and things.lines(order_id)[0].reply is Reply.WAITING
    assert requests.count_events("order_line.replied") == 0 and second
