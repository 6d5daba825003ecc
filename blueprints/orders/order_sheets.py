"""An order on paper for the office: what is bought with its sums, and who gets what, building by building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from blueprints.orders.gathered import Gathered
from blueprints.orders.models import OrderEntry, OrderItem, OrderLine, PurchaseOrder
from blueprints.orders.rules import Answer, Outcome
from core import money
from core.excel import Sheet
from core.labels import label


@dataclass(frozen=True)
class Stop:
    """One request at its door, with its lines on this order."""

    entry: OrderEntry
    lines: list[OrderLine]

    @property
    def door(self) -> str:
        """Without the building, which stands above."""
        household = self.entry.request.household
        return household.address.removeprefix(household.building.estate.name + household.building.name) or household.address

    @property
    def expected(self) -> int:
        """What it is expected to come to, as far as prices are known; once received, what it came to."""
        return sum(cents_of(line) or 0 for line in self.lines)

    @property
    def unpriced(self) -> int:
        return sum(1 for line in self.lines if cents_of(line) is None)


@dataclass(frozen=True)
class BuildingStops:
    name: str
    stops: list[Stop]

    @property
    def totals(self) -> list[tuple[OrderItem, Any]]:
        """What the building gets of each item, in the order of the items."""
        found: dict[int, tuple[OrderItem, Any]] = {}
        for stop in self.stops:
            for line in stop.lines:
                known = found.get(line.item_id)
                found[line.item_id] = (line.item, line.wanted + (known[1] if known else 0))
        return sorted(found.values(), key=lambda pair: pair[0].position)


def cents_of(line: OrderLine) -> int | None:
    """What the line came to, else what it is expected to; None when no price is known."""
    if line.outcome is not Outcome.OPEN:
        return line.cents or 0
    price = line.item.price if line.item.answer not in (Answer.OPEN, Answer.MISSING) else line.item.expected_price
    return None if price is None else money.cost(line.wanted, price)


def by_building(entries: Sequence[OrderEntry], items: Sequence[OrderItem]) -> list[BuildingStops]:
    """`entries` in walking order."""
    lines: dict[int, list[OrderLine]] = {}
    for item in items:
        for line in item.lines:
            lines.setdefault(line.request_id, []).append(line)
    buildings: dict[int, BuildingStops] = {}
    for entry in entries:
        building = entry.request.household.building
        stops = buildings.setdefault(building.id, BuildingStops(building.estate.name + building.name, []))
        stops.stops.append(Stop(entry, lines.get(entry.request_id, [])))
    return list(buildings.values())


def bag(entry: OrderEntry) -> str:
    return f"{entry.bag_number:02d}" if entry.bag_number else ""


def sheets(order: PurchaseOrder, gathered: Gathered, buildings: Sequence[BuildingStops]) -> list[Sheet]:
    note = _("采购单 %(number)s  %(supplier)s  %(state)s", number=order.number, supplier=order.supplier.name, state=label(order.state))
    return [_goods(gathered, note), _totals(buildings, note), _doors(buildings, note)]


def _goods(gathered: Gathered, note: str) -> Sheet:
    header = [
        _("序号"), _("品名"), _("规格"), _("要多少"), _("单位"), _("参考单价（元）"), _("预计金额（元）"), _("答复"), _("实际数量"),
        _("实际单价（元）"), _("换成什么"), _("几户要"), _("给谁"),
    ]  # fmt: skip
    rows: list[list[Any]] = [_good(place, item, gathered) for place, item in enumerate([*gathered.goods, *gathered.medicine], start=1)]
    total = [_("合计"), "", "", None, "", None, _yuan(gathered.total), "", None, None, "", None, ""]
    return Sheet(_("货品"), header, [*rows, total], note=note)


def _good(place: int, item: OrderItem, gathered: Gathered) -> list[Any]:
    return [
        place,
        item.name,
        item.strength,
        item.wanted,
        item.unit,
        _yuan(item.expected_price),
        _yuan(gathered.expected(item)),
        label(item.answer) if item.answer is not Answer.OPEN else "",
        item.got,
        _yuan(item.price),
        item.replaced_by,
        len({line.request_id for line in item.lines}),
        _whose(item, gathered.people) if item.is_personal else "",
    ]


def _whose(item: OrderItem, people: Mapping[int, Any]) -> str:
    line = item.lines[0]
    owner, asked = people.get(line.request_id), line.request_line
    said = [f"{owner.household.address} {owner.name}"] if owner else []
    if asked.prescription_for:
        said.append(_("%(name)s的处方", name=asked.prescription_for))
    if asked.shows_prescription:
        said.append(_("要出示处方"))
    if asked.shows_old_box:
        said.append(_("要带旧药盒"))
    return "，".join(said)


def _totals(buildings: Sequence[BuildingStops], note: str) -> Sheet:
    rows = [[one.name, item.name, item.strength, amount, item.unit] for one in buildings for item, amount in one.totals]
    return Sheet(_("按楼栋合计"), [_("楼栋"), _("品名"), _("规格"), _("数量"), _("单位")], rows, note=note)


def _doors(buildings: Sequence[BuildingStops], note: str) -> Sheet:
    header = [
        _("楼栋"),
        _("取货号"),
        _("门牌"),
        _("姓名"),
        _("急"),
        _("品名"),
        _("规格"),
        _("数量"),
        _("单位"),
        _("没有货时"),
        _("预计金额（元）"),
    ]
    rows = [
        [
            one.name,
            bag(stop.entry),
            stop.entry.request.household.address,
            stop.entry.request.name,
            _("急") if stop.entry.request.is_urgent else "",
            line.request_line.item,
            line.request_line.strength,
            line.wanted,
            line.request_line.unit,
            label(line.wish),
            _yuan(cents_of(line)),
        ]
        for one in buildings
        for stop in one.stops
        for line in stop.lines
    ]
    return Sheet(_("按门牌"), header, rows, note=note)


def _yuan(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
