"""What each entry does to the sums. Pure.

Every figure the site shows is a sum of entries: `recount` is that sum, and the tests hold the running sums
(RequestAccount, Purse, Holding) to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from blueprints.settlement.rules import HELD, OF_A_REQUEST, EntryKind, HandedTo, Method, Sums

COLUMN = {
    EntryKind.GOODS: "goods",
    EntryKind.FEE: "fee",
    EntryKind.DISCOUNT: "discount",
    EntryKind.CREDIT: "credit",
    EntryKind.PAYMENT: "paid",
    EntryKind.REFUND: "refunded",
    EntryKind.OWED: "owed",
    EntryKind.WRITE_OFF: "written_off",
}


class Counted(Protocol):
    """An entry, or a sum of alike ones. `effect` is its cents, negative for a reversal."""

    @property
    def kind(self) -> EntryKind: ...
    @property
    def effect(self) -> int: ...
    @property
    def method(self) -> Method | None: ...
    @property
    def handed_to(self) -> HandedTo | None: ...


class Entry(Counted, Protocol):
    @property
    def id(self) -> int: ...
    @property
    def cents(self) -> int: ...
    @property
    def holder_id(self) -> int | None: ...
    @property
    def order_id(self) -> int | None: ...
    @property
    def request_id(self) -> int | None: ...
    @property
    def supplier_id(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def reverses_id(self) -> int | None: ...


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Draft:
    """An entry that is about to be written."""

    kind: EntryKind
    cents: int
    order_id: int | None = None
    request_id: int | None = None
    supplier_id: int | None = None
    line_id: int | None = None
    complaint_id: int | None = None
    method: Method | None = None
    handed_to: HandedTo | None = None
    holder_id: int | None = None
    reason: str = ""
    reverses_id: int | None = None
    after_close: bool = False

    @property
    def effect(self) -> int:
        return -self.cents if self.reverses_id is not None else self.cents


def opposite(entry: Entry, reason: str, *, after_close: bool = False) -> Draft:
    """What takes `entry` back."""
    return Draft(
        kind=entry.kind,
        cents=entry.cents,
        order_id=entry.order_id,
        request_id=entry.request_id,
        supplier_id=entry.supplier_id,
        method=entry.method,
        handed_to=entry.handed_to,
        holder_id=entry.holder_id,
        reason=reason,
        reverses_id=entry.id,
        after_close=after_close,
    )


def standing(entries: Iterable[E]) -> list[E]:
    """Those that are neither a reversal nor reversed."""
    entries = list(entries)
    reversed_ids = {entry.reverses_id for entry in entries}
    return [entry for entry in entries if entry.reverses_id is None and entry.id not in reversed_ids]


def moved(sums: Sums, entry: Counted) -> Sums:
    """The account after `entry`."""
    column = COLUMN.get(entry.kind)
    return sums if column is None else replace(sums, **{column: getattr(sums, column) + entry.effect})


def in_hands(entry: Counted) -> tuple[int, int]:
    """By how much the holder's (collected, handed over) change."""
    if entry.kind is EntryKind.HAND_OVER:
        return 0, entry.effect
    if entry.method in HELD and entry.kind is EntryKind.PAYMENT:
        return entry.effect, 0
    if entry.method in HELD and entry.kind is EntryKind.REFUND:
        return -entry.effect, 0
    return 0, 0


@dataclass(frozen=True)
class Recount:
    """Everything, added up from the book alone."""

    accounts: Mapping[int, Sums]  # by request
    holdings: Mapping[tuple[int, int | None], tuple[int, int]]  # by (holder, order): collected, handed over

    @property
    def purses(self) -> dict[int, int]:
        purses: dict[int, int] = defaultdict(int)
        for (holder_id, _order_id), (collected, handed) in self.holdings.items():
            purses[holder_id] += collected - handed
        return dict(purses)


def recount(entries: Iterable[Entry | Draft]) -> Recount:
    accounts: dict[int, Sums] = defaultdict(Sums)
    holdings: dict[tuple[int, int | None], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for entry in entries:
        if entry.kind in OF_A_REQUEST and entry.request_id is not None:
            accounts[entry.request_id] = moved(accounts[entry.request_id], entry)
        collected, handed = in_hands(entry)
        if entry.holder_id is not None and (collected or handed):
            key = (entry.holder_id, entry.order_id)
            holdings[key] = (holdings[key][0] + collected, holdings[key][1] + handed)
    return Recount(dict(accounts), dict(holdings))


def money_taken(entries: Iterable[Counted]) -> int:
    """What really came in less what went back: only that much can be given back."""
    taken = 0
    for entry in entries:
        if entry.kind is EntryKind.PAYMENT and entry.method is not Method.FREE:
            taken += entry.effect
        elif entry.kind is EntryKind.REFUND:
            taken -= entry.effect
    return taken


def give_way(entries: Sequence[Entry], cents: int, reason: str, *, kinds: Collection[EntryKind], after_close: bool = False) -> list[Draft]:
    """Lower what was promised, written off or given free by `cents`, the newest first.

    Entries are taken back whole; what was too much is written again. `kinds` in the order in which they give way; of
    payments only free ones.
    """
    drafts: list[Draft] = []
    for kind in kinds:
        for entry in reversed(standing(entries)):
            if entry.kind is not kind or (kind is EntryKind.PAYMENT and entry.method is not Method.FREE):
                continue
            if cents <= 0:
                return drafts
            drafts.append(opposite(entry, reason, after_close=after_close))
            rest = entry.cents - cents
            if rest > 0:
                again = opposite(entry, entry.reason or reason, after_close=after_close)
                drafts.append(replace(again, cents=rest, reverses_id=None))
            cents -= entry.cents
    return drafts


def in_parts(holdings: Sequence[tuple[int | None, int]], cents: int) -> list[tuple[int | None, int]]:
    """Which order's money is handed over first: as they come. ValueError when there is not so much."""
    parts: list[tuple[int | None, int]] = []
    for order_id, held in holdings:
        part = min(held, cents)
        if part > 0:
            parts.append((order_id, part))
            cents -= part
    if cents:
        raise ValueError("more than is held")
    return parts


@dataclass(frozen=True)
class SupplierSide:
    """What the supplier asks for, and what has reached it."""

    charged: int = 0  # goods and fees of all requests together, less what was taken off for missing or broken ones
    bill: int = 0  # 0: not entered yet
    to_cashier: int = 0
    handed: int = 0
    advanced: int = 0

    @property
    def covered(self) -> int:
        return self.to_cashier + self.handed + self.advanced

    @property
    def missing(self) -> int:
        """Negative: the supplier has too much."""
        return self.bill - self.covered


def supplier_side(entries: Iterable[Counted]) -> SupplierSide:
    charged = bill = to_cashier = handed = advanced = 0
    for entry in entries:
        match entry.kind:
            case EntryKind.GOODS | EntryKind.FEE:
                charged += entry.effect
            case EntryKind.CREDIT:
                charged -= entry.effect
            case EntryKind.BILL:
                bill += entry.effect
            case EntryKind.ADVANCE:
                advanced += entry.effect
            case EntryKind.HAND_OVER if entry.handed_to is HandedTo.CASHIER:
                handed += entry.effect
            case EntryKind.PAYMENT if entry.method is Method.CASHIER:
                to_cashier += entry.effect
            case EntryKind.REFUND if entry.method is Method.CASHIER:
                to_cashier -= entry.effect
    return SupplierSide(charged, bill, to_cashier, handed, advanced)


def by_method(entries: Iterable[Counted]) -> dict[Method, int]:
    """What came in less what went back, by the way it went; zeros are left out."""
    sums: dict[Method, int] = defaultdict(int)
    for entry in entries:
        if entry.method is not None and entry.kind in (EntryKind.PAYMENT, EntryKind.REFUND):
            sums[entry.method] += entry.effect if entry.kind is EntryKind.PAYMENT else -entry.effect
    return {method: sums[method] for method in Method if sums.get(method)}


def unlike(before: Iterable[Entry], added: Iterable[Draft]) -> set[str]:
    """What a correction would throw out of balance: "account", "in_hands", "supplier"; empty when nothing."""
    before, added = list(before), list(added)
    old, new = recount(before), recount([*before, *added])
    found = set()
    for request_id, sums in new.accounts.items():
        if sums.still_open != old.accounts.get(request_id, Sums()).still_open or sums.due < 0:
            found.add("account")
    for key, (collected, handed) in new.holdings.items():
        was = old.holdings.get(key, (0, 0))
        if collected - handed != was[0] - was[1]:
            found.add("in_hands")
    if supplier_side([*before, *added]).missing != supplier_side(before).missing:
        found.add("supplier")
    return found
