"""Suppliers with hours and price lists, made by the real actions."""

from __future__ import annotations

from datetime import time
from typing import Any

import sqlalchemy as sa

from blueprints.accounts.rules import Role
from blueprints.places.models import Community, Estate
from blueprints.suppliers import actions
from blueprints.suppliers.actions import PriceFacts, SupplierFacts
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.price_list import PriceRow
from blueprints.suppliers.rules import SupplierKind
from blueprints.suppliers.windows import WeekHours
from core import clock
from core.database import db, run_tx
from tests.support import world

EVERY_DAY = tuple(range(1, 8))
MORNING = WeekHours(EVERY_DAY, time(9), time(11))
AFTERNOON = WeekHours(EVERY_DAY, time(15), time(17))

GOODS = (
    PriceFacts("大米", "袋", 3990, "5kg装"),
    PriceFacts("东北大米", "斤", 398),
    PriceFacts("鸡蛋", "斤", 650),
    PriceFacts("食用油", "桶", 6990, "5L"),
)
MEDICINES = (
    PriceFacts("苯磺酸氨氯地平片", "盒", 2850, "5mg×28片", True),
    PriceFacts("布洛芬缓释胶囊", "盒", 1580, "0.3g×20粒"),
)


def make(
    name: str = "好邻居超市", who: str = "secretary", *, estate: str | None = None, prices: tuple[PriceFacts, ...] = (), **given: Any
) -> int:
    """A supplier kept by `who`, serving the whole of their community (or one estate; an officer's serves 幸福社区). Returns its id."""

    def work() -> int:
        actor = world.actor(who)
        community_id = actor.community_id or community("幸福社区").id
        estate_id = estate_named(estate).id if estate else None
        facts: dict[str, Any] = {
            "kind": SupplierKind.SUPERMARKET,
            "phone": "19900000201",
            "contact_name": "老陈",
            "cut_off": time(10),
            "hours": (AFTERNOON,),
            "areas": ((community_id, estate_id),),
            **given,
        }
        supplier = actions.add_supplier(SupplierFacts(name=name, **facts), actor=actor, now=clock.now())
        for one in prices:
            actions.add_price(supplier, one, actor=actor, now=clock.now())
        return supplier.id

    return run_tx(work)


def supermarket(**given: Any) -> int:
    return make(prices=GOODS, **given)


def pharmacy(**given: Any) -> int:
    return make("仁心药店", kind=SupplierKind.PHARMACY, prices=MEDICINES, **given)


def furnish() -> int:
    """A supermarket with prices and a list that waits to be confirmed."""
    supplier_id = supermarket()
    row = PriceRow("价目表", 2, "大米", "5kg装", "袋", 4190, False)
    do(supplier_id, lambda supplier, **rest: actions.upload_prices(supplier, [row], [], file_name="价目.xlsx", **rest), "secretary")
    return supplier_id


def do(supplier_id: int, verb: Any, who: str, **given: Any) -> Any:
    """One action on a supplier in a transaction of its own, as a view does."""

    def work() -> Any:
        supplier = db.session.scalars(sa.select(Supplier).where(Supplier.id == supplier_id).with_for_update()).one()
        return verb(supplier, actor=world.actor(who), now=clock.now(), **given)

    return run_tx(work)


def fresh(supplier_id: int) -> Supplier:
    db.session.rollback()
    return db.session.get_one(Supplier, supplier_id)


def price(name: str, supplier_id: int | None = None) -> PriceItem:
    db.session.rollback()
    statement = sa.select(PriceItem).where(PriceItem.name == name)
    return db.session.scalars(statement if supplier_id is None else statement.where(PriceItem.supplier_id == supplier_id)).one()


def listed(supplier_id: int) -> dict[str, int]:
    """What is on the list: text → cents, in its order."""
    db.session.rollback()
    statement = sa.select(PriceItem).where(PriceItem.supplier_id == supplier_id, PriceItem.is_available).order_by(PriceItem.position)
    return {item.text: item.price for item in db.session.scalars(statement)}


def community(name: str) -> Community:
    return db.session.scalars(sa.select(Community).where(Community.name == name)).one()


def estate_named(name: str) -> Estate:
    return db.session.scalars(sa.select(Estate).where(Estate.name == name)).one()


def officer_supplier(name: str = "大润", **given: Any) -> int:
    """One of the whole subdistrict."""
    assert world.user("officer").role is Role.OFFICER
    return make(name, "officer", **given)
