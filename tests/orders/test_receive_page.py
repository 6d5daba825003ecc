"""One last look before the goods are taken in."""

from __future__ import annotations

from decimal import Decimal

from blueprints.orders.rules import Answer, OrderState
from blueprints.purchases.rules import RequestState
from tests.orders import things
from tests.orders.test_receive_order import for_doors, rice, state_of
from tests.support import world


def look(person, order_id: int, who: str = "secretary"):
    return person(who).get(f"/orders/{order_id}/receive")


def test_first_everything_must_be_answered(app, person):
    order_id, _ids = for_doors(rice("1"))
    opened = look(person, order_id)
    assert "还有 1 样不知道有没有货，要先填：大米" in opened.text
    assert not opened.soup.select("main form")
    refused = person("secretary").post(f"/orders/{order_id}/receive", {"version": str(things.fresh(order_id).version)})
    assert refused.status == 422 and "大米" in refused.text
    assert things.fresh(order_id).state is OrderState.SENT


def test_it_says_who_gets_nothing_and_what_is_due(app, person):
    order_id, (first, second, third) = for_doors(rice("1"), rice("1"), (things.line("酱油", "1", "瓶"),), fee=300)
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(1), price=6500)
    things.answer(things.item(order_id, "酱油").id, Answer.REPLACED, replaced_by="生抽", price=850)
    opened = look(person, order_id)
    assert "1 个问题居民还没答复" in opened.text and "酱油 1瓶 换成“生抽”" in opened.text
    assert "2 张代购单什么也得不到" in opened.text and world.NEXT_DOOR in opened.text
    assert "65.00 元" in opened.text and "68.00 元" in opened.text
    answer = opened.form("/receive").submit()
    assert answer.status == 200 and "已收货" in answer.text
    assert [state_of(one) for one in (first, second, third)] == [RequestState.BOUGHT, RequestState.APPROVED, RequestState.APPROVED]
    assert "已由周书记于" in look(person, order_id).text


def test_the_same_form_twice_receives_once(app, person):
    form = look(person, things.answered()).form("/receive")
    assert [form.submit(follow=False).status for _ in range(2)] == [303, 303]


def test_what_changed_meanwhile_is_shown_before_it_is_received(app, person):
    order_id, ids = for_doors(rice("2"))
    things.answer(things.item(order_id, "大米").id, price=6500)
    form = look(person, order_id).form("/receive")
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(1), price=6500)
    late = form.submit()
    assert late.status == 409 and "再看一遍" in late.text and "65.00 元" in late.text
    assert state_of(ids[0]) is RequestState.ORDERED
    assert late.form("/receive").submit().status == 200


def test_the_second_secretary_reads_who_was_first(app, person):
    order_id = things.answered()
    mine, theirs = (look(person, order_id, who).form("/receive") for who in ("secretary", "deputy"))
    mine.submit()
    late = theirs.submit()
    assert late.status == 409 and "已由周书记于" in late.text


def test_who_may(app, person):
    order_id = things.answered()
    for who, status in (("owner", 403), ("officer", 403), ("other_secretary", 404), ("far_secretary", 404)):
        assert look(person, order_id, who).status == status
        assert person(who).post(f"/orders/{order_id}/receive", {"version": "1"}).status == status
    assert person("secretary").post(f"/orders/{order_id}/receive", {"version": "x"}).status == 422
    assert things.fresh(order_id).state is OrderState.SENT


def test_a_draft_cannot_be_received(app, person):
    order_id = things.draft()
    opened = look(person, order_id)
    assert "还不能收货" in opened.text and not opened.soup.select("main form")
    late = person("secretary").post(f"/orders/{order_id}/receive", {"version": str(things.fresh(order_id).version)})
    assert late.status == 409 and things.fresh(order_id).state is OrderState.DRAFT


def test_when_nothing_came_at_all_it_says_so(app, person):
    order_id, ids = for_doors(rice("1"), rice("2"))
    things.answer(things.item(order_id, "大米").id, Answer.MISSING)
    opened = look(person, order_id)
    assert "这张采购单上什么也没有" in opened.text
    assert opened.form("/receive").submit().status == 200
    assert {state_of(one) for one in ids} == {RequestState.APPROVED} and things.entries(order_id) == []
