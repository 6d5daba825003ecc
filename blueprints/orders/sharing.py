"""What each line of an item gets of what came, and what it costs. Pure, and the one definition of it.

The preview, the slip and receiving all ask `shares`. Amounts are exact hundredths, money is whole cents; what the lines
get adds up to what is taken from the supplier, and what they pay to its price, to the last hundredth and cent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from blueprints.orders.rules import Answer, Outcome, Reply, ShareRule, must_ask
from blueprints.places.vocabulary import IfMissing
from core.money import cost, spread

# Sold by weight or volume: what comes is seldom exactly what was asked for. Everything else is counted in pieces.
WEIGHED = frozenset({"斤", "公斤", "市斤", "千克", "kg", "克", "g", "两", "吨", "升", "l", "毫升", "ml"})
STEPS = (100, 50, 10, 1)  # hundredths: whole units, halves, tenths, hundredths
NOTHING = Decimal(0)


class Answered(Protocol):
    """An item and what the supplier said of it."""

    unit: str
    answer: Answer
    got: Decimal | None
    price: int | None


@dataclass(frozen=True)
class Want:
    """One line: how much, for whom, and what to do about a replacement."""

    line_id: int
    wanted: Decimal
    request_id: int
    asked_at: datetime
    is_first: bool = False  # urgent, or somebody of the household is cared for
    wish: IfMissing = IfMissing.REPLACE
    reply: Reply = Reply.NOT_ASKED
    by_hand: Decimal | None = None

    def takes(self, answer: Answer) -> bool:
        return takes(answer, self.wish, self.reply)

    def is_asked(self, answer: Answer) -> bool:
        return must_ask(answer, self.wish) and self.reply not in (Reply.ACCEPTED, Reply.DECLINED)


@dataclass(frozen=True)
class Share:
    """What one line gets. `is_waiting`: the household has not answered yet; until it does it gets nothing, and `offered`
    (for `offered_cents`) is what it would get."""

    outcome: Outcome
    given: Decimal = NOTHING
    cents: int = 0
    is_waiting: bool = False
    offered: Decimal = NOTHING
    offered_cents: int = 0


def takes(answer: Answer, wish: IfMissing, reply: Reply) -> bool:
    """Does this line take what came? Only a replacement may be left out."""
    return answer is not Answer.REPLACED or wish is IfMissing.REPLACE or (must_ask(answer, wish) and reply is Reply.ACCEPTED)


def is_weighed(unit: str) -> bool:
    return unit.strip().casefold() in WEIGHED


def share(rule: ShareRule, got: Decimal, wants: Sequence[Want], *, weighed: bool) -> dict[int, Decimal]:
    """The amount each line gets, by its id. All together get min(got, what is wanted), and nobody more than was wanted;
    only of weighed goods all that came is given out, the surplus in proportion.

    - URGENT_CARED_FIRST: urgent requests and households with an open care case, then the others, each in the order asked.
    - FIRST_COME: in the order asked.
    - EVENLY: in proportion, in the largest step (whole, half, tenth) that fits all amounts.
    - BY_HAND: first what is written, then those for whom nothing is written, and if something is left even then, whoever
      still lacks something; each time urgent and cared-for first. Of what was written more than came, the last get less.
    """
    whole = sum((want.wanted for want in wants), NOTHING)
    if got >= whole:
        if not weighed:
            return {want.line_id: want.wanted for want in wants}
        return _in_proportion(got, wants, step=1)
    if rule is ShareRule.EVENLY:
        return _in_proportion(got, wants, step=_step(got, *(want.wanted for want in wants)))
    if rule is ShareRule.BY_HAND:
        return _by_hand(got, wants)
    given = _one_after_another(got, sorted(wants, key=in_order_asked if rule is ShareRule.FIRST_COME else first_in_need))
    return {want.line_id: given[want.line_id] for want in wants}


def shares(item: Answered, rule: ShareRule, wants: Sequence[Want]) -> dict[int, Share]:
    """Everything about the lines of one item: who takes it, how much each gets, and what it costs."""
    if item.answer is Answer.OPEN:
        return {want.line_id: Share(Outcome.OPEN) for want in wants}
    got, price = item.got or NOTHING, item.price or 0
    if item.answer is not Answer.REPLACED:
        given = _given(item, rule, got, wants, wants)
        cents = costs(price, given)
        return {one.line_id: Share(_outcome(one, given[one.line_id]), given[one.line_id], cents[one.line_id]) for one in wants}
    takers = [want for want in wants if want.takes(item.answer)]
    asked = [want for want in wants if want.is_asked(item.answer)]
    given = _given(item, rule, got, takers, wants)
    cents = costs(price, given)
    offers = _given(item, rule, got, [*takers, *asked], wants) if asked else {}
    answer = {
        one.line_id: Share(Outcome.REPLACED if given[one.line_id] else Outcome.MISSING, given[one.line_id], cents[one.line_id])
        for one in takers
    }
    for one in wants:
        if one.is_asked(item.answer):
            offered = offers[one.line_id]
            answer[one.line_id] = Share(Outcome.LEFT_OUT, is_waiting=True, offered=offered, offered_cents=cost(offered, price))
        elif not one.takes(item.answer):
            answer[one.line_id] = Share(Outcome.LEFT_OUT)
    return answer


def costs(price: int, given: dict[int, Decimal]) -> dict[int, int]:
    """The item's price cut so that the lines add up to it."""
    parts = spread(cost(sum(given.values(), NOTHING), price) if any(given.values()) else 0, list(given.values()))
    return dict(zip(given, parts, strict=True))


def in_order_asked(want: Want) -> Any:
    return want.asked_at, want.request_id, want.line_id


def first_in_need(want: Want) -> Any:
    return not want.is_first, *in_order_asked(want)


def _given(item: Answered, rule: ShareRule, got: Decimal, takers: Sequence[Want], everybody: Sequence[Want]) -> dict[int, Decimal]:
    """What `takers` get. What the others leave goes back to the supplier: nobody gets more because a neighbour said no."""
    if got >= _sum(everybody):
        all_given = share(rule, got, everybody, weighed=is_weighed(item.unit))
        return {want.line_id: all_given[want.line_id] for want in takers}
    return share(rule, min(got, _sum(takers)), takers, weighed=False)


def _outcome(want: Want, given: Decimal) -> Outcome:
    if given >= want.wanted:
        return Outcome.THERE
    return Outcome.SHORT if given else Outcome.MISSING


def _one_after_another(got: Decimal, wants: Iterable[Want]) -> dict[int, Decimal]:
    given: dict[int, Decimal] = {}
    for want in wants:
        given[want.line_id] = min(want.wanted, got)
        got -= given[want.line_id]
    return given


def _by_hand(got: Decimal, wants: Sequence[Want]) -> dict[int, Decimal]:
    given = dict.fromkeys((want.line_id for want in wants), NOTHING)
    limits: tuple[Callable[[Want], Decimal], ...] = (
        lambda want: NOTHING if want.by_hand is None else min(want.by_hand, want.wanted),
        lambda want: want.wanted if want.by_hand is None else NOTHING,
        lambda want: want.wanted,
    )
    for limit in limits:
        for want in sorted(wants, key=first_in_need):
            more = min(max(limit(want) - given[want.line_id], NOTHING), got)
            given[want.line_id] += more
            got -= more
    return given


def _in_proportion(got: Decimal, wants: Sequence[Want], *, step: int) -> dict[int, Decimal]:
    parts = spread(int(got * 100) // step, [want.wanted for want in wants])
    return {want.line_id: Decimal(part * step) / 100 for want, part in zip(wants, parts, strict=True)}


def _step(*amounts: Decimal) -> int:
    return next(step for step in STEPS if all(int(amount * 100) % step == 0 for amount in amounts))


def _sum(wants: Iterable[Want]) -> Decimal:
    return sum((want.wanted for want in wants), NOTHING)
