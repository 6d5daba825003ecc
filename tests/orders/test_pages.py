"""Gathering an order on the screen, as the secretary does it."""

from __future__ import annotations

from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.rules import RequestState
from tests.orders import things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world


def only_order() -> int:
    import sqlalchemy as sa

    from blueprints.orders.models import PurchaseOrder
    from core.database import db

    db.session.rollback()
    return db.session.scalars(sa.select(PurchaseOrder.id)).one()


def test_from_the_waiting_requests_to_an_order(app, person):
    things.supplier(fee=200)
    one = things.request(world.OWN_DOOR, line("大米", "10", "斤"))
    two = things.request(world.STRANGERS_DOOR, line("大米", "5", "斤"))
    pills = things.request(world.NEXT_DOOR, line("氨氯地平", "2", "盒"), kind=RequestKind.MEDICINE)
    waiting = requests.file()
    page = person("secretary").get("/requests").follow("采购单").follow("新开一张")
    assert world.OWN_DOOR in page.text and world.STRANGERS_DOOR in page.text and world.NEXT_DOOR not in page.text
    form = page.form("/orders")
    form = [form for form in [page.form("/orders"), *_posts(page)] if form.method == "post"][0]
    made = form.fill(ids=[one]).submit()
    order = only_order()
    assert made.path == f"/orders/{order}" and "大米 10斤" in made.text
    assert things.fresh(order).fee == 200
    assert [entry.request_id for entry in things.entries(order)] == [one]
    assert world.STRANGERS_DOOR in person("secretary").get("/orders/new").text
    assert {requests.fresh(number).state for number in (one, two, pills)} == {RequestState.APPROVED} and waiting


def _posts(page):
    from tests.support.browser import Form

    return [Form(page, tag) for tag in (page.soup.find("main") or page.soup).find_all("form")]
