"""As test_foreign_ids, of suppliers, orders and money: ids of somebody else's put into the fields change nothing."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import Answer
from blueprints.places.models import Building, Estate
from core.database import db
from tests.orders import supplier
from tests.orders import things as orders
from tests.purchases import things as requests
from tests.settlement import things
from tests.support import world
from tests.support.browser import Person


def test_cash_is_not_put_into_a_strangers_hands(app, person):
    _order, (one, _two) = things.received()
    stranger = world.user("other_worker").id
    page = person("secretary").post(f"/requests/{one}/money/pay", {"method": "cash", "cents": "50", "holder": str(stranger)})
    assert page.status == 422 and not things.book(holder_id=stranger)
    person("owner").post(f"/requests/{one}/money/pay", {"method": "cash", "cents": "50", "holder": str(world.user("colleague").id)})
    assert things.purse("colleague") == 0


@pytest.mark.parametrize("verb", ["owe", "write_off", "discount", "credit", "charge", "refund"])
def test_a_worker_only_takes_money(app, person, verb):
    _order, (one, _two) = things.received()
    sent = {f"{verb}_cents": "1", f"{verb}_reason": "试试"}
    assert person("owner").post(f"/requests/{one}/money/{verb.replace('_', '-')}", sent).status == 403


def test_items_of_another_order(app, person):
    mine, other = orders.draft(), orders.draft([orders.request(world.OWN_DOOR, orders.line("盐"))])
    ids = [str(orders.items(order_id)[0].id) for order_id in (mine, other)]
    assert person("secretary").post(f"/orders/{mine}/join-items", {"name": "都一样", "items": ids}).status == 422
    assert orders.wanted(other) == {"盐 份": "1"}


def test_a_link_answers_its_own_order_alone(app):
    mine, other = supplier.shop_order(), supplier.pharmacy_order()
    token, shop = supplier.link(mine), Person(app)
    csrf = shop.get(f"/o/{token}").form("/rest")["csrf_token"]
    sent = {"csrf_token": csrf, "submission_id": str(uuid.uuid4()), "version": "1", "answer": "missing"}
    foreign = orders.items(other)[0].id
    assert shop.send(f"/o/{token}/items/{foreign}/answer", sent).status == 404
    assert orders.items(other)[0].answer is Answer.OPEN
    own = orders.items(mine)[0]
    supplier.link(mine)  # the former one is revoked
    assert shop.send(f"/o/{token}/items/{own.id}/answer", {**sent, "version": str(own.version)}).status == 404
    assert orders.items(mine)[0].answer is Answer.OPEN


def test_a_complaint_about_a_neighbours_line(app, person):
    order_id, (one, two) = things.received()
    things.deliver(one, two)
    line = next(line.id for line in orders.lines(order_id) if line.request_id == two)
    page = Person(app).get(f"/s/{requests.fresh(one).slip_token}/complain")
    form = page.form("/complain")
    form.values = [(name, value) for name, value in form.values if name != "line"] + [
        ("line", str(line)),
        ("kind", "missing"),
        ("text", "少"),
    ]
    assert form.submit().status == 422


def test_a_supplier_that_does_not_come_here(app, person):
    shop = orders.supplier("外面的店", community="other_secretary")
    page = person("secretary").post("/orders", {"supplier": str(shop), "ids": str(orders.request())})
    assert page.status == 422
    assert db.session.scalar(sa.select(PurchaseOrder.id).where(PurchaseOrder.supplier_id == shop)) is None


def test_a_building_of_another_community_gets_no_window(app, person):
    order_id = orders.received()
    elsewhere = Estate.community_id != world.user("secretary").community_id
    foreign = db.session.scalar(sa.select(Building.id).join(Building.estate).where(elsewhere))
    row = {"building": str(foreign), "seen": "", "how": "pick_up", "place": "门口", "starts": "9:00", "ends": "10:00"}
    sent = {"day": "2026-11-24", **{f"rows-0-{name}": value for name, value in row.items()}}
    assert foreign and person("secretary").post(f"/orders/{order_id}/windows/save", sent).status == 404
