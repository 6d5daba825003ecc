"""Orders as a supplier meets them, and the link to them."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.orders.actions.links import make_link
from blueprints.orders.models import SupplierLink
from blueprints.places.vocabulary import RequestKind
from core.database import db
from tests.orders import things
from tests.support import world

PEOPLE = ("张秀兰", "李建国", "王小明", "欧阳春天", "19900000001", "19900000003", "19900000004")


def shop_order(**given) -> int:
    """Sent: 大米 15斤 (2.80), 鸡蛋 2盒 (no price), 牛奶 2箱 (59.90), 青菜 3把 (no price), for three doors in two buildings."""
    rice = {"expected_price": 280}
    return things.sent(
        [
            things.request(world.OWN_DOOR, things.line("大米", "10", "斤", **rice), things.line("鸡蛋", "2", "盒")),
            things.request(world.NEXT_DOOR, things.line("大米", "5", "斤", **rice), name="李建国", phone="19900000003", is_urgent=True),
            things.request(
                world.STRANGERS_DOOR,
                things.line("牛奶", "2", "箱", expected_price=5990),
                things.line("青菜", "3", "把"),
                name="王小明",
                phone="19900000004",
            ),
        ],
        **given,
    )


def pharmacy_order(**given) -> int:
    """Sent: two people's medicine, one on somebody else's prescription."""
    pills = things.line(
        "缬沙坦", "2", "盒", strength="80mg×28粒", prescription_for="欧阳春天", shows_prescription=True, expected_price=3250
    )
    more = things.line("缬沙坦", "1", "盒", strength="80mg×28粒", shows_old_box=True)
    return things.sent(
        [
            things.request(world.OWN_DOOR, pills, kind=RequestKind.MEDICINE),
            things.request(world.NEXT_DOOR, more, kind=RequestKind.MEDICINE, name="李建国", phone="19900000003"),
        ],
        shop="同仁药房",
        kind=RequestKind.MEDICINE,
        **given,
    )


def link(order_id: int, **given) -> str:
    """A new link's token."""
    return things.do(order_id, lambda order, **rest: make_link(order, **rest, **given).token, "secretary")


def links(order_id: int) -> list[SupplierLink]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(SupplierLink).where(SupplierLink.order_id == order_id).order_by(SupplierLink.id)))
