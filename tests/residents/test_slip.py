"""The slip: what it says, changing, cancelling, confirming, and asking again cheaply."""

from __future__ import annotations

import json

import pytest

from blueprints.purchases import actions
from blueprints.purchases.rules import FailureReason, RequestState
from tests.support import requests


@pytest.fixture
def slip(app) -> str:
    return requests.filed()


def test_each_state_is_told_in_plain_words(visitor, slip):
    def words() -> str:
        return visitor.get(f"/s/{slip}").text

    assert "收到了，等社区批准" in words()
    requests.approve(slip)
    assert "批准了，准备去买" in words() and "赵（网格员）" in words() and "赵一" not in words()
    requests.move(slip, actions.mark_bought)
    assert "买好了，等着送" in words()
    requests.move(slip, actions.start_delivery)
    assert "正在送来" in words()
    requests.move(slip, actions.fail_delivery, reason=FailureReason.NOBODY_HOME)
    assert "这次没送成，还会再送" in words() and "家里没人" in words()
    requests.move(slip, actions.start_delivery)
    requests.move(slip, actions.deliver_request, handed_to="本人")
    assert "送到了" in words() and "我收到了" in words()


def test_a_rejected_request_says_why(visitor, slip):
    requests.move(slip, actions.reject_request, reason="超市今天不送活鱼")
    page = visitor.get(f"/s/{slip}")
    assert "没有批准" in page.text and "超市今天不送活鱼" in page.text
    assert "改单子" not in page.text


def test_an_unknown_slip_is_not_found(visitor):
    assert visitor.get("/s/ABCDEFGHJKMNPQRSTUVWXYZ2").status == 404
    assert visitor.get("/s/X").status == 404
    assert visitor.post("/s/ABCDEFGHJKMNPQRSTUVWXYZ2/cancel").status == 404


def test_a_slip_is_neither_stored_nor_indexed_and_its_address_goes_nowhere(visitor, slip):
    headers = visitor.get(f"/s/{slip}").response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "noindex" in headers["X-Robots-Tag"]


def test_changing_while_submitted(visitor, slip):
    form = visitor.get(f"/s/{slip}").follow("改单子").form("/change")
    assert (form["lines-0-item"], form["lines-0-amount"], form["lines-0-unit"]) == ("大米", "10", "斤")
    page = form.submit(**{"lines-0-amount": "5", "note": "要东北大米"})
    assert page.path == f"/s/{slip}"
    assert "5斤" in page.text and "要东北大米" in page.text
    assert requests.read(slip).summary == "大米 5斤"


def test_a_change_with_rows_and_mistakes_keeps_what_was_typed(visitor, slip):
    form = visitor.get(f"/s/{slip}/change").form("/change").fill(name="王叔叔")
    page = form.submit(button=("lines-add", "1"))
    form = page.form("/change")
    assert form["name"] == "王叔叔"
    page = form.submit(phone="1")
    assert page.status == 422
    assert "电话号码不对" in page.soup.find(id="phone-error").get_text()
    assert requests.read(slip).name == "张阿姨"


def test_after_approval_a_change_is_refused_in_plain_words(visitor, slip):
    form = visitor.get(f"/s/{slip}/change").form("/change")
    requests.approve(slip)
    page = form.submit(name="别人")
    assert page.status == 409
    assert "批准" in page.soup.find(role="alert").get_text()
    assert requests.read(slip).name == "张阿姨"
    assert visitor.get(f"/s/{slip}/change").status == 409


def test_a_change_made_from_an_older_slip_is_refused(visitor, slip):
    older = visitor.get(f"/s/{slip}/change").form("/change")
    visitor.get(f"/s/{slip}/change").form("/change").submit(note="新的")
    assert older.submit(note="旧的").status == 409
    assert requests.read(slip).note == "新的"


@pytest.mark.parametrize("approved", [False, True])
def test_cancelling_before_anything_is_bought(visitor, slip, approved):
    if approved:
        requests.approve(slip)
    page = visitor.get(f"/s/{slip}").follow("取消").form("/cancel").submit(reason="家里人买到了")
    assert "已取消" in page.text
    request = requests.read(slip)
    assert (request.state, request.cancelled_reason) == (RequestState.CANCELLED, "家里人买到了")


def test_cancelling_what_is_bought_is_refused(visitor, slip):
    form = visitor.get(f"/s/{slip}/cancel").form("/cancel")
    requests.approve(slip)
    requests.move(slip, actions.mark_bought)
    assert form.submit().status == 409
    assert visitor.get(f"/s/{slip}/cancel").status == 409
    assert requests.read(slip).state is RequestState.BOUGHT


@pytest.mark.parametrize("htmx", [False, True])
def test_confirming_with_one_tap_and_again(visitor, slip, htmx):
    requests.deliver(slip)
    form = visitor.get(f"/s/{slip}").form("/confirm")
    first, second = form.submit(htmx=htmx), form.submit(htmx=htmx)
    assert "办完了" in first.text and "办完了" in second.text
    assert requests.read(slip).confirmed_at is not None
    assert first.soup.find("div", {"hx-get": True}) is None  # nothing more will change


def test_confirming_before_delivery_is_refused(visitor, slip):
    page = visitor.post(f"/s/{slip}/confirm")
    assert page.status == 409
    assert requests.read(slip).confirmed_at is None


@pytest.mark.parametrize("verb", ["confirm"])
def test_reading_the_address_of_the_verb_is_not_allowed(visitor, slip, verb):
    assert visitor.get(f"/s/{slip}/{verb}").status == 405


def test_asking_again_costs_a_304_until_something_changes(visitor, slip):
    def ask(mark: str):
        return visitor.get(f"/s/{slip}", htmx=True, headers={"If-None-Match": mark})

    part = visitor.get(f"/s/{slip}").soup.find(id="slip")
    mark = json.loads(part["hx-headers"])["If-None-Match"]
    assert (ask(mark).status, ask(mark).html) == (304, "")
    requests.approve(slip)
    fresh = ask(mark)
    assert fresh.status == 200
    assert "批准了" in fresh.text and fresh.soup.find("html") is None
    assert ask(json.loads(fresh.soup.find(id="slip")["hx-headers"])["If-None-Match"]).status == 304


def test_a_merged_request_leads_to_the_one_that_stays(visitor, slip):
    later = requests.filed(phone="19900000002")

    def merge(request, *, actor, now):
        actions.merge_requests([requests.read_locked(slip), request], actor=actor, now=now)

    requests.move(later, merge)
    page = visitor.get(f"/s/{later}")
    assert "并在一起" in page.text
    assert page.follow("看并好的那一张").path == f"/s/{slip}"
