"""The numbers of the money reports. Each is defined once: which entries add up to it, and with which sign.

A report adds entries up in the database by what a figure looks at, a list shows those entries; both ask the same
`Figure`, so a number and the list behind it cannot disagree. A reversal counts against its own day, with the
opposite sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from blueprints.settlement.rules import HELD, EntryKind, HandedTo, Method

K = EntryKind
REAL = frozenset(Method) - {Method.FREE}  # money that really moved


class Counted(Protocol):
    """An entry, or a sum of alike ones. `effect` is its cents, negative for a reversal."""

    @property
    def kind(self) -> EntryKind: ...
    @property
    def method(self) -> Method | None: ...
    @property
    def handed_to(self) -> HandedTo | None: ...
    @property
    def effect(self) -> int: ...


@dataclass(frozen=True)
class Figure:
    """`signs` says which kinds count and how. `methods` narrows payments and refunds, `handed_to` what was handed over."""

    key: str
    label: Any
    signs: Mapping[EntryKind, int]
    methods: frozenset[Method] | None = None
    handed_to: frozenset[HandedTo] | None = None
    tone: str = "quiet"

    def counts(self, entry: Counted) -> bool:
        if entry.kind in (K.PAYMENT, K.REFUND) and self.methods is not None and entry.method not in self.methods:
            return False
        if entry.kind is K.HAND_OVER and self.handed_to is not None and entry.handed_to not in self.handed_to:
            return False
        return entry.kind in self.signs

    def part(self, entry: Counted) -> int:
        """What `entry` adds."""
        return self.signs[entry.kind] * entry.effect if self.counts(entry) else 0

    def sum(self, entries: Iterable[Counted]) -> int:
        return sum(self.part(entry) for entry in entries)


def _collected(method: Method, label: Any) -> Figure:
    return Figure(f"by_{method.value}", label, {K.PAYMENT: 1}, methods=frozenset({method}))


def _handed(to: HandedTo, label: Any) -> Figure:
    return Figure(f"to_{to.value}", label, {K.HAND_OVER: 1}, handed_to=frozenset({to}))


HANDS = Figure("held", _l("手上现金"), {K.PAYMENT: 1, K.REFUND: -1, K.HAND_OVER: -1}, methods=HELD, tone="warn")
COLLECTED = Figure("collected", _l("收款合计"), {K.PAYMENT: 1}, methods=REAL, tone="good")

# What one person did on one day. `HANDS` is what they hold at the end of it, whenever it came.
OF_A_WORKER = (
    _collected(Method.CASH, _l("现金")),
    _collected(Method.WECHAT, _l("微信")),
    _collected(Method.ALIPAY, _l("支付宝")),
    _collected(Method.CARD, _l("刷卡")),
    _collected(Method.CASHIER, _l("付给收银员")),
    COLLECTED,
    _collected(Method.FREE, _l("免费")),
    Figure("refunded", _l("退款"), {K.REFUND: 1}, tone="bad"),
    _handed(HandedTo.CASHIER, _l("上交收银员")),
    _handed(HandedTo.COMMUNITY, _l("上交社区")),
    _handed(HandedTo.SHOP, _l("付给店家")),
)
GOODS = Figure("goods", _l("货款"), {K.GOODS: 1})
FEE = Figure("fee", _l("服务费"), {K.FEE: 1})
DISCOUNT = Figure("discount", _l("优惠"), {K.DISCOUNT: 1})
CREDIT = Figure("credit", _l("减收"), {K.CREDIT: 1})
DUE = Figure("due", _l("应收"), {K.GOODS: 1, K.FEE: 1, K.DISCOUNT: -1, K.CREDIT: -1}, tone="info")
BILL = Figure("bill", _l("供货方账单"), {K.BILL: 1}, tone="info")
AT_THE_GATE = Figure(
    "cashier",
    _l("收银员收到"),
    {K.PAYMENT: 1, K.REFUND: -1, K.HAND_OVER: 1},
    methods=frozenset({Method.CASHIER}),
    handed_to=frozenset({HandedTo.CASHIER}),
)
ADVANCED = Figure("advance", _l("社区垫付"), {K.ADVANCE: 1})
OWED = Figure("owed", _l("欠款"), {K.OWED: 1}, tone="warn")
WRITTEN_OFF = Figure("written_off", _l("免收"), {K.WRITE_OFF: 1})
FREE = next(figure for figure in OF_A_WORKER if figure.key == "by_free")

OF_A_SUPPLIER = (GOODS, FEE, DISCOUNT, CREDIT, DUE, BILL, AT_THE_GATE, ADVANCED, OWED, WRITTEN_OFF, FREE)
# Beside what was collected on a day: what was charged, promised and laid out.
OF_A_DAY = (GOODS, FEE, DISCOUNT, CREDIT, DUE, OWED, WRITTEN_OFF, BILL, ADVANCED)
FIGURES = {figure.key: figure for figure in (*OF_A_WORKER, HANDS, *OF_A_SUPPLIER, *OF_A_DAY)}
