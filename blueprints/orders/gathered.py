"""An order's items as its page shows them: sums, what may be the same, what can be taken apart again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from blueprints.orders.alike import alike, by_thing
from blueprints.orders.models import OrderItem
from blueprints.purchases.models import PurchaseRequest
from core import money


@dataclass(frozen=True)
class Proposal:
    """Items that may be the same thing, and the names people gave it, the most usual first."""

    items: list[OrderItem]
    names: list[str]


@dataclass(frozen=True)
class Gathered:
    """`people`: the requests behind the lines that the reader may see; `listed`: what was picked from this supplier's price list."""

    items: Sequence[OrderItem]
    people: Mapping[int, PurchaseRequest]
    listed: Collection[int] = ()

    @property
    def goods(self) -> list[OrderItem]:
        return [item for item in self.items if not item.is_personal]

    @property
    def medicine(self) -> list[OrderItem]:
        return [item for item in self.items if item.is_personal]

    @cached_property
    def proposals(self) -> list[Proposal]:
        by_id = {item.id: item for item in self.items}
        groups = [[by_id[item_id] for item_id in group] for group in alike(self.items)]
        return [Proposal(items, _names(items)) for items in groups]

    @property
    def splittable(self) -> set[int]:
        """Ids of the items that hold more than one thing."""
        return {item.id for item in self.goods if len(by_thing(item.lines, lambda line: line.request_line, self.listed)) > 1}

    def expected(self, item: OrderItem) -> int | None:
        return None if item.expected_price is None else money.cost(item.wanted, item.expected_price)

    @property
    def total(self) -> int:
        """What everything with a known price is expected to come to."""
        return sum(self.expected(item) or 0 for item in self.items)

    @property
    def unpriced(self) -> int:
        return sum(1 for item in self.items if item.expected_price is None)


def _names(items: Sequence[OrderItem]) -> list[str]:
    lines: dict[str, int] = {}
    for item in items:
        lines[item.name] = lines.get(item.name, 0) + len(item.lines)
    return sorted(lines, key=lambda name: -lines[name])
