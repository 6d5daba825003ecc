"""A worker's round with the trolley, and the whole life of a request from the door to the door."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.purchases import actions, queries
from blueprints.purchases.rules import RequestState
from core.database import db
from tests.purchases import things
from tests.support import world

S = RequestState


def test_the_whole_life_by_its_pages(app, person):
    owner, secretary = person("owner"), person("secretary")
    household = world.household_at(world.OWN_DOOR)
    page = (
        owner.get(f"/households/{household.id}/requests/new")
        .form("/requests/new")
        .submit(lines__0__item="大米", lines__0__amount="10", lines__0__unit="斤")
    )
    assert "已登记。单号" in page.text
    one = int(page.path.rsplit("/", 1)[1])
    secretary.get(f"/requests/{one}").form("/approve").submit(worker=str(world.user("owner").id))
    assert "要去买的（1）" in owner.get("/deliveries").text
    page = owner.get("/deliveries").form("/buy").submit()
    assert "买好了，待出发（1）" in page.text
    page = page.form("/go-out").submit()
    assert "在路上（1）" in page.text
    page = page.follow("送到了").form("/deliver").submit(code=things.fresh(one).code)
    assert "已送到，辛苦了" in page.text and "现在没有要送的单子" in page.text
    things.do(one, actions.confirm_receipt, things.resident())
    text = secretary.get(f"/requests/{one}").text
    told = ["提交：大米 10斤", "批准，派给赵一", "买好了", "出发配送（第 1 次）", "送到了：单号对上了", "确认收到"]
    places = [text.index(sentence, text.index("经过")) for sentence in told]
    assert places == sorted(places)
    assert len(things.events(one)) == 6


def test_mine_in_walking_order(app, person):
    last = things.in_state(S.BOUGHT, world.STRANGERS_DOOR)
    second = things.in_state(S.BOUGHT, world.NEXT_DOOR)
    first = things.in_state(S.BOUGHT, world.OWN_DOOR)
    things.in_state(S.BOUGHT, world.OWN_DOOR, worker="colleague")
    page = person("owner").get("/deliveries")
    assert [stop["id"] for stop in page.soup.select(".pu-stop")] == [f"request-{one}" for one in (first, second, last)]
    assert page.soup.find("a", href="tel:19900000001")
    seen = {
        who: len(person(who).get("/deliveries").soup.select(".pu-stop"))
        for who in ("colleague", "stranger", "secretary", "other_secretary")
    }
    assert seen == {"colleague": 1, "stranger": 0, "secretary": 4, "other_secretary": 0}


def test_out_with_everything_at_once(app, person):
    mine = [things.in_state(S.BOUGHT), things.in_state(S.BOUGHT, world.NEXT_DOOR)]
    others, unbought = things.in_state(S.BOUGHT, worker="colleague"), things.in_state(S.APPROVED)
    form = person("owner").get("/deliveries").form("/deliveries/go-out")
    assert "2 单已出发" in form.submit().text
    form.submit()
    assert {things.fresh(one).state for one in mine} == {S.OUT_FOR_DELIVERY}
    assert (things.fresh(others).state, things.fresh(unbought).state) == (S.BOUGHT, S.APPROVED)
    assert things.count_events("request.out") == 2
    assert person("secretary").post("/deliveries/go-out").status == 403
    assert person("owner").get("/deliveries/go-out").status == 405


def test_the_secretary_narrows_by_worker_and_state(app, person):
    owners, colleagues = things.in_state(S.BOUGHT), things.in_state(S.APPROVED, worker="colleague")
    secretary = person("secretary")
    for question, expected in [
        ("", {owners, colleagues}),
        (f"?worker={world.user('colleague').id}", {colleagues}),
        ("?state=bought", {owners}),
        ("?state=nonsense", {owners, colleagues}),
    ]:
        page = secretary.get(f"/deliveries{question}")
        assert {stop["id"] for stop in page.soup.select(".pu-stop")} == {f"request-{one}" for one in expected}


def test_the_same_number_of_queries_for_a_full_trolley(app, person):
    owner, counts = person("owner"), []
    for number in (3, 27):
        for index in range(number):
            things.in_state(S.BOUGHT, [world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR][index % 3])
        statements = []
        listener = lambda *args, seen=statements: seen.append(args[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listener)
        page = owner.get("/deliveries")
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        counts.append((len(page.soup.select(".pu-stop")), len(statements)))
    assert [rows for rows, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1], counts


def test_cancelling_what_is_approved_calls_the_delivery_off(app):
    one = things.in_state(S.APPROVED)
    things.do(one, actions.cancel_request, things.resident(), reason="女儿买来了")
    assert [delivery.state.value for delivery in things.fresh(one).deliveries] == ["called_off"]
    assert queries.load_of([world.user("owner").id]) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"state": "rejected"},
        {"state": "delivered"},
        {"state": "cancelled"},
        {"state": "approved"},
        {"consent_version": ""},
        {"state": "flying"},
    ],
)
def test_the_database_itself_refuses_what_must_never_be(app, change):
    one = things.file()
    with pytest.raises(sa.exc.IntegrityError), db.engine.connect().execution_options(linli_write=True) as connection, connection.begin():
        name, value = next(iter(change.items()))
        connection.execute(sa.text(f"UPDATE purchase_request SET {name} = :value WHERE id = :id"), {"value": value, "id": one})


def test_slip_and_code_are_random_and_the_code_is_short(app):
    found = [things.fresh(things.file()) for _ in range(5)]
    assert {len(one.code) for one in found} == {6} and len({one.code for one in found}) == 5
    assert {len(one.slip_token) for one in found} == {24}
    assert queries.by_slip_token(found[0].slip_token).id == found[0].id
    assert queries.by_slip_token("") is None and queries.by_slip_token("A" * 24) is None
