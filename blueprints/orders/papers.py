"""An order as the supplier reads it: a list with totals, medicine apart, and bag by bag for each building. No phone, no whole name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import gettext as _

from blueprints.orders.models import OrderEntry, OrderItem, OrderLine, PurchaseOrder
from blueprints.orders.rules import Answer, Outcome, is_payable
from blueprints.orders.sharing import Share
from blueprints.orders.shown import short_name, without_people
from core import clock, money
from core.labels import label


@dataclass(frozen=True)
class Row:
    """One item. For medicine also whose it is, in which bag it goes, and what must be shown to get it."""

    item: OrderItem
    name: str
    strength: str
    bag: str = ""
    person: str = ""
    prescription_for: str = ""
    must_show: str = ""
    is_urgent: bool = False

    @property
    def wanted(self) -> str:
        return f"{number(self.item.wanted)}{self.item.unit}"

    @property
    def title(self) -> str:
        return f"{self.name}（{self.strength}）" if self.strength else self.name

    @property
    def cents(self) -> int:
        """What it comes to as answered."""
        return money.cost(self.item.got, self.item.price) if self.item.got and self.item.price is not None else 0


@dataclass(frozen=True)
class Content:
    """One thing in one bag. As soon as the supplier has answered: what this bag gets of it."""

    row: Row
    wanted: Decimal
    share: Share | None

    @property
    def is_open(self) -> bool:
        return self.share is None or self.share.outcome is Outcome.OPEN

    @property
    def is_replaced(self) -> bool:
        return self.share is not None and self.share.outcome is Outcome.REPLACED

    @property
    def amount(self) -> Decimal:
        return self.wanted if self.share is None or self.is_open else self.share.given

    @property
    def remark(self) -> str:
        """Why this bag gets less than was asked for, or something else."""
        if self.share is None:
            return ""
        if self.share.is_waiting:
            return _("换成%(name)s，等居民答复", name=self.row.item.replaced_by)
        if self.is_replaced:
            return _("原来要%(name)s", name=self.row.title)
        if self.share.outcome is Outcome.SHORT:
            return _("原来要 %(amount)s", amount=f"{number(self.wanted)}{self.row.item.unit}")
        return label(self.share.outcome) if self.share.outcome in (Outcome.MISSING, Outcome.LEFT_OUT) else ""


@dataclass
class Bag:
    """One request and what goes into it."""

    number: str
    is_urgent: bool
    contents: list[Content] = field(default_factory=list)


@dataclass
class BuildingList:
    name: str
    bags: list[Bag] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    order: PurchaseOrder
    goods: list[Row]
    medicine: list[Row]
    buildings: list[BuildingList]

    @property
    def rows(self) -> list[Row]:
        return [*self.goods, *self.medicine]

    @property
    def bags(self) -> int:
        return sum(len(building.bags) for building in self.buildings)

    @property
    def answered(self) -> int:
        return sum(1 for row in self.rows if row.item.answer is not Answer.OPEN)

    @property
    def cents(self) -> int:
        """What everything answered so far comes to."""
        return sum(row.cents for row in self.rows)

    @property
    def still_open(self) -> list[Row]:
        return [row for row in self.rows if row.item.answer is Answer.OPEN]

    @property
    def ready(self) -> list[Row]:
        """Still open, with a price that is known and can be: what one tap fills in."""
        return [row for row in self.still_open if is_payable(row.item.wanted, row.item.expected_price)]


def number(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def arrival(order: PurchaseOrder) -> str:
    """11月23日 09:00–10:00; empty when nothing is planned."""
    if order.arrives_from is None:
        return ""
    begin = clock.local(order.arrives_from)
    day = _("%(month)s月%(day)s日", month=begin.month, day=begin.day)
    if order.arrives_until is None:
        return f"{day} {begin:%H:%M}"
    return f"{day} {begin:%H:%M}–{clock.local(order.arrives_until):%H:%M}"


def make(order: PurchaseOrder, items: Sequence[OrderItem], entries: Iterable[OrderEntry], shares: Mapping[int, Share]) -> Paper:
    """`items` with lines and what was asked for, `entries` with bag numbers and buildings in walking order, `shares` by line."""
    by_request = {entry.request_id: entry for entry in entries}
    names = _names(items, by_request)
    rows = [_row(item, by_request, names) for item in items]
    bags: dict[int, Bag] = {}
    buildings: dict[int, BuildingList] = {}
    for entry in by_request.values():
        building = entry.request.household.building
        bag = bags[entry.request_id] = Bag(bag_name(entry), entry.request.is_urgent)
        buildings.setdefault(building.id, BuildingList(building.estate.name + building.name)).bags.append(bag)
    for row in rows:
        for line in row.item.lines:
            if line.request_id in bags:
                bags[line.request_id].contents.append(Content(row, line.wanted, shares.get(line.id)))
    return Paper(
        order, [row for row in rows if not row.item.is_personal], [row for row in rows if row.item.is_personal], [*buildings.values()]
    )


def bag_name(entry: OrderEntry) -> str:
    return f"{entry.bag_number:02d}"


def _names(items: Iterable[OrderItem], by_request: dict[int, OrderEntry]) -> list[str]:
    """Everybody who stands on the order, the longest name first."""
    names = {entry.request.name.strip() for entry in by_request.values()}
    names |= {line.request_line.prescription_for.strip() for item in items for line in item.lines}
    return sorted((name for name in names if len(name) > 1), key=len, reverse=True)


def _row(item: OrderItem, by_request: dict[int, OrderEntry], names: list[str]) -> Row:
    name, strength = without_people(item.name, names), without_people(item.strength, names)
    entries = [by_request[line.request_id] for line in item.lines if line.request_id in by_request]
    is_urgent = any(entry.request.is_urgent for entry in entries)
    if not item.is_personal or not item.lines:
        return Row(item, name, strength, is_urgent=is_urgent)
    asked = item.lines[0].request_line
    return Row(
        item,
        name,
        strength,
        bag=bag_name(entries[0]) if entries else "",
        person=short_name(entries[0].request.name) if entries else "",
        prescription_for=short_name(asked.prescription_for),
        must_show=must_show(item.lines[0]),
        is_urgent=is_urgent,
    )


def must_show(line: OrderLine) -> str:
    """What the pharmacy wants to see before it hands the medicine over."""
    asked = line.request_line
    if asked.shows_prescription and asked.shows_old_box:
        return _("要看处方和旧药盒")
    if asked.shows_prescription:
        return _("要看处方")
    return _("要看旧药盒") if asked.shows_old_box else ""


def message(paper: Paper, *, community: str, phone: str, address: str) -> str:
    """The text that is pasted into WeChat."""
    order = paper.order
    lines = [_("%(community)s采购单 %(number)s", community=community, number=order.number)]
    when = arrival(order)
    if when:
        lines.append(_("请在 %(when)s 送到小区门口。", when=when))
    if order.note:
        lines.append(_("备注：%(note)s", note=order.note))
    number_of = 0
    for title, rows in ((_("货品："), paper.goods), (_("药品（一人一份，分开装）："), paper.medicine)):
        if rows:
            lines += ["", title]
        for row in rows:
            number_of += 1
            lines.append(f"{number_of}. {_spoken(row)}")
    lines += ["", _("一共 %(items)s 样，分装 %(bags)s 袋。", items=len(paper.rows), bags=paper.bags)]
    if address:
        lines += [_("请点开下面的链接，填有没有货、多少钱；哪一袋装什么也在里面："), address]
    lines.append(_("有问题请打社区电话 %(phone)s。", phone=phone))
    return "\n".join(lines)


def _spoken(row: Row) -> str:
    said = [f"{row.title} {row.wanted}"]
    if row.bag:
        said.append(_("取货号 %(number)s", number=row.bag) + (f" {row.person}" if row.person else ""))
    if row.prescription_for:
        said.append(_("%(name)s的处方", name=row.prescription_for))
    if row.must_show:
        said.append(row.must_show)
    if row.is_urgent:
        said.append(_("急") if row.item.is_personal else _("有急单"))
    return "，".join(said)
