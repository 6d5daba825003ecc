"""The supplier fills in without script: line by line, all the rest, that is all. And the office does the same from a phone call."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.orders.models import OrderItem
from blueprints.orders.rules import Answer
from core.audit import AuditEvent
from core.database import db
from tests.orders import things
from tests.orders.supplier import link, shop_order
from tests.support.browser import Person


@pytest.fixture(params=["supplier", "office"])
def desk(request, app):
    """(who fills in, the page's address, under which name) for a fresh order."""
    order_id = shop_order()
    if request.param == "office":
        return Person(app).sign_in("secretary"), f"/orders/{order_id}/supplier-side", order_id, "周书记"
    return Person(app), f"/o/{link(order_id)}", order_id, things.SHOP


def answered(order_id: int, name: str):
    item = things.item(order_id, name)
    return item.answer, item.got, item.price, item.replaced_by


def line_form(page, order_id: int, name: str):
    return page.form(f"/items/{things.item(order_id, name).id}/answer")


def shown(page, order_id: int, name: str):
    return page.soup.find(id=f"item-{things.item(order_id, name).id}")


def events(action: str) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action)))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ({"answer": "there", "price": "2.6"}, (Answer.THERE, Decimal(15), 260, "")),
        ({"answer": "there", "price": "２。6元", "got": "15.5"}, (Answer.THERE, Decimal("15.5"), 260, "")),
        ({"answer": "replaced", "price": "3", "replaced_by": "小米"}, (Answer.REPLACED, Decimal(15), 300, "小米")),
        ({"answer": "short", "price": "2.8", "got": "4"}, (Answer.SHORT, Decimal(4), 280, "")),
        ({"answer": "missing", "price": "没有", "got": "？"}, (Answer.MISSING, Decimal(0), None, "")),
        ({"answer": "there", "price": "2.8", "replaced_by": "长" * 80}, (Answer.THERE, Decimal(15), 280, "")),
    ],
)
def test_a_line_is_saved_and_shown_again(desk, typed, written):
    who, path, order_id, name = desk
    page = line_form(who.get(path), order_id, "大米").submit(**typed)
    assert page.status == 200 and answered(order_id, "大米") == written
    assert "✓ 已存" in shown(page, order_id, "大米").get_text(" ", strip=True) and name in shown(page, order_id, "大米").get_text()
    assert "1 / 4 填好" in page.text
    form = line_form(who.get(path), order_id, "大米")
    assert form["answer"] == written[0].value and form["version"] == "2"
    (event,) = events("order_item.answered")
    assert event.actor_name == name and event.after["answer"] == written[0].value


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "answer", "请选一样"),
        ({"answer": "there", "price": ""}, "price", "请填单价"),
        ({"answer": "there", "price": "很贵"}, "price", "例如 36.5"),
        ({"answer": "there", "got": "9"}, "got", "请选“不够”"),
        ({"answer": "there", "got": "150"}, "got", "请核对"),
        ({"answer": "short"}, "got", "请填实际有多少"),
        ({"answer": "short", "got": "15"}, "got", "请选“有货”"),
        ({"answer": "replaced"}, "replaced_by", "请写换成什么"),
        ({"answer": "replaced", "replaced_by": "长" * 61}, "replaced_by", "最多 60 个字"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(desk, typed, field, said, htmx):
    who, path, order_id, _name = desk
    page = line_form(who.get(path), order_id, "大米").submit(**typed, htmx=htmx)
    item_id = things.item(order_id, "大米").id
    assert page.status == 422
    assert said in page.soup.find(id=f"{field}-{item_id}-error").get_text()
    form = line_form(page, order_id, "大米")
    for name, value in typed.items():
        assert form[name] == value
    assert answered(order_id, "大米")[0] is Answer.OPEN
    if htmx:
        assert page.response.headers["HX-Retarget"] == f"#item-{item_id}"


def test_htmx_gets_the_state_of_the_line_and_the_count(desk):
    who, path, order_id, name = desk
    page = line_form(who.get(path), order_id, "大米").submit(answer="there", htmx=True, follow=False)
    assert page.status == 200 and "<html" not in page.html
    assert "✓ 已存" in page.text and name in page.text and "1 / 4 填好" in page.text
    assert page.soup.find("input", {"name": "version"})["value"] == "2"


def test_the_same_line_sent_twice_is_one_answer(desk):
    who, path, order_id, _name = desk
    form = line_form(who.get(path), order_id, "大米").fill(answer="missing")
    assert [form.submit(follow=False).status for _ in range(2)] == [303, 303]
    assert things.item(order_id, "大米").version == 2 and len(events("order_item.answered")) == 1


def test_an_answer_to_a_get_is_no_page(desk):
    who, path, order_id, _name = desk
    assert who.get(f"{path}/items/{things.item(order_id, '大米').id}/answer").status == 405


@pytest.mark.parametrize("htmx", [False, True])
def test_whoever_was_faster_is_named_and_sending_again_means_it(desk, htmx):
    who, path, order_id, _name = desk
    form = line_form(who.get(path), order_id, "大米").fill(answer="short", got="7", price="3")
    things.answer(things.item(order_id, "大米").id, Answer.REPLACED, by_name="吴副书记", replaced_by="糯米", price=333)
    page = form.submit(htmx=htmx)
    assert page.status == 409
    alert = shown(page, order_id, "大米").find(role="alert").get_text()
    assert "吴副书记" in alert and "糯米" in alert and "3.33" in alert and "您填的还在下面" in alert
    assert answered(order_id, "大米") == (Answer.REPLACED, Decimal(15), 333, "糯米")
    again = line_form(page, order_id, "大米")
    assert (again["answer"], again["got"], again["price"]) == ("short", "7", "3")
    assert again.submit().status == 200
    assert answered(order_id, "大米") == (Answer.SHORT, Decimal(7), 300, "")


def test_all_the_rest_at_list_price(desk):
    who, path, order_id, name = desk
    line_form(who.get(path), order_id, "牛奶").submit(answer="missing")
    page = who.get(path).form("/rest").submit()
    assert "存好了 1 样" in page.html and "还有 2 样要填" in page.html
    assert answered(order_id, "大米") == (Answer.THERE, Decimal(15), 280, "")
    assert answered(order_id, "牛奶")[0] is Answer.MISSING
    assert things.item(order_id, "鸡蛋").answer is Answer.OPEN
    assert things.item(order_id, "大米").answered_by == name
    assert page.soup.find("form", {"data-rest": True}) is None  # what is left has no price


def test_that_is_all(desk):
    who, path, order_id, name = desk
    who.get(path).form("/rest").submit()
    page = who.get(path).form("/finish").submit()
    assert page.status == 422
    links = {link.get_text(): link["href"] for link in page.soup.select("#finish .sup-open")}
    assert links == {title: f"#item-{things.item(order_id, title).id}" for title in ("鸡蛋", "青菜")}
    assert things.fresh(order_id).answered_at is None
    line_form(page, order_id, "鸡蛋").submit(answer="there", price="16.5")
    page = who.get(path).form("/finish").submit().form("/finish").submit(rest_is_missing="y")
    assert "收到了，谢谢" in page.html and things.fresh(order_id).answered_at is not None
    assert answered(order_id, "青菜") == (Answer.MISSING, Decimal(0), None, "")
    assert events("order.answered")[0].actor_name == name
    # Until the goods are there it may be changed.
    assert line_form(who.get(path), order_id, "青菜").submit(answer="there", price="3").status == 200
    assert answered(order_id, "青菜")[0] is Answer.THERE


def test_a_page_whose_token_is_lost_keeps_what_was_typed(app):
    order_id = shop_order()
    who = Person(app)
    form = line_form(who.get(f"/o/{link(order_id)}"), order_id, "大米").fill(answer="short", got="6")
    who.client.delete_cookie("linli")
    page = form.submit()
    assert page.status == 422 and "再提交一次" in page.text
    again = line_form(page, order_id, "大米")
    assert (again["answer"], again["got"]) == ("short", "6")
    assert again.submit().status == 200
    assert things.item(order_id, "大米").got == 6


def test_a_link_that_ends_while_a_line_is_sent_leads_to_the_page_that_says_so(app):
    order_id = shop_order()
    who = Person(app)
    form = line_form(who.get(f"/o/{link(order_id)}"), order_id, "大米").fill(answer="missing")
    link(order_id)
    page = form.submit(htmx=True)
    assert page.status == 404 and "请向社区要新的链接" in page.text
    assert db.session.query(OrderItem).filter_by(answer=Answer.MISSING).count() == 0
