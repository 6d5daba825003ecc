"""The page of shortages: who gets how much, the rule, amounts by hand, and replies noted from the phone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from blueprints.orders import actions
from blueprints.orders.rules import Answer, Reply, ShareRule
from blueprints.places.vocabulary import IfMissing
from tests.orders import things
from tests.orders.test_receive_order import DOORS, for_doors, rice
from tests.support import world
from tests.support.queries import counting


def short(got: str = "2") -> tuple[int, list[int]]:
    order_id, ids = for_doors(rice("2"), rice("2"), rice("2"))
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(got), price=6500)
    return order_id, ids


def replaced() -> tuple[int, list[int]]:
    order_id, ids = for_doors(rice("1"), rice("1", IfMissing.REPLACE))
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="小米", price=800)
    return order_id, ids


def given(order_id: int) -> list[Decimal]:
    from blueprints.orders import queries

    return [share.given for share in queries.shares_of(things.fresh(order_id)).values()]


def page(person, order_id: int, who: str = "secretary"):
    return person(who).get(f"/orders/{order_id}/shortages")


def test_it_says_who_gets_how_much(app, person):
    order_id, _ids = short()
    text = page(person, order_id).text
    assert "要 6袋 · 到 2袋" in text
    assert f"{world.OWN_DOOR} 张秀兰 要 2袋 → 有 2袋 · 130.00 元" in text
    assert f"{world.NEXT_DOOR} 张秀兰 要 2袋 → 不够，没有分到" in text


def test_the_rule_can_be_changed(app, person):
    order_id, _ids = short("4")
    form = page(person, order_id).form("/share-rule")
    assert form["share_rule"] == ShareRule.URGENT_CARED_FIRST
    answer = form.submit(share_rule="evenly")
    assert "已改" in answer.text and things.fresh(order_id).share_rule is ShareRule.EVENLY
    assert given(order_id) == [2, 1, 1]
    fragment = page(person, order_id).form("/share-rule").submit(share_rule="first_come", htmx=True)
    assert "<html" not in fragment.html and "已改" in fragment.text
    assert given(order_id) == [2, 2, 0]


def test_amounts_written_by_hand(app, person):
    order_id, _ids = short("5")
    lines = [f"line_{line.id}" for line in things.lines(order_id)]
    somebody = person("secretary")
    opened = somebody.get(f"/orders/{order_id}/shortages")
    for amounts, sentence in (
        (("2", "2", "2"), "大米：一共到了 5袋，您分出去了 6袋"),
        (("3", "", ""), "最多分 2袋"),
        (("x", "", ""), "请填大于 0"),
        (("0", "1.5", ""), "请填整数"),
        (("2", "2", "0"), "还剩 1袋"),
    ):
        refused = opened.form("/by-hand").submit(**dict(zip(lines, amounts, strict=True)))
        assert refused.status == 422 and sentence in refused.text, refused.text
        assert refused.form("/by-hand")[lines[0]] == amounts[0], "what was typed stays"
    saved = opened.form("/by-hand").submit(**dict(zip(lines, ("1", "", "2"), strict=True)))
    assert saved.status == 200 and given(order_id) == [1, 2, 2]
    assert things.fresh(order_id).share_rule is ShareRule.BY_HAND
    assert saved.form("/by-hand")[lines[0]] == "1" and saved.form("/by-hand")[lines[1]] == ""


def test_two_who_write_by_hand_do_not_overwrite_one_another(app, person):
    order_id, _ids = short("5")
    lines = [f"line_{line.id}" for line in things.lines(order_id)]
    mine, theirs = (page(person, order_id, who).form("/by-hand") for who in ("secretary", "deputy"))
    mine.submit(**dict(zip(lines, ("1", "2", "2"), strict=True)))
    late = theirs.submit(**dict(zip(lines, ("2", "2", "1"), strict=True)))
    assert late.status == 409 and "有人改过" in late.text
    assert given(order_id) == [1, 2, 2]


def test_a_reply_from_the_phone(app, person):
    order_id, _ids = replaced()
    opened = page(person, order_id)
    assert opened.soup.find("a", href="tel:19900000001"), "a call is one tap"
    assert "还有 1 个没答复" in opened.text and "1袋，8.00 元" in opened.text
    form = opened.form("/reply")
    answer = form.submit(button=("accepts", "yes"))
    assert "还有 0 个没答复" in answer.text
    line = things.lines(order_id)[0]
    assert (line.reply, line.replied_by) == (Reply.ACCEPTED, "张秀兰（电话）")
    assert given(order_id) == [1, 1]
    answer.form("/reply").submit(button=("accepts", "no"))
    assert things.lines(order_id)[0].reply is Reply.DECLINED and given(order_id) == [0, 1]


def test_a_reply_to_what_is_no_longer_offered(app, person):
    order_id, _ids = replaced()
    form = page(person, order_id).form("/reply")
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, replaced_by="糯米", price=900)
    late = form.submit(button=("accepts", "yes"), htmx=True)
    assert late.status == 409 and "刚刚改了" in late.text and "糯米" in late.text
    assert things.lines(order_id)[0].reply is Reply.WAITING


def test_a_reply_without_a_word_is_none(app, person):
    order_id, _ids = replaced()
    assert page(person, order_id).form("/reply").submit().status == 422
    assert things.lines(order_id)[0].reply is Reply.WAITING


def test_the_officer_only_reads_and_others_see_nothing(app, person):
    order_id, _ids = short()
    line_id, item_id = things.lines(order_id)[0].id, things.item(order_id, "大米").id
    read = page(person, order_id, "officer")
    assert read.status == 200 and not read.soup.select("main form")
    addresses = [
        f"/orders/{order_id}/share-rule",
        f"/orders/{order_id}/items/{item_id}/by-hand",
        f"/orders/{order_id}/lines/{line_id}/reply",
    ]
    for who, status in (("owner", 403), ("officer", 403), ("other_secretary", 404)):
        for address in addresses:
            assert person(who).post(address, {"accepts": "yes", "version": "1", "share_rule": "evenly"}).status == status, (who, address)
    assert page(person, order_id, "owner").status == 403
    assert page(person, order_id, "other_secretary").status == 404
    assert page(person, order_id, "far_officer").status == 404


def test_ids_of_another_order_are_not_found(app, person):
    order_id, _ids = short()
    other = things.sent([things.request(DOORS[3], *rice("1"))])
    item_id, line_id = things.item(other, "大米").id, things.lines(other)[0].id
    secretary = person("secretary")
    assert secretary.post(f"/orders/{order_id}/items/{item_id}/by-hand").status == 404
    assert secretary.post(f"/orders/{order_id}/lines/{line_id}/reply", {"accepts": "yes", "version": "1"}).status == 404


@pytest.mark.parametrize("state", ["draft", "sent", "received", "cancelled"])
def test_the_page_in_every_state(app, person, state):
    order_id = getattr(things, state)()
    opened = page(person, order_id)
    assert opened.status == 200
    assert ("去收货" in opened.text) == (state == "sent")


def test_sharing_after_receiving_is_too_late(app, person):
    order_id, _ids = short()
    opened = page(person, order_id)
    rule, hand = opened.form("/share-rule"), opened.form("/by-hand")
    things.do(order_id, actions.receive_order, "deputy")
    assert rule.submit(share_rule="evenly").status == 409
    late = hand.submit()
    assert late.status == 409 and "吴副书记" in late.text
    assert page(person, order_id).text.count("→") == 3, "it still says who got what"


def test_as_many_queries_for_three_doors_as_for_eight(app, person):
    secretary = person("secretary")
    numbers = []
    for more in (1, 5):
        lines = tuple(things.line(f"货{number}", "2", "袋") for number in range(more))
        order_id, _ids = for_doors(*[lines] * 4)
        for item in things.items(order_id):
            things.answer(item.id, Answer.SHORT, got=Decimal(3), price=100)
        secretary.get(f"/orders/{order_id}/shortages")
        with counting() as counted:
            secretary.get(f"/orders/{order_id}/shortages")
        numbers.append(counted.number)
    assert numbers[0] == numbers[1], numbers
