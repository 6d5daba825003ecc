"""One price by hand. Whoever changes a list holds its supplier, so that an import and a hand never cross."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.places.names import initials_of_words
from blueprints.suppliers import queries
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.names import name_key
from blueprints.suppliers.rules import MAX_PRICES, can_edit
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused


@dataclass(frozen=True)
class PriceFacts:
    name: str
    unit: str
    price: int  # cents
    spec: str = ""
    needs_prescription: bool = False


def add_price(supplier: Supplier, facts: PriceFacts, *, actor: Actor, now: datetime) -> PriceItem:
    """At the end of the list. `supplier` is locked. Raises Refused, Invalid."""
    if not can_edit(actor, supplier):
        raise Refused
    if queries.count_prices([supplier.id]).get(supplier.id, 0) >= MAX_PRICES:
        raise Invalid(_("一家最多 %(limit)s 样货。", limit=MAX_PRICES))
    _check(supplier.id, facts, None)
    item = PriceItem(
        supplier_id=supplier.id,
        position=queries.last_position(supplier.id) + 1,
        changed_at=now,
        changed_by_name=actor.name,
        **_columns(facts),
    )
    db.session.add(item)
    audit.record(actor, "price.added", item, now=now)
    return item


def change_price(item: PriceItem, facts: PriceFacts, *, actor: Actor, now: datetime, version: int | None) -> None:
    """Raises Conflict when somebody has changed it since `version` was read."""
    _check_edit(item, actor, version)
    _check(item.supplier_id, facts, item)
    for name, value in _columns(facts).items():
        setattr(item, name, value)
    _note(item, "price.changed", actor=actor, now=now)


def take_off(item: PriceItem, *, actor: Actor, now: datetime, version: int | None) -> None:
    """Off the list: nobody picks it any more; requests that have it keep it."""
    _check_edit(item, actor, version)
    if item.is_available:
        item.is_available = False
        _note(item, "price.taken_off", actor=actor, now=now)


def put_back(item: PriceItem, *, actor: Actor, now: datetime, version: int | None) -> None:
    _check_edit(item, actor, version)
    if not item.is_available:
        item.is_available = True
        _note(item, "price.put_back", actor=actor, now=now)


def columns_of_name(name: str) -> dict[str, str]:
    """The name with what it is found by."""
    return {"name": name, "name_key": name_key(name), "initials": initials_of_words(name)}


def _columns(facts: PriceFacts) -> dict[str, object]:
    rest = {"spec": facts.spec, "unit": facts.unit, "price": facts.price, "needs_prescription": facts.needs_prescription}
    return columns_of_name(facts.name) | rest


def _check_edit(item: PriceItem, actor: Actor, version: int | None) -> None:
    if not can_edit(actor, item.supplier):
        raise Refused
    if item.version != version:
        name, time = item.changed_by_name, clock.stamp(item.changed_at)
        raise Conflict(_("%(name)s 已在 %(time)s 改过这一样。请看看现在的内容，再改一次。", name=name, time=time))


def _check(supplier_id: int, facts: PriceFacts, item: PriceItem | None) -> None:
    key = name_key(facts.name)
    if not key:
        raise Invalid(_("请填品名。"), field="name")
    if queries.other_price(supplier_id, key, facts.spec, facts.unit, but=item.id if item else None) is not None:
        raise Invalid(_("价目表里已经有同样的品名、规格、单位（也可能已下架）。"), field="name")


def _note(item: PriceItem, action: str, *, actor: Actor, now: datetime) -> None:
    item.version += 1
    item.changed_at, item.changed_by_name = now, actor.name
    audit.record(actor, action, item, now=now)
