"""What the journey of forty requests begins with: three buildings, two shops, thirty-eight requests that are approved already."""

from __future__ import annotations

from decimal import Decimal

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases import actions
from blueprints.purchases.rules import Source
from blueprints.suppliers.actions.pricing import PriceFacts, add_price
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.rules import SupplierKind
from core import clock
from core.actors import public_actor
from core.database import db, run_tx
from tests.journeys import neighbourhood
from tests.orders import things as orders
from tests.support import world

GOODS = (
    ("大米", "斤", 290), ("鸡蛋", "个", 90), ("青菜", "斤", 350), ("土豆", "斤", 225), ("牛奶", "箱", 5990), ("豆腐", "块", 250),
    ("挂面", "把", 695), ("苹果", "斤", 455), ("食用油", "桶", 6980),
)  # fmt: skip
MEDICINE = (("缬沙坦胶囊", "盒", 3250), ("二甲双胍缓释片", "盒", 2815), ("阿司匹林肠溶片", "盒", 1590))
# In turn, so that each thing is asked for by several.
BASKETS = (
    (("大米", "10"), ("鸡蛋", "10")),
    (("青菜", "1.5"), ("豆腐", "2"), ("大米", "5")),
    (("牛奶", "1"), ("苹果", "2.5")),
    (("土豆", "3"), ("挂面", "2"), ("鸡蛋", "6")),
    (("食用油", "1"), ("青菜", "2")),
)
PHARMACY = "同仁药房"
NUMBER = 38
OF_MEDICINE = 6  # of them


def begin() -> None:
    """Doors in three buildings, a supermarket, a pharmacy, and what thirty-eight households want."""
    building_id = neighbourhood.twelve_doors()
    shops = {orders.supplier(fee=200): GOODS, orders.supplier(PHARMACY, SupplierKind.PHARMACY): MEDICINE}

    def work() -> None:
        listed = {}
        for supplier_id, goods in shops.items():
            supplier = db.session.get_one(Supplier, supplier_id)
            for name, unit, price in goods:
                facts = PriceFacts(name, unit, price)
                listed[name] = add_price(supplier, facts, actor=world.actor("secretary"), now=clock.now())
        db.session.flush()
        doors = [world.household_at(f"阳光花园{building}号楼1单元{door}") for building in (1, 2) for door in ("101", "102", "201", "202")]
        doors += neighbourhood.doors(building_id)
        for number in range(NUMBER):
            household = doors[number % len(doors)]
            name = f"{'赵钱孙李周吴郑王冯陈'[number % 10]}{'秀建国玉春'[number % 5]}{'兰华英明'[number % 4]}"
            is_medicine = number < OF_MEDICINE
            request = actions.file_request(
                actor=public_actor(name, household.community_id),
                now=clock.now(),
                household=household,
                source=Source.QR,
                name=name,
                phone=f"1990000{3000 + number:04d}",
                kind=RequestKind.MEDICINE if is_medicine else RequestKind.GROCERIES,
                is_urgent=number % 13 == 7,
                lines=_medicine(number, name, listed) if is_medicine else _groceries(number, listed),
                consent_version="test",
            )
            carrier = world.user("stranger" if "2号楼" in household.address else "owner")
            actions.approve_request(request, actor=world.actor("secretary"), now=clock.now(), worker=carrier)

    run_tx(work)
    db.session.rollback()


def _groceries(number: int, listed: dict[str, PriceItem]) -> list[WantedLine]:
    wish = IfMissing.REPLACE if number % 2 else IfMissing.LEAVE_OUT
    basket = BASKETS[number % len(BASKETS)]
    return [WantedLine(item, Decimal(amount), listed[item].unit, wish, price_item_id=listed[item].id) for item, amount in basket]


def _medicine(number: int, name: str, listed: dict[str, PriceItem]) -> list[WantedLine]:
    item = listed[MEDICINE[number % len(MEDICINE)][0]]
    given = {"price_item_id": item.id, "prescription_for": name, "shows_old_box": True}
    return [WantedLine(item.name, Decimal(1 + number % 2), item.unit, IfMissing.ASK_ME, **given)]
