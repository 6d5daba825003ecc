"""Whatever people press in whatever order: the state is always legal, and each change leaves one event."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.purchases.rules import OPEN_DELIVERY, TRANSITIONS, RequestState, is_allowed
from core.errors import Conflict, Invalid
from tests.purchases import things
from tests.purchases.test_rules import run

VERBS = sorted(set(TRANSITIONS) - {"merge"})  # merging makes a second request each time; test_queue asks about it


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=4, max_size=30))
def test_any_sequence_of_verbs_keeps_the_rules(app, verbs):
    one = things.file()
    for verb in verbs:
        before, number = things.fresh(one).state, len(things.events(one))
        try:
            run(verb, one)
        except (Conflict, Invalid):
            assert len(things.events(one)) == number
            assert things.fresh(one).state is before
            continue
        assert is_allowed(verb, before)
        found = things.fresh(one)
        assert found.state is (TRANSITIONS[verb][1] or before)
        assert len(things.events(one)) - number in ((0, 1) if verb == "assign" else (1,))
        assert sum(1 for delivery in found.deliveries if delivery.state in OPEN_DELIVERY) <= 1
        if found.state is RequestState.DELIVERED:
            assert found.deliveries[-1].delivered_at == found.delivered_at
