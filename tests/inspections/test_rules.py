"""What visits make of a door, whatever their order."""

from __future__ import annotations

from itertools import permutations

import pytest

from blueprints.inspections.rules import TRANSITIONS, Outcome, PersonFound, RoundState, can_close_round, door_state
from blueprints.places.door_map import DoorState
from core.actors import Actor


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], DoorState.MISSING),
        (["nobody_home"], DoorState.REVISIT),
        (["refused", "nobody_home"], DoorState.REVISIT),
        (["nobody_home", "seen"], DoorState.DONE),
        (["vacant", "refused", "nobody_home"], DoorState.DONE),
    ],
)
def test_a_success_is_never_undone(outcomes, state):
    for order in permutations(outcomes):
        assert door_state(Outcome(one) for one in order) is state


def test_every_pair_of_state_and_verb_is_allowed_or_not():
    class Thing:
        def __init__(self, state):
            self.state = state

    allowed = {state for state in RoundState if can_close_round(Actor(role="secretary", name="周"), Thing(state))}
    assert allowed == set(TRANSITIONS["close"][0]) == {RoundState.OPEN}
    assert not any(can_close_round(Actor(role="grid_worker", name="赵"), Thing(state)) for state in RoundState)


@pytest.mark.parametrize(("tenths", "fever"), [(372, False), (373, True), (None, False)])
def test_a_measured_temperature_speaks_for_itself(tenths, fever):
    assert PersonFound(name="张", temperature=tenths).has_fever is fever
