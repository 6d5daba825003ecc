"""A bag as whoever packs it or hands it out sees it: its goods, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from blueprints.orders.models import OrderEntry, OrderLine
from blueprints.orders.rules import Outcome
from blueprints.places.models import Household
from blueprints.places.names import unit_label
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.purchases.rules import DeliveryState, RequestState
from core import slots
from core.actors import Actor

CAME = frozenset({Outcome.THERE, Outcome.REPLACED, Outcome.SHORT})


class Stage(StrEnum):
    """How far one request's bag has come."""

    WAITING = "waiting"  # the goods are not here yet
    OPEN = "open"
    PACKED = "packed"
    OUT = "out"
    HANDED = "handed"
    TAKEN_BACK = "taken_back"


class Goods:
    """One line in the words of whoever packs it: what to put in, how much, and what had been asked for where that differs."""

    def __init__(self, line: OrderLine) -> None:
        item = line.item
        self.line, self.outcome = line, line.outcome
        asked = _with_strength(item.name, item.strength)
        self.name = item.replaced_by if line.outcome is Outcome.REPLACED else asked
        came = line.given if line.outcome is not Outcome.OPEN and line.given is not None else line.wanted
        self.amount = f"{plain(came if came else line.wanted)}{item.unit}"
        self.asked = f"{asked} {plain(line.wanted)}{item.unit}" if line.outcome is Outcome.REPLACED else f"{plain(line.wanted)}{item.unit}"

    @property
    def is_packable(self) -> bool:
        return self.outcome in CAME

    @property
    def is_packed(self) -> bool:
        return self.line.packed_at is not None


@dataclass(frozen=True)
class Bag:
    """A request on an order with its goods; "bag" whatever the number of bags it fills."""

    entry: OrderEntry
    goods: tuple[Goods, ...]

    @property
    def request(self) -> PurchaseRequest:
        return self.entry.request

    @property
    def number(self) -> str:
        """取货号 as it is said: 07."""
        return two_digits(self.entry.bag_number)

    @property
    def door(self) -> str:
        """The way to the door inside the building: 1单元101."""
        return door_of(self.request.household)

    @property
    def stage(self) -> Stage:
        return stage_of(self.entry)

    @property
    def is_medicine(self) -> bool:
        return self.request.kind is RequestKind.MEDICINE

    @property
    def left(self) -> list[Goods]:
        """What came and is not in the bag yet."""
        return [one for one in self.goods if one.is_packable and not one.is_packed]

    @property
    def failed(self) -> list[Delivery]:
        """The attempts at the door that did not succeed, oldest first."""
        return [one for one in self.request.deliveries if one.state is DeliveryState.FAILED]

    @property
    def came_back(self) -> bool:
        """Nobody took it at the door: it goes on the next trip."""
        return bool(self.failed) and self.request.state is RequestState.BOUGHT


def stage_of(entry: OrderEntry) -> Stage:
    state = entry.request.state
    if state is RequestState.BOUGHT:
        return Stage.PACKED if entry.packed_at else Stage.OPEN
    if state is RequestState.OUT_FOR_DELIVERY:
        return Stage.OUT
    if state in (RequestState.DELIVERED, RequestState.SETTLED):
        return Stage.HANDED
    return Stage.TAKEN_BACK if state is RequestState.CANCELLED else Stage.WAITING


def two_digits(bag_number: int | None) -> str:
    return "" if bag_number is None else f"{bag_number:02d}"


def door_of(household: Household) -> str:
    return f"{unit_label(household.unit.name)}{household.door}"


def plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


@dataclass(frozen=True)
class ToPay:
    """Of one bag, in cents. `open`: to be taken on handing it over, below zero where too much was taken; the others are
    reasons why nothing is taken although nothing was paid."""

    open: int
    due: int
    owed: int = 0
    written_off: int = 0


def money_of(actor: Actor, request_ids: Iterable[int]) -> dict[int, ToPay]:
    """request id → what is to be paid; requests nobody has reckoned yet are absent. Filled by settlement."""
    found: dict[int, ToPay] = {}
    for filling in slots.results("bag_money", actor=actor, request_ids=list(request_ids)):
        found |= filling
    return found


def _with_strength(name: str, strength: str) -> str:
    return f"{name} {strength}" if strength else name
