"""错峰取物: windows for the buildings, and the pick-up point where whoever comes is found and served."""

from __future__ import annotations

from datetime import timedelta

import pytest

from blueprints.orders import actions, queries
from blueprints.orders.actions.handing_out import mark_of, planned
from blueprints.orders.bags import Stage
from blueprints.orders.rules import HandOut
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import RequestState
from blueprints.settlement.queries import purse_of
from core import clock
from core.errors import Conflict, Invalid, OutOfScope, Refused
from tests.orders import bags, things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world

ONE, TWO = "阳光花园1号楼", "阳光花园2号楼"


@pytest.fixture
def order(app):
    """Two doors of the owner's building, one of the stranger's."""
    ids = [things.request(door, line("大米", "10", "斤"), phone=phone) for door, phone in _DOORS]
    return things.received(ids), ids


_DOORS = [(world.OWN_DOOR, "19900000001"), (world.NEXT_DOOR, "19900000002"), (world.STRANGERS_DOOR, "19900000004")]


def windows(order_id: int) -> dict[str, tuple[str, str, str]]:
    shown = {}
    for name, plan in bags.plans(order_id).items():
        times = [f"{clock.local(moment):%H:%M}" if moment else "" for moment in (plan.starts_at, plan.ends_at)]
        shown[name] = (plan.place, *times)
    return shown


def test_proposed_changed_and_saved(order, person):
    order_id, _ids = order
    page = person("secretary").get(f"/orders/{order_id}/windows")
    filled = {"day": "2026-11-24", "starts": "9:00", "ends": "10:00", "minutes": "20", "place": "小区南门"}
    page = page.form("/windows/save").submit(button=("propose", "1"), **filled)
    assert page.status == 200 and "还没有保存" in page.text and bags.plans(order_id) == {}
    form = page.form("/windows/save")
    assert [form[f"rows-{row}-starts"] for row in (0, 1)] == ["09:00", "09:30"] and form["rows-1-ends"] == "09:50"
    page = form.submit(rows__1__starts="09:10")
    assert windows(order_id) == {ONE: ("小区南门", "09:00", "09:20"), TWO: ("小区南门", "09:10", "09:50")}
    assert "时间有一段重在一起" in page.text
    # Sent again without a change, nothing is written again.
    version = things.fresh(order_id).version
    page.form("/windows/save").submit()
    assert things.fresh(order_id).version == version


def test_only_the_buildings_that_come_down_share_the_time(order, person):
    order_id, _ids = order
    page = person("secretary").get(f"/orders/{order_id}/windows")
    filled = {"day": "2026-11-24", "starts": "9:00", "ends": "10:00", "minutes": "20", "place": "小区南门", "rows__1__how": "pick_up"}
    form = page.form("/windows/save").submit(button=("propose", "1"), **filled).form("/windows/save")
    assert (form["rows-0-how"], form["rows-1-starts"], form["rows-1-ends"]) == ("to_door", "09:00", "09:20")
    form.submit()
    assert set(windows(order_id)) == {TWO}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"rows__0__how": "pick_up"}, "请写明在哪里取"),
        ({"rows__0__how": "pick_up", "rows__0__place": "南门", "rows__0__starts": "9:00"}, "请填到几点"),
        ({"rows__0__how": "pick_up", "rows__0__place": "南门", "rows__0__starts": "9:00", "rows__0__ends": "9:00"}, "要晚于开始时间"),
        ({"rows__0__how": "pick_up", "rows__0__place": "南门", "rows__0__starts": "25:00", "rows__0__ends": "9:00"}, "时间请填成"),
        ({"day": ""}, "请选哪一天"),
        ({"rows__0__how": "flying"}, "请从列出的选项中选一个"),
    ],
)
def test_what_cannot_be_saved(order, person, wrong, said):
    order_id, _ids = order
    page = person("secretary").get(f"/orders/{order_id}/windows").form("/windows/save").submit(**wrong)
    assert page.status == 422 and said in page.text and bags.plans(order_id) == {}


def test_a_proposal_needs_time_and_place(order, person):
    order_id, _ids = order
    form = person("secretary").get(f"/orders/{order_id}/windows").form("/windows/save")
    page = form.submit(button=("propose", "1"), place="", starts="9:00", ends="9:10")
    assert page.status == 422 and "请写明在哪里取" in page.text
    page = page.form("/windows/save").submit(button=("propose", "1"), place="南门")
    assert page.status == 422 and "连一栋楼也排不下" in page.text


def test_a_colleagues_plan_is_not_overwritten(order, person):
    order_id, _ids = order
    form = person("secretary").get(f"/orders/{order_id}/windows").form("/windows/save")
    bags.plan(order_id, ONE)
    answer = form.submit(rows__0__how="pick_up", rows__0__place="北门", rows__0__starts="9:00", rows__0__ends="9:30")
    assert answer.status == 409 and "周书记刚刚" in answer.text
    assert windows(order_id)[ONE][0] == "小区南门"
    # Who changes another building is not in the way.
    form = answer.form("/windows/save")
    bags.plan(order_id, ONE, minutes=30)
    form.submit(rows__1__how="pick_up", rows__1__place="北门", rows__1__starts="9:00", rows__1__ends="9:30")
    assert windows(order_id)[TWO][0] == "北门"


def test_back_to_the_door(order, person):
    order_id, _ids = order
    bags.plan(order_id, ONE)
    person("secretary").get(f"/orders/{order_id}/windows").form("/windows/save").submit(rows__0__how="to_door")
    assert mark_of(planned(bags.plans(order_id)[ONE])) == "to_door|||"


def test_who_may_plan(order, person):
    order_id, _ids = order
    worker = person("owner").get(f"/orders/{order_id}/windows")
    assert "送上门" in worker.text and not worker.soup.select("main form")
    assert person("owner").post(f"/orders/{order_id}/windows/save", {"day": "2026-11-24"}).status == 403
    assert person("secretary").get(f"/orders/{order_id}/windows/save").status == 405
    foreign = world.household_at(world.OTHER_COMMUNITYS_DOOR).building_id
    form = person("secretary").get(f"/orders/{order_id}/windows").form("/windows/save")
    assert form.submit(rows__0__building=str(foreign)).status == 404
    assert bags.plans(order_id) == {}
    with pytest.raises(Refused):
        things.do(order_id, lambda order, **by: actions.plan_building(order, None, HandOut.TO_DOOR, **by), "owner")
    with pytest.raises(Invalid):
        bags.plan(order_id, ONE, minutes=0)


def test_a_closed_order_stays_planned(app):
    order_id = things.cancelled()
    with pytest.raises(Conflict):
        things.do(order_id, lambda order, **by: actions.plan_building(order, None, HandOut.TO_DOOR, **by), "secretary")


@pytest.mark.parametrize("typed", ["1", "01", "取货号01", "0001", "19900000001", "1号楼1单元101", world.OWN_DOOR])
def test_found_by_whatever_they_say(order, person, typed):
    order_id, (one, *_rest) = order
    page = person("owner").get(f"/orders/{order_id}/pick-up").form("/pick-up").submit(q=typed)
    if page.status == 303:
        page = person("owner").get(page.response.headers["Location"])
    assert page.path.endswith(f"/bags/{bags.entry_id(order_id, one)}") and "大米 10斤" in page.text


def test_several_or_none_are_said(order, person):
    order_id, _ids = order
    page = person("secretary").get(f"/orders/{order_id}/pick-up?q=101")
    assert "找到 2 份" in page.text and "张**" in page.text
    assert "没有找到“999”" in person("secretary").get(f"/orders/{order_id}/pick-up?q=999").text


def test_handed_over_with_the_slips_code_or_a_name(order, person):
    order_id, (one, two, _third) = order
    bags.plan(order_id, ONE)
    worker = person("owner")
    page = worker.get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, one)}")
    found = requests.fresh(one)
    assert "应收 50.00 元" in page.text and found.code not in page.html and found.phone not in page.html
    assert page.form("/hand-over").submit(code="AAAAAA").status == 422
    assert page.form("/hand-over").submit().status == 422
    page = page.form("/hand-over").submit(code=requests.fresh(one).code)
    assert "取货号 01 已交到手" in page.text and "已交到手 1/2" in page.text
    worker.get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, two)}").form("/hand-over").submit(handed_to="女儿")
    assert [bags.bag(order_id, number).stage for number in (one, two)] == [Stage.HANDED] * 2
    last = requests.fresh(two).deliveries[-1]
    assert (last.worker.name, last.handed_to, last.code_checked) == ("赵一", "女儿", False)
    assert "女儿收下" in worker.get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, two)}").text


def test_whose_time_it_is_stands_on_top_and_latecomers_are_served(order, person):
    order_id, (_one, _two, third) = order
    now = clock.now()
    bags.plan(order_id, ONE, begin=now + timedelta(hours=1))
    bags.plan(order_id, TWO, begin=now - timedelta(minutes=5))
    rows = person("secretary").get(f"/orders/{order_id}/pick-up").soup.select(".ll-item__plain")
    assert [row.select_one(".ll-item__title").get_text() for row in rows] == [TWO, ONE]
    assert "现在" in rows[0].get_text() and "还没到" in rows[1].get_text()
    bags.plan(order_id, TWO, begin=now - timedelta(hours=2))
    page = person("secretary").get(f"/orders/{order_id}/pick-up?q=03")
    page = person("secretary").get(page.response.headers["Location"]) if page.status == 303 else page
    assert "时间过了，照样能取" in page.text
    page.form("/hand-over").submit(handed_to="本人")
    assert requests.fresh(third).state is RequestState.DELIVERED


def test_who_stands_there_serves_all_who_come_down(order, person):
    order_id, (one, *_rest) = order
    entry = bags.entry_id(order_id, one)
    stranger = person("stranger")
    assert stranger.get(f"/orders/{order_id}/bags/{entry}").status == 404
    for who in ("stranger", "other_worker", "other_secretary"):
        with pytest.raises(OutOfScope):
            queries.request_at_hand(world.actor(who), one)
    assert "没有找到" in stranger.get(f"/orders/{order_id}/pick-up?q=01").text
    bags.plan(order_id, ONE)
    page = stranger.get(f"/orders/{order_id}/bags/{entry}")
    assert "张**" in page.text and "张秀兰" not in page.html and "大米 10斤" in page.text
    assert queries.request_at_hand(world.actor("stranger"), one).id == one
    page.form("/hand-over").submit(handed_to="本人")
    assert requests.fresh(one).deliveries[-1].worker.name == "孙三"
    # Packing lists stay those of the own grid, and other communities see nothing at all.
    assert len(stranger.get(f"/orders/{order_id}/sorting").soup.select("article.ha-bag")) == 1
    for who in ("other_worker", "other_secretary", "far_officer"):
        assert person(who).get(f"/orders/{order_id}/pick-up").status == 404
        assert person(who).get(f"/orders/{order_id}/bags/{entry}").status == 404


def test_what_is_out_or_handed_over_already(order, person):
    order_id, (one, two, _third) = order
    requests.do(one, purchases.start_delivery, "owner")
    page = person("secretary").get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, one)}")
    assert "赵一已经带着它出发了" in page.text and not page.soup.select('form[action$="/hand-over"]')
    form = person("secretary").get(f"/orders/{order_id}/bags/{bags.entry_id(order_id, two)}").form("/hand-over")
    bags.do(order_id, two, actions.hand_over, "owner", handed_to="本人")
    late = form.submit(handed_to="儿子")
    assert late.status == 409 and "已由赵一于" in late.text
    assert person("officer").post(f"/orders/{order_id}/bags/{bags.entry_id(order_id, two)}/hand-over", {"handed_to": "x"}).status == 403


def test_five_wrong_codes_a_day(order, person, app):
    order_id, (one, *_rest) = order
    app.config["RATE_LIMITS_ENABLED"] = True
    worker, entry = person("owner"), bags.entry_id(order_id, one)
    statuses = [worker.post(f"/orders/{order_id}/bags/{entry}/hand-over", {"code": "AAAAAA", "handed_to": ""}).status for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert worker.post(f"/orders/{order_id}/bags/{entry}/hand-over", {"code": "", "handed_to": "本人"}).status == 200


def test_labels_one_for_each_bag(order, person):
    order_id, (one, two, third) = order
    bags.do(order_id, one, actions.count_bags, "owner", 2)
    with bags.owing({one: 3650, two: 0}):
        page = person("secretary").get(f"/orders/{order_id}/labels")
    labels = [" ".join(label.get_text(" ").split()) for label in page.soup.select(".la-label")]
    assert len(labels) == 4 and "第 1/2 袋" in labels[0] and "第 2/2 袋" in labels[1]
    assert "1单元101" in labels[0] and "取货号 01" in labels[0] and "张**" in labels[0] and "应收 36.50 元" in labels[0]
    assert "已付清" in labels[2]
    for number in (one, two, third):
        found = requests.fresh(number)
        assert found.code not in page.html and found.phone not in page.html and found.phone_last4 not in page.html
        assert found.slip_token not in page.html and "张秀兰" not in page.html
    assert len(person("stranger").get(f"/orders/{order_id}/labels").soup.select(".la-label")) == 1
    assert len(person("secretary").get(f"/orders/{order_id}/labels?bag={bags.entry_id(order_id, one)}").soup.select(".la-label")) == 2


def test_labels_begin_where_the_sheet_was_left_off(order, person):
    order_id, _ids = order
    sheets = person("secretary").get(f"/orders/{order_id}/labels?skip=20").soup.select(".la-sheet")
    assert [len(sheet.select(".la-label")) for sheet in sheets] == [21, 2]
    assert len(sheets[0].select(".is-blank")) == 20
    for nonsense in ("-1", "21", "99999999999999999999", "x"):
        assert person("secretary").get(f"/orders/{order_id}/labels?skip={nonsense}").status == 200


def test_urgent_and_medicine_are_marked(app, person):
    one = things.request(world.OWN_DOOR, line("大米", "10", "斤"), is_urgent=True)
    order_id = things.received([one])
    page = person("secretary").get(f"/orders/{order_id}/labels")
    assert [mark.get_text() for mark in page.soup.select(".la-mark")] == ["急"]


def test_the_printed_order_says_how_each_building_gets_its_bags(order, person):
    order_id, _ids = order
    bags.plan(order_id, ONE)
    text = person("secretary").get(f"/orders/{order_id}/print").text
    assert "下楼取：小区南门" in text and "送上门" in text


def test_who_hands_it_over_takes_the_money(order, person):
    """Also a worker of another grid, who sees the bag only because its building comes down."""
    order_id, (one, *_rest) = order
    entry, stranger = bags.entry_id(order_id, one), person("stranger")
    assert stranger.post(f"/requests/{one}/money/pay", {"method": "cash", "cents": "50.00"}).status == 404
    bags.plan(order_id, ONE)
    page = stranger.get(f"/orders/{order_id}/bags/{entry}")
    assert "应收 50.00 元" in page.text
    page.form(f"/requests/{one}/money/pay").submit()
    page = stranger.get(f"/orders/{order_id}/bags/{entry}")
    assert "收齐了" in page.text and purse_of(world.user("stranger").id) == 5000
    page.form("/hand-over").submit(handed_to="本人")
    assert requests.fresh(one).state is RequestState.DELIVERED
