"""Whatever comes and whoever wants it: amounts agree to the hundredth, money to the cent, and nobody is passed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprints.orders.rules import Answer, Outcome, Reply, ShareRule
from blueprints.orders.sharing import Share, Want, first_in_need, in_order_asked, is_weighed, share, shares
from blueprints.places.vocabulary import IfMissing
from core.money import cost

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
PRIORITY = {ShareRule.URGENT_CARED_FIRST: first_in_need, ShareRule.FIRST_COME: in_order_asked}

whole = st.integers(1, 30).map(Decimal)
hundredths = st.integers(1, 99900).map(lambda number: Decimal(number) / 100)


@dataclass
class Item:
    answer: Answer
    got: Decimal | None
    price: int | None
    unit: str = "盒"


@st.composite
def wants(draw: st.DrawFn, amounts: st.SearchStrategy[Decimal], *, most: int = 12) -> list[Want]:
    number = draw(st.integers(1, most))
    return [
        Want(
            line_id=place,
            wanted=(wanted := draw(amounts)),
            request_id=draw(st.integers(1, 9)),
            asked_at=NOON + timedelta(minutes=draw(st.integers(0, 5))),
            is_first=draw(st.booleans()),
            wish=draw(st.sampled_from(IfMissing)),
            reply=draw(st.sampled_from(Reply)),
            by_hand=draw(st.none() | st.sampled_from([Decimal(0), wanted, Decimal(int(wanted))])),
        )
        for place in range(1, number + 1)
    ]


def total(amounts) -> Decimal:
    return sum(amounts, Decimal(0))


@given(rule=st.sampled_from(ShareRule), wants=wants(hundredths), got=st.integers(0, 999999).map(lambda n: Decimal(n) / 100))
def test_everything_that_came_is_given_once(rule, wants, got):
    wanted = total(one.wanted for one in wants)
    counted = share(rule, got, wants, weighed=False)
    assert set(counted) == {one.line_id for one in wants}
    assert total(counted.values()) == min(got, wanted)
    assert all(0 <= counted[one.line_id] <= one.wanted for one in wants)
    weighed = share(rule, got, wants, weighed=True)
    assert total(weighed.values()) == got
    if got >= wanted:
        assert all(weighed[one.line_id] >= one.wanted for one in wants)
        assert all(abs(weighed[one.line_id] - one.wanted * got / wanted) < Decimal("0.01") for one in wants)
    assert all(amount * 100 == int(amount * 100) for amount in (*counted.values(), *weighed.values()))


@given(rule=st.sampled_from(ShareRule), wants=wants(whole), got=st.integers(0, 400).map(Decimal))
def test_what_is_counted_in_pieces_is_never_cut(rule, wants, got):
    assert all(amount == int(amount) for amount in share(rule, got, wants, weighed=False).values())


@given(rule=st.sampled_from(sorted(PRIORITY)), wants=wants(hundredths), got=hundredths)
def test_nobody_gets_anything_before_those_ahead_have_all(rule, wants, got):
    given_out = share(rule, got, wants, weighed=False)
    in_line = sorted(wants, key=PRIORITY[rule])
    for ahead, behind in zip(in_line, in_line[1:], strict=False):
        assert given_out[behind.line_id] == 0 or given_out[ahead.line_id] == ahead.wanted


@given(wants=wants(whole | hundredths), got=whole | hundredths)
def test_evenly_differs_by_less_than_a_step_from_the_exact_part(wants, got):
    wanted = total(one.wanted for one in wants)
    if got >= wanted:
        return
    all_whole = all(amount == int(amount) for amount in (got, *(one.wanted for one in wants)))
    for one in wants:
        part = share(ShareRule.EVENLY, got, wants, weighed=False)[one.line_id]
        assert abs(part - one.wanted * got / wanted) < 1
        assert not all_whole or part == int(part)


@given(wants=wants(whole), got=st.integers(0, 400).map(Decimal))
def test_what_is_written_by_hand_is_given_if_it_can_be(wants, got):
    written = [one for one in wants if one.by_hand is not None]
    given_out = share(ShareRule.BY_HAND, got, wants, weighed=False)
    if total(min(one.by_hand, one.wanted) for one in written) <= got:
        assert all(given_out[one.line_id] >= min(one.by_hand, one.wanted) for one in written)
    everybody_written = [replace(one, by_hand=one.by_hand or Decimal(0)) for one in wants]
    by_hand = total(one.by_hand for one in everybody_written)
    if by_hand == min(got, total(one.wanted for one in wants)):
        exact = share(ShareRule.BY_HAND, got, everybody_written, weighed=False)
        assert exact == {one.line_id: one.by_hand for one in everybody_written}


@settings(max_examples=300)
@given(
    rule=st.sampled_from(ShareRule),
    wants=wants(whole | hundredths),
    answer=st.sampled_from(Answer),
    got=hundredths,
    price=st.integers(0, 100_00),
    unit=st.sampled_from(["盒", "斤", "kg", "袋", ""]),
)
def test_lines_add_up_to_the_item(rule, wants, answer, got, price, unit):
    item = Item(answer, None if answer is Answer.OPEN else Decimal(0) if answer is Answer.MISSING else got, price, unit)
    result = shares(item, rule, wants)
    assert set(result) == {one.line_id for one in wants}
    given_out = total(one.given for one in result.values())
    assert given_out <= (item.got or 0)
    assert sum(one.cents for one in result.values()) == cost(given_out, price)
    for one in wants:
        _check(one, result[one.line_id], answer)
        if not is_weighed(unit):
            assert result[one.line_id].given <= one.wanted
    if answer in (Answer.THERE, Answer.SHORT):
        assert given_out == (item.got if is_weighed(unit) else min(item.got, total(one.wanted for one in wants)))
    takers = total(one.wanted for one in wants if one.takes(answer))
    if answer is Answer.REPLACED and got <= total(one.wanted for one in wants):
        assert given_out == min(got, takers)


def _check(want: Want, result: Share, answer: Answer) -> None:
    assert result.given >= 0 and result.cents >= 0
    assert (result.given > 0) == (result.outcome in (Outcome.THERE, Outcome.SHORT, Outcome.REPLACED))
    assert (result.outcome is Outcome.OPEN) == (answer is Answer.OPEN)
    assert result.is_waiting == (want.is_asked(answer))
    if not want.takes(answer):
        assert result.outcome is Outcome.LEFT_OUT
    if answer is Answer.MISSING:
        assert result.outcome is Outcome.MISSING
    assert result.is_waiting or result.offered == 0


def want(number: int, wanted: str, **more) -> Want:
    return Want(number, Decimal(wanted), number, NOON + timedelta(minutes=number), **more)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ShareRule.URGENT_CARED_FIRST, [2, 0, 3]),
        (ShareRule.FIRST_COME, [3, 2, 0]),
        (ShareRule.EVENLY, [2, 1, 2]),
        (ShareRule.BY_HAND, [1, 2, 2]),
    ],
    ids=str,
)
def test_five_boxes_for_three_doors(rule, expected):
    three = [want(1, "3", by_hand=Decimal(1)), want(2, "2", by_hand=Decimal(2)), want(3, "3", is_first=True)]
    assert list(share(rule, Decimal(5), three, weighed=False).values()) == expected


def test_weighed_goods_that_came_a_little_heavier():
    two = [want(1, "5"), want(2, "10")]
    heavier = shares(Item(Answer.THERE, Decimal("15.3"), 400, "斤"), ShareRule.FIRST_COME, two)
    assert [(one.given, one.cents) for one in heavier.values()] == [(Decimal("5.1"), 2040), (Decimal("10.2"), 4080)]


def test_a_neighbour_who_says_no_leaves_nobody_more_than_wanted():
    ask = {"wish": IfMissing.ASK_ME}
    three = [want(1, "5"), want(2, "5", **ask, reply=Reply.DECLINED), want(3, "5", **ask, reply=Reply.WAITING)]
    result = shares(Item(Answer.REPLACED, Decimal(15), 300, "斤"), ShareRule.FIRST_COME, three)
    assert [one.given for one in result.values()] == [5, 0, 0]
    assert (result[3].is_waiting, result[3].offered, result[3].offered_cents) == (True, 5, 1500)
