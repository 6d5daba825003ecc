"""The secretary's queue: what it shows, and what is done with the ticked rows."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.places.models import Community
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions, queries
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import DeliveryState, RequestState, Source
from core import clock
from core.database import db, run_tx
from core.errors import Conflict
from tests.purchases import things
from tests.support import world

S = RequestState


def tick(page, ids, action="/approve", button="/requests/approve", **fields):
    """Tick the rows `ids` and press the button that posts to `button`."""
    form = page.form(action)
    form.fill(ids=[str(one) for one in ids], **fields)
    buttons = [one["formaction"] for one in page.soup.find_all("button") if one.get("formaction", "").startswith(button)]
    form.action = buttons[0]
    return form


def test_urgent_ones_come_first_then_those_who_wait_longest(app, person):
    now = clock.now()
    young = things.file(now=now - timedelta(hours=1))
    urgent = things.file(world.NEXT_DOOR, now=now, is_urgent=True)
    old = things.file(world.STRANGERS_DOOR, now=now - timedelta(hours=5))
    page = person("secretary").get("/requests")
    assert [row["id"] for row in page.soup.select(".pu-row")] == [f"request-{one}" for one in (urgent, old, young)]
    assert "大米 10斤、降压药 1.5盒" in page.text
    assert "已等 5 小时" in page.text
    assert "拟派：孙三" in page.text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", {"groceries", "medicine", "next", "strangers"}),
        ("?kind=medicine", {"medicine"}),
        ("?urgent=1", {"next"}),
        ("?older=6", {"groceries"}),
        ("?source=worker", {"strangers"}),
        ("?verified=yes", {"medicine"}),
        ("?grid={grid}", {"strangers"}),
        ("?building={building}", {"groceries", "medicine", "next"}),
        ("?state=approved", {"approved"}),
        ("?state=open", {"groceries", "medicine", "next", "strangers", "approved"}),
        ("?state=approved&assigned={owner}", {"approved"}),
        ("?state=open&assigned=nobody", {"groceries", "medicine", "next", "strangers"}),
        ("?code={code}", {"approved"}),
        ("?kind=nonsense&older=x&grid=-1", {"groceries", "medicine", "next", "strangers"}),
    ],
)
def test_the_queue_answers_each_question_and_the_count_agrees(app, person, question, expected):
    made = {
        "groceries": things.file(now=clock.now() - timedelta(hours=8)),
        "medicine": things.file(kind=RequestKind.MEDICINE),
        "next": things.file(world.NEXT_DOOR, is_urgent=True),
        "strangers": things.file(world.STRANGERS_DOOR, source=Source.WORKER, actor=world.actor("stranger")),
        "approved": things.in_state(S.APPROVED),
    }
    things.do(made["medicine"], actions.verify_request, "owner")
    strangers = world.household_at(world.STRANGERS_DOOR)
    address = "/requests" + question.format(
        grid=strangers.grid_id,
        building=world.household_at(world.OWN_DOOR).building_id,
        owner=world.user("owner").id,
        code=things.fresh(made["approved"]).code.lower(),
    )
    page = person("secretary").get(address)
    names = {f"request-{number}": name for name, number in made.items()}
    assert {names[row["id"]] for row in page.soup.select(".pu-row")} == expected


def test_scope_of_the_queue(app, person):
    things.file()
    things.file(world.OTHER_COMMUNITYS_DOOR, name="刘远方")
    seen = {who: len(person(who).get("/requests?state=all").soup.select(".pu-row")) for who in world.USERS}
    assert seen == {
        "owner": 1,
        "colleague": 1,
        "stranger": 0,
        "secretary": 1,
        "deputy": 1,
        "other_worker": 1,
        "other_secretary": 1,
        "officer": 2,
        "far_secretary": 0,
        "far_officer": 0,
    }


def test_forty_at_once_with_two_already_approved(app, person):
    ids = [things.file() for _ in range(40)]
    page = person("deputy").get("/requests")
    form = tick(page, ids)
    for one in ids[:2]:
        things.approve(one)
    answer = form.submit()
    assert "批准了 38 张" in answer.text
    assert "2 张没有改动" in answer.text and answer.text.count("已由周书记于") == 2
    assert all(things.fresh(one).state is S.APPROVED for one in ids)
    assert things.count_events("request.approved") == 40
    workers = {things.fresh(one).assigned_to.username for one in ids}
    assert workers == {"owner", "colleague"}, "forty of one grid are shared among its workers"
    assert things.fresh(ids[0]).deliveries[0].state is DeliveryState.ASSIGNED


def test_sent_twice_is_done_once(app, person):
    one = things.file()
    form = tick(person("secretary").get("/requests"), [one])
    form.submit()
    form.submit()
    assert things.count_events("request.approved") == 1


def test_reject_many_asks_for_the_reason_and_keeps_the_ticks(app, person):
    ids = [things.file(), things.file(world.NEXT_DOOR)]
    secretary = person("secretary")
    page = tick(secretary.get("/requests"), ids, button="/requests/reject").submit()
    assert page.status == 422
    assert "请写明为什么不批准" in page.soup.find(id="reason-error").get_text()
    assert len(page.soup.select("input[name=ids][checked]")) == 2
    page = tick(page, ids, button="/requests/reject", reason="超市停业").submit()
    assert "退回了 2 张" in page.text
    assert {things.fresh(one).rejected_reason for one in ids} == {"超市停业"}


def test_nothing_ticked_is_said(app, person):
    things.file()
    page = person("secretary").get("/requests").form("/approve").submit()
    assert page.status == 422
    assert "请先勾选" in page.text


def test_assign_many_to_one_worker(app, person):
    ids = [things.in_state(S.APPROVED), things.in_state(S.BOUGHT, world.NEXT_DOOR)]
    page = person("secretary").get("/requests?state=open")
    assert "批准勾选的" not in page.text  # there is nothing to approve among them
    form = tick(page, ids, "/assign", "/requests/assign", worker=str(world.user("stranger").id))
    assert "派好了 2 张" in form.submit().text
    assert {things.fresh(one).assigned_to.username for one in ids} == {"stranger"}
    assert [len(things.fresh(one).deliveries) for one in ids] == [1, 1]


def test_merge_of_one_door(app, person):
    kept, gone = things.file(note="放门口"), things.file(lines=(things.RICE,), is_urgent=True, note="要软的")
    page = tick(person("secretary").get("/requests"), [kept, gone], button="/requests/merge").submit()
    assert page.path == f"/requests/{kept}"
    survivor, merged = things.fresh(kept), things.fresh(gone)
    assert survivor.summary == "大米 20斤、降压药 1.5盒"
    assert survivor.is_urgent and survivor.note == "放门口\n要软的"
    assert (merged.state, merged.merged_into_id) == (S.CANCELLED, kept)
    assert queries.by_slip_token(merged.slip_token).merged_into.slip_token == survivor.slip_token
    assert things.events(gone)[-1] == "request.merged_away" and things.events(kept)[-1] == "request.merged"


def test_two_doors_are_never_merged(app, person):
    ids = [things.file(), things.file(world.NEXT_DOOR)]
    page = tick(person("secretary").get("/requests"), ids, button="/requests/merge").submit()
    assert page.status == 422
    assert "只能合并同一户的单子" in page.text
    assert {things.fresh(one).state for one in ids} == {S.SUBMITTED}


@pytest.mark.parametrize("verb", ["approve", "reject", "assign", "merge"])
def test_batches_are_for_the_secretary_of_the_place(app, person, verb):
    one = things.file()
    fields = {"ids": [str(one)], "reason": "x", "worker": "proposed"}
    assert person("owner").post(f"/requests/{verb}", fields).status == 403
    assert person("officer").post(f"/requests/{verb}", fields).status == 403
    person("other_secretary").post(f"/requests/{verb}", fields)
    assert things.fresh(one).state is S.SUBMITTED
    assert person("secretary").get(f"/requests/{verb}").status in (404, 405)


def test_a_community_that_demands_a_call_gets_it_before_approval(app, person):
    community = world.user("secretary").community_id
    run_tx(lambda: _demand_calls(community))
    asked, filed = things.file(), things.file(world.NEXT_DOOR, source=Source.WORKER, actor=world.actor("owner"))
    secretary = person("secretary")
    page = tick(secretary.get("/requests"), [asked, filed]).submit()
    assert "批准了 1 张" in page.text and "先打电话核实" in page.text
    assert (things.fresh(asked).state, things.fresh(filed).state) == (S.SUBMITTED, S.APPROVED)
    person("owner").get(f"/requests/{asked}").form("/verify").submit(verified_note="本人接的")
    assert "已核实" in secretary.get("/requests").text
    assert secretary.get(f"/requests/{asked}").form("/approve").submit().status == 200
    assert things.fresh(asked).state is S.APPROVED


def _demand_calls(community_id):
    from core import audit
    from core.actors import system_actor

    community = db.session.get_one(Community, community_id)
    community.verify_before_approval = True
    audit.record(system_actor(), "community.changed", community, now=clock.now())


def test_two_secretaries_in_the_same_moment(app):
    """Real transactions of two threads: one approves, the other is told who was faster."""
    one, start, answers = things.file(), threading.Barrier(2), {}

    def work(who):
        with app.app_context():
            start.wait()
            try:
                things.approve(one, who)
                answers[who] = "done"
            except Conflict as error:
                answers[who] = error.message
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("secretary", "deputy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loser = next(who for who, answer in answers.items() if answer != "done")
    winner = {"secretary": "deputy", "deputy": "secretary"}[loser]
    assert answers[winner] == "done"
    assert answers[loser].startswith(f"已由{world.user(winner).name}于")
    assert things.count_events("request.approved") == 1


def test_the_same_number_of_queries_with_three_rows_and_with_thirty(app, person):
    secretary = person("secretary")
    counts = []
    for number in (3, 27):
        for index in range(number):
            things.file([world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR][index % 3])
        statements = []
        listener = lambda *args, seen=statements: seen.append(args[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listener)
        page = secretary.get("/requests")
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        counts.append((len(page.soup.select(".pu-row")), len(statements)))
    assert [rows for rows, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1], counts


def test_pages_follow_one_another_without_gap_or_double(app, person):
    now = clock.now()
    ids = {things.file(now=now - timedelta(minutes=index), is_urgent=index % 7 == 0) for index in range(60)}
    secretary, seen = person("secretary"), []
    page = secretary.get("/requests")
    seen += [row["id"] for row in page.soup.select(".pu-row")]
    page = page.follow("再看后面的")
    seen += [row["id"] for row in page.soup.select(".pu-row")]
    assert len(seen) == 60 and set(seen) == {f"request-{one}" for one in ids}


def test_numbers_come_from_the_same_question_as_the_list(app):
    for state in RequestState:
        things.in_state(state)
    secretary = world.actor("secretary")
    counts = queries.count_by_state(queries.request_filter(secretary))
    assert counts == dict.fromkeys(counts, 1)
    where = queries.request_filter(secretary, submitted_on=clock.day_of(clock.now()))
    per_day = queries.requests_per_day(queries.request_filter(secretary), today=clock.day_of(clock.now()))
    assert len(per_day) == 14 and per_day[-1] == (clock.day_of(clock.now()), queries.count_requests(where))
    grid = world.household_at(world.OWN_DOOR).grid_id
    assert sum(queries.count_by("grid_id", where).values()) == db.session.scalar(sa.select(sa.func.count()).select_from(PurchaseRequest))
    assert {key for key, _state in queries.count_by("grid_id", where)} == {grid}


def test_what_the_address_asked_for_stays_when_the_form_narrows_further(app, person):
    things.file()
    today = clock.day_of(clock.now()).isoformat()
    page = person("secretary").get(f"/requests?state=all&on={today}")
    assert f"只看 {today} 提交的" in page.text
    form = next(one for one in page.soup.find_all("form") if one.get("method") == "get")
    assert {one["name"]: one["value"] for one in form.select("input[type=hidden]")} == {"state": "all", "on": today}
    assert len(person("secretary").get("/requests?state=all&on=2020-01-01").soup.select(".pu-row")) == 0


def test_all_of_a_page_are_ticked_with_one_tap_and_unticked_with_another(app, person):
    ids = [things.file(door) for door in (world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR)]
    secretary = person("secretary")
    page = secretary.get("/requests?kind=groceries")
    assert not page.soup.select("[name=ids][checked]")
    ticked = secretary.get(page.link("勾上这一页的 3 张"))
    assert {box["value"] for box in ticked.soup.select("[name=ids][checked]")} == {str(one) for one in ids}
    assert "kind=groceries" in ticked.link("全不勾")
    form = ticked.form("/approve")
    assert "批准了 3 张" in form.submit().text
    assert "勾上这一页" not in person("officer").get("/requests").text
