"""Who serves whom, and what a door may pick from."""

from __future__ import annotations

import pytest

from blueprints.places.vocabulary import RequestKind
from blueprints.suppliers import actions, queries
from blueprints.suppliers.rules import SupplierKind
from tests.suppliers import things
from tests.support import world


def names(found) -> list[str]:
    return [supplier.name for supplier in found]


def test_only_who_serves_the_community_and_the_estate(app):
    things.supermarket()
    things.pharmacy(estate="阳光花园")
    things.make("和平超市", "other_secretary")
    home = world.user("secretary").community_id
    assert names(queries.suppliers_for(home)) == ["仁心药店", "好邻居超市"]
    assert names(queries.suppliers_for(world.actor("owner"), SupplierKind.PHARMACY)) == ["仁心药店"]
    assert names(queries.suppliers_for(home, RequestKind.GROCERIES)) == ["好邻居超市"]
    elsewhere = things.estate_named("和平里").id
    assert names(queries.suppliers_for(home, None, elsewhere)) == ["好邻居超市"]
    assert names(queries.suppliers_for(world.actor("officer"))) == ["仁心药店", "和平超市", "好邻居超市"]


def test_one_that_ended_serves_nobody(app):
    supplier = things.supermarket()
    things.do(supplier, actions.end_supplier, "secretary")
    home, estate = world.user("secretary").community_id, things.estate_named("阳光花园").id
    assert queries.suppliers_for(home) == []
    assert not queries.has_offers(home, estate)
    things.do(supplier, actions.take_up_supplier, "secretary")
    assert queries.has_offers(home, estate)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("大米", ["大米 5kg装", "东北大米"]),
        ("东北", ["东北大米"]),
        ("dm", ["大米 5kg装", "东北大米"]),
        ("JD", ["鸡蛋"]),
        ("5L", ["食用油 5L"]),
        ("５ｋｇ", ["大米 5kg装"]),
        ("%", []),
        ("（）", []),
        ("药", []),
    ],
)
def test_it_is_found_by_name_part_initials_and_spec(app, words, found):
    things.supermarket()
    things.pharmacy()
    home, estate = world.user("secretary").community_id, things.estate_named("阳光花园").id
    assert [item.text for item in queries.find_offers(home, estate, RequestKind.GROCERIES, words)] == found


def test_what_is_not_offered_to_the_door_is_no_offer(app):
    things.supermarket()
    foreign = things.make("和平超市", "other_secretary", prices=things.GOODS)
    home, estate = world.user("secretary").community_id, things.estate_named("阳光花园").id
    own = things.price("鸡蛋", things.fresh(foreign).id - 1)
    off = things.price("食用油", own.supplier_id)
    things.do(own.supplier_id, lambda supplier, **rest: actions.take_off(things_in_tx(off.id), version=1, **rest), "secretary")
    ids = [own.id, off.id, things.price("鸡蛋", foreign).id, 987654]
    assert set(queries.offers_by_id(home, estate, RequestKind.GROCERIES, ids)) == {own.id}
    assert queries.offers_by_id(home, estate, RequestKind.MEDICINE, ids) == {}


def things_in_tx(price_id: int):
    from blueprints.suppliers.models import PriceItem
    from core.database import db

    return db.session.get_one(PriceItem, price_id)
