"""Every (state, verb) pair is allowed by the table or refused: read off each slice's TRANSITIONS."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from blueprints.accounts.rules import Role
from core.actors import PUBLIC_ROLE, SYSTEM_ROLE, Actor

ROOT = Path(__file__).resolve().parents[2]
RULES = [
    module
    for path in sorted(ROOT.glob("blueprints/*/rules.py"))
    if hasattr(module := importlib.import_module(f"blueprints.{path.parent.name}.rules"), "TRANSITIONS")
]
ROLES = [*Role, PUBLIC_ROLE, SYSTEM_ROLE]


class Thing(SimpleNamespace):
    """A row in some state; of every other field it knows nothing (None)."""

    def __getattr__(self, name: str) -> Any:
        return None


def pairs():
    for module in RULES:
        for verb, (starts, end) in module.TRANSITIONS.items():
            yield pytest.param(module, verb, starts, end, id=f"{module.__name__.split('.')[1]}-{verb}")


@pytest.mark.guard
@pytest.mark.parametrize(("module", "verb", "starts", "end"), pairs())
def test_a_verb_starts_only_where_the_table_says(module, verb, starts, end):
    states = type(next(iter(starts)))
    assert end is None or isinstance(end, states)
    for state in states if hasattr(module, "is_allowed") else ():
        assert module.is_allowed(verb, state) == (state in starts)
    may = getattr(module, f"can_{verb}", None)
    if may is None:
        return  # the verb belongs to an issue of its own
    for role in ROLES:
        actor = Actor(role=role, name="x", user_id=1, subdistrict_id=1, community_id=1, grid_ids=frozenset({1}))
        for state in set(states) - starts:
            thing = Thing(state=state, community_id=1, grid_id=1, assigned_to_id=1, worker_id=1)
            assert not may(actor, thing), f"{role} may {verb} from {state}, the table says no"


@pytest.mark.guard
@pytest.mark.parametrize("module", RULES, ids=lambda module: module.__name__)
def test_every_state_can_be_reached(module):
    starts = {state for begins, _end in module.TRANSITIONS.values() for state in begins}
    ends = {end for _begins, end in module.TRANSITIONS.values() if end is not None}
    states = type(next(iter(starts)))
    first = next(iter(states))
    assert set(states) - ends - {first} == set(), "a state no verb leads to"
