"""Every (state, verb) pair is allowed or raises; nobody but those named may do it."""

from __future__ import annotations

import pytest

from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions, rules
from blueprints.purchases.rules import TRANSITIONS, RequestState
from core.actors import public_actor
from core.errors import Conflict, Refused
from tests.purchases import things
from tests.support import world


def run(verb: str, request_id: int, who=None):
    """Do `verb` as somebody who may, or as `who`."""
    changed = {"name": "张秀兰", "phone": None, "kind": RequestKind.OTHER, "is_urgent": True, "lines": [things.RICE], "note": ""}
    calls = {
        "change": (actions.change_request, things.resident(), changed),
        "verify": (actions.verify_request, "owner", {"note": "本人要的"}),
        "approve": (lambda request, **rest: actions.approve_request(request, worker=world.user("owner"), **rest), "secretary", {}),
        "reject": (actions.reject_request, "secretary", {"reason": "重复了"}),
        "cancel": (actions.cancel_request, things.resident(), {"reason": ""}),
        "assign": (lambda request, **rest: actions.assign_request(request, worker=world.user("colleague"), **rest), "secretary", {}),
        "order": (actions.mark_ordered, "secretary", {}),
        "unorder": (actions.unorder, "secretary", {"reason": "没有货"}),
        "receive": (actions.receive_goods, "secretary", {}),
        "buy": (actions.mark_bought, "secretary", {}),
        "fetch": (actions.fetch_request, "secretary", {"handed_to": "本人"}),
        "take_back": (actions.take_back, "secretary", {"reason": "不要了"}),
        "go_out": (actions.start_delivery, "secretary", {}),
        "deliver": (actions.deliver_request, "secretary", {"handed_to": "本人"}),
        "fail": (actions.fail_delivery, "secretary", things.FAILED),
        "settle": (actions.settle_request, "secretary", {}),
        "confirm": (actions.confirm_receipt, things.resident(), {}),
        "merge": (
            lambda request, **rest: actions.merge_requests([request, things.fresh_in_tx(other)], **rest),
            "secretary",
            {},
        ),
    }
    other = things.file() if verb == "merge" else 0
    action, somebody, given = calls[verb]
    things.do(request_id, action, who or somebody, **given)


VERBS = sorted(TRANSITIONS)
EXPECTED = {  # design.md §4, written down a second time on purpose
    RequestState.SUBMITTED: {"change", "verify", "merge", "approve", "reject", "cancel"},
    RequestState.APPROVED: {"cancel", "assign", "order", "buy"},
    RequestState.ORDERED: {"assign", "receive", "unorder"},
    RequestState.BOUGHT: {"assign", "go_out", "fetch", "take_back"},
    RequestState.OUT_FOR_DELIVERY: {"assign", "deliver", "fail"},
    RequestState.DELIVERED: {"settle", "confirm"},
    RequestState.SETTLED: {"confirm"},
    RequestState.REJECTED: set(),
    RequestState.CANCELLED: set(),
}


def test_the_table_says_what_the_design_says():
    assert {state: {verb for verb in VERBS if rules.is_allowed(verb, state)} for state in RequestState} == EXPECTED


@pytest.mark.parametrize("state", list(RequestState))
def test_every_verb_in_every_state_is_allowed_or_raises(app, state):
    for verb in VERBS:
        request_id = things.in_state(state)
        before = len(things.events(request_id))
        if verb in EXPECTED[state]:
            run(verb, request_id)
            target = TRANSITIONS[verb][1]
            assert things.fresh(request_id).state is (target or state), verb
            assert len(things.events(request_id)) == before + 1, verb
        else:
            with pytest.raises(Conflict):
                run(verb, request_id)
            assert things.fresh(request_id).state is state, verb
            assert len(things.events(request_id)) == before, verb


ALLOWED = {  # who may, of: the public, the assigned worker, a colleague of the grid, a secretary, an officer
    "change": "public owner colleague secretary",
    "verify": "owner colleague secretary",
    "merge": "secretary",
    "approve": "secretary",
    "reject": "secretary",
    "cancel": "public owner colleague secretary",
    "assign": "secretary",
    "order": "secretary",
    "unorder": "secretary",
    "receive": "secretary",
    "buy": "owner secretary",
    "fetch": "owner colleague secretary",
    "take_back": "secretary",
    "go_out": "owner secretary",
    "deliver": "owner secretary",
    "fail": "owner secretary",
    "settle": "secretary",
    "confirm": "public secretary",
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_those_named_may_do_it(app, verb):
    state = next(state for state, verbs in EXPECTED.items() if verb in verbs)
    for who in ("public", "owner", "colleague", "secretary", "officer"):
        request_id = things.in_state(state)
        actor = public_actor("张秀兰", things.resident().community_id) if who == "public" else world.actor(who)
        if who in ALLOWED[verb].split():
            run(verb, request_id, actor)
        else:
            with pytest.raises(Refused):
                run(verb, request_id, actor)
            assert things.fresh(request_id).state is state
