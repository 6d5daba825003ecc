"""Whatever is pressed in whatever order while an order is gathered: sums agree, no line is lost or doubled."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.orders import actions
from blueprints.orders.alike import thing_of
from blueprints.orders.rules import OrderState
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions as purchase_actions
from blueprints.purchases.rules import RequestState
from core.errors import Conflict, Invalid
from tests.orders import things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world

DOORS = (world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR)
NAMES = ("大米", "东北大米", "鸡蛋", "土鸡蛋", "酱油2升", "2L 酱油")
goods = st.builds(
    line,
    st.sampled_from(NAMES),
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2).map(str),
    st.sampled_from(["斤", "公斤"]),
)
asked = st.lists(goods, min_size=1, max_size=4)
kinds = st.sampled_from([RequestKind.GROCERIES, RequestKind.GROCERIES, RequestKind.MEDICINE])
steps = st.tuples(
    st.sampled_from(["join", "join", "join", "leave", "join_items", "join_items", "split", "cancel", "buy"]), st.integers(0, 50)
)


def check(order_id: int, on_it: set[int]) -> None:
    entries = things.entries(order_id)
    assert {entry.request_id for entry in entries} == on_it
    lines = Counter(line.request_line_id for line in things.lines(order_id))
    assert lines == Counter(line.id for entry in entries for line in entry.request.lines)
    items = things.items(order_id)
    assert sum(len(item.lines) for item in items) == sum(lines.values())
    for item in items:
        assert item.lines and item.wanted == sum(line.wanted for line in item.lines)
        assert all(line.wanted == line.request_line.amount for line in item.lines)
        assert len({thing_of(line.request_line).unit for line in item.lines}) == 1, "斤 and 公斤 are never added"
        assert item.is_personal == (item.lines[0].request.kind is RequestKind.MEDICINE)
        assert not item.is_personal or len(item.lines) == 1
    assert len({item.position for item in items}) == len(items)


def press(verb: str, number: int, order_id: int, ids: list[int], on_it: set[int]) -> None:
    """One step; `on_it` follows what it should do."""
    one = ids[number % len(ids)]
    items = [item.id for item in things.items(order_id)]
    if verb == "join" and not things.join(order_id, one):
        on_it.add(one)
    elif verb == "leave" and one in on_it:
        things.leave(order_id, one)
        on_it.discard(one)
    elif verb == "join_items" and len(items) > 1:
        pair = [items[number % len(items)], items[(number + 1 + number // len(items)) % len(items)]]
        things.join_items(order_id, *pair, name=NAMES[number % len(NAMES)])
    elif verb == "split" and items:
        things.split_item(order_id, items[number % len(items)])
    elif verb in ("cancel", "buy") and number % 3 == 0:
        if verb == "cancel":
            requests.do(one, purchase_actions.cancel_request, "secretary", reason="不要了")
        else:
            requests.do(one, purchase_actions.mark_bought, "secretary")
        on_it.discard(one)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wishes=st.lists(st.tuples(asked, kinds), min_size=2, max_size=5), presses=st.lists(steps, min_size=3, max_size=20))
def test_any_sequence_keeps_sums_and_lines(app, wishes, presses):
    ids = [things.request(DOORS[place % len(DOORS)], *lines, kind=kind, name=f"住户{place}") for place, (lines, kind) in enumerate(wishes)]
    order_id, on_it = things.draft([]), set()
    for verb, number in presses:
        with suppress(Conflict, Invalid):
            press(verb, number, order_id, ids, on_it)
        check(order_id, on_it)
    if on_it:
        things.do(order_id, actions.send_order, "secretary")
        check(order_id, on_it)
        numbers = [entry.bag_number for entry in things.entries(order_id)]
        assert numbers == list(range(1, len(on_it) + 1))
        assert {requests.fresh(one).state for one in on_it} == {RequestState.ORDERED}
    things.do(order_id, actions.cancel_order, "secretary", reason="不送了")
    assert things.fresh(order_id).state is OrderState.CANCELLED and things.entries(order_id) == []
    assert {requests.fresh(one).state for one in on_it} <= {RequestState.APPROVED}
