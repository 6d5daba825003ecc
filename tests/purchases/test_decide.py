"""The fixed questions, asked of each verb on the page of one request."""

from __future__ import annotations

import pytest

from blueprints.purchases.rules import DeliveryState, FailureReason, RequestState
from tests.purchases import things
from tests.support import world

S = RequestState
OUTSIDE = ["stranger", "other_secretary", "other_worker", "far_officer", "far_secretary"]

# verb: state it starts from, who presses the button, what is typed, state it leads to, event
VERBS = {
    "verify": (S.SUBMITTED, "owner", {"verified_note": "本人接的"}, S.SUBMITTED, "request.verified"),
    "approve": (S.SUBMITTED, "secretary", {}, S.APPROVED, "request.approved"),
    "reject": (S.SUBMITTED, "secretary", {"reason": "重复了"}, S.REJECTED, "request.rejected"),
    "cancel": (S.APPROVED, "owner", {"cancelled_reason": "不要了"}, S.CANCELLED, "request.cancelled"),
    "buy": (S.APPROVED, "owner", {}, S.BOUGHT, "request.bought"),
    "go-out": (S.BOUGHT, "owner", {}, S.OUT_FOR_DELIVERY, "request.out"),
    "deliver": (S.OUT_FOR_DELIVERY, "owner", {"handed_to": "女儿"}, S.DELIVERED, "request.delivered"),
    "fail": (S.OUT_FOR_DELIVERY, "owner", {"failure_reason": "nobody_home"}, S.BOUGHT, "request.delivery_failed"),
    "confirm": (S.DELIVERED, "secretary", {}, S.DELIVERED, "request.confirmed"),
}
BY_SECRETARY_ONLY = {"approve", "reject", "confirm", "assign", "merge"}
BY_ITS_WORKER = {"buy", "go-out", "deliver", "fail"}


@pytest.mark.parametrize("verb", VERBS)
def test_it_works_and_is_told_in_the_history(app, person, verb):
    state, who, typed, target, event = VERBS[verb]
    one = things.in_state(state)
    before = len(things.events(one))
    page = person(who).get(f"/requests/{one}").form(f"/{verb}").submit(**typed)
    assert page.status == 200
    assert things.fresh(one).state is target
    assert things.events(one)[before:] == [event]
    assert world.USERS[who][1] in person("officer").get(f"/requests/{one}").text


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_is_done_once(app, person, verb, htmx):
    state, who, typed, _target, event = VERBS[verb]
    one = things.in_state(state)
    before = things.count_events(event)
    form = person(who).get(f"/requests/{one}").form(f"/{verb}").fill(**typed)
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert first.path == second.path
    assert things.count_events(event) == before + 1


@pytest.mark.parametrize("verb", [*VERBS, "assign", "merge"])
def test_outside_the_scope_it_does_not_exist(app, person, verb):
    one = things.file(name="欧阳春")
    for who in OUTSIDE:
        somebody = person(who)
        assert somebody.get(f"/requests/{one}").status == 404
        answer = somebody.post(f"/requests/{one}/{verb}", {"reason": "x", "worker": str(world.user("owner").id)})
        assert answer.status in (403, 404)
        assert "欧阳春" not in somebody.get("/requests?state=all").text
    assert things.fresh(one).state is S.SUBMITTED
    assert things.events(one) == ["request.filed"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_wrong_role_is_refused(app, person, verb):
    state, _who, typed, _target, _event = VERBS[verb]
    one = things.in_state(state)
    refused = ["officer"]
    refused += ["owner", "colleague"] if verb in BY_SECRETARY_ONLY else []
    refused += ["colleague"] if verb in BY_ITS_WORKER else []
    for who in refused:
        somebody = person(who)
        assert f"/requests/{one}/{verb}" not in somebody.get(f"/requests/{one}").html
        assert somebody.post(f"/requests/{one}/{verb}", typed).status == 403
    assert things.fresh(one).state is state


@pytest.mark.parametrize("verb", [*VERBS, "assign", "merge"])
def test_the_address_of_a_verb_is_not_to_be_read(app, person, verb):
    assert person("secretary").get(f"/requests/{things.file()}/{verb}").status == 405


@pytest.mark.parametrize("verb", VERBS)
def test_the_slower_one_is_told_who_was_faster_and_when(app, person, verb):
    state, who, typed, _target, event = VERBS[verb]
    one = things.in_state(state)
    late = person("secretary").get(f"/requests/{one}").form(f"/{verb}").fill(**typed)
    person(who).get(f"/requests/{one}").form(f"/{verb}").submit(**typed)
    before = things.count_events(event)
    page = late.submit()
    assert page.status == 409
    if verb == "confirm":
        assert "确认收到" in page.text
    else:
        assert world.USERS[who][1] in page.text
    assert page.soup.find(id="act"), "the page of the request, as it is now"
    assert things.count_events(event) == before


@pytest.mark.parametrize(
    ("verb", "typed", "said"),
    [
        ("reject", {"reason": " "}, "请写明为什么不批准"),
        ("cancel", {"cancelled_reason": ""}, "请写明为什么取消"),
        ("deliver", {}, "请填小票上的单号"),
        ("deliver", {"code": "222222"}, "单号不对"),
        ("fail", {}, "请选一个原因"),
    ],
)
def test_bad_input_is_said_beside_the_field(app, person, verb, typed, said):
    state, who, *_rest = VERBS[verb]
    one = things.in_state(state)
    page = person(who).get(f"/requests/{one}").form(f"/{verb}").submit(**typed)
    assert page.status == 422
    assert any(said in error.get_text() for error in page.soup.select(".ll-error"))
    assert things.fresh(one).state is state


def test_assign_gives_the_open_attempt_to_another_worker_who_then_sees_it(app, person):
    one = things.in_state(S.APPROVED)
    stranger = person("stranger")
    assert stranger.get(f"/requests/{one}").status == 404
    page = person("secretary").get(f"/requests/{one}")
    assert "赵一（手上 1 单）" in page.text
    page.form("/assign").submit(worker=str(world.user("stranger").id))
    found = things.fresh(one)
    assert [(delivery.worker.username, delivery.attempt) for delivery in found.deliveries] == [("stranger", 1)]
    page = stranger.get(f"/requests/{one}")
    assert "阳光花园1号楼1单元101" in page.text
    assert f"/households/{found.household_id}" not in page.html, "the parcel, not the family's file"
    assert "张小军" not in page.text
    assert stranger.get(f"/households/{found.household_id}/requests/new").status == 404
    assert person("owner").post(f"/requests/{one}/buy").status == 403
    assert stranger.post(f"/requests/{one}/buy").status == 200
    assert person("secretary").post(f"/requests/{one}/assign", {"worker": str(world.user("other_worker").id)}).status == 422


def test_merge_from_the_page_takes_all_undecided_ones_of_the_door(app, person):
    first, second, approved = things.file(), things.file(), things.in_state(S.APPROVED)
    secretary = person("secretary")
    page = secretary.get(f"/requests/{second}")
    assert "这一户还有没办完的单子" in page.text
    page = page.form("/merge").submit()
    assert page.path == f"/requests/{first}"
    assert (things.fresh(second).state, things.fresh(approved).state) == (S.CANCELLED, S.APPROVED)
    assert "看合并后的单子" in secretary.get(f"/requests/{second}").text


def test_a_failed_attempt_is_counted_and_the_next_one_stands_ready(app, person):
    one = things.in_state(S.OUT_FOR_DELIVERY)
    owner = person("owner")
    owner.get(f"/requests/{one}").form("/fail").submit(failure_reason="nobody_home", failure_note="敲门没人应")
    found = things.fresh(one)
    assert [(each.attempt, each.state, each.failure_reason) for each in found.deliveries] == [
        (1, DeliveryState.FAILED, FailureReason.NOBODY_HOME),
        (2, DeliveryState.ASSIGNED, None),
    ]
    page = owner.get(f"/requests/{one}")
    assert "第 1 次没送成" in page.text and "家里没人 敲门没人应" in page.text
    page.form("/go-out").submit()
    assert "第 2 次送" in owner.get("/deliveries").text
    owner.get(f"/requests/{one}").form("/deliver").submit(handed_to="本人")
    assert [each.state for each in things.fresh(one).deliveries] == [DeliveryState.FAILED, DeliveryState.DELIVERED]


def test_the_code_is_learned_at_the_door(app, person):
    one = things.in_state(S.OUT_FOR_DELIVERY)
    code = things.fresh(one).code
    owner = person("owner")
    assert code not in owner.get(f"/requests/{one}").html + owner.get("/deliveries").html
    assert code in person("secretary").get(f"/requests/{one}").text
    owner.get(f"/requests/{one}").form("/deliver").submit(code=f" {code.lower()[:3]} {code.lower()[3:]}")
    assert things.fresh(one).deliveries[0].code_checked
    assert "单号对上了" in owner.get(f"/requests/{one}").text
