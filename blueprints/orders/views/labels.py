"""标签: one for every bag, three by seven on A4, the common sheet of 70 × 42.4 mm labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from blueprints.accounts.rules import STAFF
from blueprints.orders import blueprint, queries
from blueprints.orders.bags import Bag, Stage, ToPay, money_of
from blueprints.orders.shown import short_name
from blueprints.places.posters import STICKERS
from blueprints.purchases.queries import request_scope
from core.actors import Actor
from core.permissions import current_actor, requires
from core.web import row_id


@dataclass(frozen=True)
class Label:
    """`place` of `bag.entry.bags`: 1/2."""

    bag: Bag
    place: int
    name: str
    money: ToPay | None


@blueprint.get("/orders/<int:order_id>/labels")
@requires(*STAFF)
def labels(order_id: int) -> Any:
    """?building= one building, ?bag= one request, ?skip= labels that the first sheet lacks already."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    where = request_scope(actor)
    building_id, entry_id = request.args.get("building", type=row_id), request.args.get("bag", type=row_id)
    bags = queries.bags_of(order, where, building_id=building_id, entry_ids=None if entry_id is None else [entry_id])
    skip = min(request.args.get("skip", 0, type=row_id), STICKERS - 1)
    places: list[Label | None] = [*[None] * skip, *_labels(actor, bags)]
    return render_template(
        "orders/labels.html",
        order=order,
        buildings=queries.buildings_of(order, where),
        building_id=building_id,
        entry_id=entry_id,
        skip=skip,
        most_skipped=STICKERS - 1,
        number=len(places) - skip,
        sheets=[places[begin : begin + STICKERS] for begin in range(0, len(places), STICKERS)] if len(places) > skip else [],
    )


def _labels(actor: Actor, bags: list[Bag]) -> list[Label]:
    wanted = [bag for bag in bags if bag.entry.bag_number is not None and bag.stage is not Stage.TAKEN_BACK]
    money = money_of(actor, [bag.request.id for bag in wanted])
    return [
        Label(bag, place, short_name(bag.request.name), money.get(bag.request.id))
        for bag in wanted
        for place in range(1, max(bag.entry.bags, 1) + 1)
    ]
