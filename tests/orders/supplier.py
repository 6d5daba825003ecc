"""Orders as a supplier meets them, and the link to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from blueprints.orders.actions.links import make_link
from blueprints.orders.models import SupplierLink
from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import RequestKind
from blueprints.suppliers.models import PriceItem
from blueprints.suppliers.names import name_key
from blueprints.suppliers.rules import SupplierKind
from core import audit, clock
from core.database import db, run_tx
from tests.orders import things
from tests.support import world

PEOPLE = ("张秀兰", "李建国", "王小明", "欧阳春天", "19900000001", "19900000003", "19900000004")
PHARMACY = "同仁药房"


def priced(name: str, amount: str, unit: str, cents: int, *, strength: str = "", shop: str = things.SHOP, **given: Any) -> WantedLine:
    """A line picked from the shop's price list, where it costs `cents`."""
    is_pharmacy = shop == PHARMACY
    supplier_id = things.supplier(shop, SupplierKind.PHARMACY if is_pharmacy else SupplierKind.SUPERMARKET)

    def work() -> int:
        known = sa.select(PriceItem.id).where(PriceItem.supplier_id == supplier_id, PriceItem.name == name, PriceItem.unit == unit)
        found = db.session.scalar(known)
        if found is not None:
            return found
        row = PriceItem(supplier_id=supplier_id, position=1, name=name, name_key=name_key(name), spec=strength, unit=unit, price=cents)
        db.session.add(row)
        audit.record(world.actor("secretary"), "supplier.priced", row, now=clock.now())
        return row.id

    return things.line(name, amount, unit, strength=strength, price_item_id=run_tx(work), **given)


def shop_order(**given: Any) -> int:
    """Sent: 大米 15斤 (2.80), 鸡蛋 2盒 (no price), 牛奶 2箱 (59.90), 青菜 3把 (no price), for three doors in two buildings."""
    rice = [priced("大米", amount, "斤", 280) for amount in ("10", "5")]
    milk = priced("牛奶", "2", "箱", 5990)
    return things.sent(
        [
            things.request(world.OWN_DOOR, rice[0], things.line("鸡蛋", "2", "盒")),
            things.request(world.NEXT_DOOR, rice[1], name="李建国", phone="19900000003", is_urgent=True),
            things.request(world.STRANGERS_DOOR, milk, things.line("青菜", "3", "把"), name="王小明", phone="19900000004"),
        ],
        **given,
    )


def pharmacy_order(**given: Any) -> int:
    """Sent: two people's medicine, one on somebody else's prescription."""
    papers = {"prescription_for": "欧阳春天", "shows_prescription": True}
    pills = priced("缬沙坦", "2", "盒", 3250, strength="80mg×28粒", shop=PHARMACY, **papers)
    more = things.line("缬沙坦", "1", "盒", strength="80mg×28粒", shows_old_box=True)
    return things.sent(
        [
            things.request(world.OWN_DOOR, pills, kind=RequestKind.MEDICINE),
            things.request(world.NEXT_DOOR, more, kind=RequestKind.MEDICINE, name="李建国", phone="19900000003"),
        ],
        shop=PHARMACY,
        kind=RequestKind.MEDICINE,
        **given,
    )


def link(order_id: int, **given: Any) -> str:
    """A new link's token."""
    return things.do(order_id, lambda order, **rest: make_link(order, **rest, **given).token, "secretary")


def links(order_id: int) -> list[SupplierLink]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(SupplierLink).where(SupplierLink.order_id == order_id).order_by(SupplierLink.id)))
