"""The supplier's address: who makes it, how long it works, what it tells and what it never tells."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.orders import actions, queries
from blueprints.orders.actions.receiving import receive_order
from blueprints.orders.models import SupplierLink
from blueprints.orders.rules import Answer
from core import audit, clock
from core.actors import system_actor
from core.database import db, run_tx
from tests.orders import things
from tests.orders.supplier import PEOPLE, link, links, pharmacy_order, shop_order
from tests.support import world
from tests.support.browser import Person
from tests.support.queries import counting

UNKNOWN = "/o/" + "A" * 24


def side(order_id: int) -> str:
    return f"/orders/{order_id}/supplier-side"


def let_expire(token: str) -> None:
    def work() -> None:
        row = db.session.scalars(sa.select(SupplierLink).where(SupplierLink.token == token)).one()
        row.expires_at = clock.now() - timedelta(minutes=1)
        audit.record(system_actor(), "supplier_link.aged", row, now=clock.now())

    run_tx(work)


def test_the_secretary_makes_a_link_and_the_supplier_opens_it(person, visitor):
    order_id = shop_order(note="请走北门")
    page = person("secretary").get(side(order_id)).form("/link").submit(days="5")
    (made,) = links(order_id)
    address = page.soup.find(id="address")["value"]
    assert address == f"http://linli.test/o/{made.token}"
    assert (made.expires_at - made.created_at) == timedelta(days=5)
    assert page.soup.find("svg", class_="sup-code") is not None
    message = page.soup.find(id="message").get_text()
    assert address in message and "大米 15斤" in message and "请走北门" in message
    opened = visitor.get(f"/o/{made.token}")
    assert opened.status == 200
    for text in ("幸福社区", things.SHOP, "请走北门", "大米 15斤", "阳光花园1号楼", "阳光花园2号楼", "0 / 4 填好"):
        assert text in opened.text, text


def test_the_text_for_wechat_says_everything(person):
    order_id = pharmacy_order()
    link(order_id)
    order = things.fresh(order_id)
    day = clock.local(order.arrives_from)
    message = person("secretary").get(side(order_id)).soup.find(id="message").get_text()
    assert order.number in message
    assert f"{day.month}月{day.day}日 {day:%H:%M}" in message
    assert "缬沙坦（80mg×28粒） 2盒，取货号 01 张**，欧阳**的处方，要看处方" in message
    assert "一共 2 样，分装 2 袋" in message
    assert not [name for name in PEOPLE if name in message]


def test_bags_say_number_and_contents_and_mark_the_urgent_one(visitor):
    page = visitor.get(f"/o/{link(shop_order())}")
    bags = {" ".join(bag.get_text(" ").split()) for bag in page.soup.select(".sup-bag")}
    assert bags == {"取货号 01 大米 10斤 鸡蛋 2盒", "取货号 02 ▲ 急 大米 5斤", "取货号 03 牛奶 2箱 青菜 3把"}
    assert [one.get_text(strip=True) for one in page.soup.select(".sup-building summary")] == [
        "阳光花园1号楼 · 2 袋",
        "阳光花园2号楼 · 1 袋",
    ]


def test_once_answered_bags_say_what_each_gets(visitor):
    order_id = shop_order()
    token = link(order_id)
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(7))
    things.answer(things.item(order_id, "鸡蛋").id, Answer.REPLACED, replaced_by="鸭蛋")
    things.answer(things.item(order_id, "牛奶").id, Answer.MISSING)
    bags = [" ".join(bag.get_text(" ").split()) for bag in visitor.get(f"/o/{token}").soup.select(".sup-bag")]
    assert bags == [
        "取货号 01 大米 2斤 · 原来要 10斤 鸡蛋 · 换成鸭蛋，等居民答复",
        "取货号 02 ▲ 急 大米 5斤",
        "取货号 03 牛奶 · 没买到 青菜 3把",
    ]
    eggs = things.item(order_id, "鸡蛋").id

    def accept(order, **given):
        line = queries.item_on(order, eggs).lines[0]
        actions.reply_to(line, accepts=True, by_name="张阿姨", **given)

    things.do(order_id, accept, "secretary")
    bag = visitor.get(f"/o/{token}").soup.select_one(".sup-bag")
    assert "鸭蛋 2盒 · 原来要鸡蛋" in " ".join(bag.get_text(" ").split())


def test_medicine_stands_apart_with_what_must_be_shown(visitor):
    page = visitor.get(f"/o/{link(pharmacy_order())}")
    assert "药品：一人一份，分开装" in page.text
    first, second = (" ".join(one.get_text(" ").split()) for one in page.soup.select(".sup-about"))
    assert "缬沙坦（80mg×28粒） 2盒 取货号 01 张** 欧阳**的处方 ! 要看处方" in first
    assert "1盒 取货号 02 李** ! 要看旧药盒" in second


@pytest.mark.parametrize("make", [shop_order, pharmacy_order])
def test_no_phone_and_no_whole_name_anywhere(visitor, make):
    page = visitor.get(f"/o/{link(make())}")
    assert not [name for name in PEOPLE if name in page.html]
    assert "阳光花园1号楼1单元" not in page.html


def test_what_residents_typed_into_a_line_is_cleaned(visitor):
    wanted = things.line("面条（给张秀兰，电话 199 0000 0001）", "2", "袋")
    order_id = things.sent([things.request(world.OWN_DOOR, wanted)])
    page = visitor.get(f"/o/{link(order_id)}")
    assert "面条（给张**，电话 ***）" in page.text
    assert "张秀兰" not in page.html and "0000 0001" not in page.html


def test_private_to_whoever_has_it(visitor):
    token = link(shop_order())
    for path in (f"/o/{token}", f"/o/{token}/order.xlsx", UNKNOWN):
        headers = visitor.get(path).response.headers
        assert headers["Cache-Control"] == "no-store" and "noindex" in headers["X-Robots-Tag"], path
        assert headers["Referrer-Policy"] == "same-origin"
    assert visitor.get(f"/o/{token}").soup.find("meta", {"name": "robots"})["content"] == "noindex, nofollow"
    assert visitor.get(f"/o/{token.lower()}").status == 200


def test_the_token_is_long_and_stands_in_no_history(app):
    order_id = shop_order()
    tokens = {link(order_id) for _ in range(3)}
    assert len(tokens) == 3 and all(re.fullmatch(r"[2-9A-HJ-NP-Z]{24}", token) for token in tokens)
    with db.engine.connect() as connection:
        history = str(connection.execute(sa.text("SELECT before, after FROM audit_event")).all())
    assert not [token for token in tokens if token in history]


def test_a_new_link_ends_the_old_one(person, visitor):
    order_id = shop_order()
    old = link(order_id)
    person("secretary").get(side(order_id)).form("/link").submit()
    new = links(order_id)[-1].token
    assert new != old
    page = visitor.get(f"/o/{old}")
    assert page.status == 404 and "请向社区要新的链接" in page.text and "0571-00000000" in page.text
    assert visitor.get(f"/o/{new}").status == 200


def test_a_revoked_one_ends_at_once(person, visitor):
    order_id = shop_order()
    token = link(order_id)
    form = visitor.get(f"/o/{token}").form("/answer").fill(answer="missing")
    page = person("secretary").get(side(order_id)).form("/revoke").submit()
    assert "链接已作废" in page.text and "现在没有能用的链接" in page.text
    assert visitor.get(f"/o/{token}").status == 404
    assert visitor.get(f"/o/{token}/order.xlsx").status == 404
    assert form.submit().status == 404
    assert {item.answer for item in things.items(order_id)} == {"open"}


def test_two_who_revoke(person):
    order_id = shop_order()
    link(order_id)
    forms = [person(who).get(side(order_id)).form("/revoke") for who in ("secretary", "deputy")]
    assert [form.submit(follow=False).status for form in forms] == [303, 409]


def test_an_expired_one(visitor):
    token = link(shop_order())
    let_expire(token)
    page = visitor.get(f"/o/{token}")
    assert page.status == 404 and "0571-00000000" in page.text


@pytest.mark.parametrize("days", ["0", "15", "", "三天"])
def test_a_link_lives_one_to_fourteen_days(person, days):
    order_id = shop_order()
    page = person("secretary").get(side(order_id)).form("/link").submit(days=days)
    assert page.status == 422 and page.soup.find(id="days-error") is not None
    assert links(order_id) == []


@pytest.mark.parametrize("path", [UNKNOWN, "/o/x", "/o/" + "0" * 24, f"{UNKNOWN}/order.xlsx", "/o/%F0%9F%98%80"])
def test_a_made_up_one_tells_nothing(visitor, path):
    page = visitor.get(path)
    assert page.status == 404 and "这个链接用不了" in page.html and "0571" not in page.html


def test_trying_many_made_up_ones_is_stopped_and_a_real_one_is_not(app, visitor):
    token = link(shop_order())
    app.config["RATE_LIMITS_ENABLED"] = True
    assert {visitor.get(UNKNOWN).status for _ in range(60)} == {404}
    assert visitor.get(UNKNOWN).status == 429
    assert visitor.get(f"/o/{token}").status == 200


def test_no_link_for_a_draft(person):
    order_id = things.draft()
    page = person("secretary").get(side(order_id))
    assert "发出以后" in page.text and page.soup.find(id="address") is None
    assert person("secretary").post(f"{side(order_id)}/link", {"days": "3"}).status == 409


def test_a_cancelled_order_needs_nothing(visitor):
    order_id = shop_order()
    token = link(order_id)
    things.do(order_id, actions.cancel_order, "secretary", reason="不要了")
    page = visitor.get(f"/o/{token}")
    assert page.status == 404 and "不用备货" in page.text


def test_afterwards_it_can_be_read_and_not_changed(person, visitor):
    order_id = shop_order()
    token = link(order_id)
    form = visitor.get(f"/o/{token}").form("/answer").fill(answer="missing")
    for item in things.items(order_id):
        things.answer(item.id)
    things.do(order_id, receive_order, "secretary")
    page = visitor.get(f"/o/{token}")
    assert page.status == 200 and page.soup.select("main form") == []
    assert "✓ 有货 15斤 × 2.80 = 42.00 元" in page.text
    late = form.submit()
    assert late.status == 409 and "收货" in late.text
    assert {item.answer for item in things.items(order_id)} == {"there"}
    assert person("secretary").get(side(order_id)).soup.select("form[data-line]") == []


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("owner", 403), ("other_secretary", 404), ("far_officer", 404)])
def test_who_sees_the_tab(person, who, status):
    order_id = shop_order()
    token = link(order_id)
    page = person(who).get(side(order_id))
    assert page.status == status
    assert token not in page.html
    assert person(who).get(f"{side(order_id)}/order.xlsx").status == status


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("owner", 403), ("other_secretary", 404)])
@pytest.mark.parametrize("verb", ["link", "link/revoke", "rest", "finish"])
def test_who_may_not_touch_it(person, who, status, verb):
    order_id = shop_order()
    token = link(order_id)
    assert person(who).post(f"{side(order_id)}/{verb}", {"days": "3"}).status == status
    assert [one.token for one in links(order_id) if one.revoked_at is None] == [token]


def test_another_orders_item_is_not_on_this_link(visitor):
    order_id, other_id = shop_order(), pharmacy_order()
    foreign = things.items(other_id)[0]
    token = link(order_id)
    answer = visitor.post(f"/o/{token}/items/{foreign.id}/answer", {"answer": "missing", "version": foreign.version})
    assert answer.status == 404
    assert things.items(other_id)[0].answer == "open"


def test_a_long_order_asks_no_more_than_a_short_one(app, visitor):
    def asked(lines: int) -> int:
        wanted = [things.line(f"货{number}", "1", "件") for number in range(lines)]
        doors = (world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR)[: 1 + lines // 3]
        token = link(things.sent([things.request(door, *wanted) for door in doors]))
        visitor.get(f"/o/{token}")
        with counting() as counted:
            visitor.get(f"/o/{token}")
        return counted.number

    few = asked(2)
    assert asked(6) == few


def test_the_token_stands_in_no_log_line(app, visitor, capsys, monkeypatch):
    token = link(shop_order())
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.config, "TESTING", False)

    def breaks(*_args, **_more):
        raise ValueError(token)

    monkeypatch.setattr("blueprints.orders.papers.make", breaks)
    assert Person(app).get(f"/o/{token}").status == 500
    told = capsys.readouterr().err
    assert "unexpected" in told and token not in told
