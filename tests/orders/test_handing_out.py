"""分拣: ticking goods off, counting bags, packing; what came back; the list on paper and in Excel."""

from __future__ import annotations

import io

import openpyxl
import pytest
import sqlalchemy as sa

from blueprints.orders import actions
from blueprints.orders.actions.receiving import receive_order
from blueprints.orders.bags import Stage
from blueprints.orders.rules import Answer
from blueprints.places.vocabulary import IfMissing
from blueprints.purchases import actions as purchases
from blueprints.purchases.rules import FailureReason, RequestState
from core.database import db
from tests.orders import bags, things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world
from tests.support.queries import counting

RICE, EGGS = line("大米", "10", "斤"), line("鸡蛋", "2", "盒")


@pytest.fixture
def order(app):
    """Two doors of the owner's building and one of the stranger's, each with rice and eggs."""
    ids = [things.request(door, RICE, EGGS) for door in (world.OWN_DOOR, world.NEXT_DOOR)]
    ids.append(things.request(world.STRANGERS_DOOR, RICE, EGGS, worker="stranger", name="王小明"))
    return things.received(ids), ids


def articles(page):
    return [" ".join(one.get_text(" ").split()) for one in page.soup.select("article.ha-bag")]


def test_in_walking_order_with_everything_that_is_packed(order, person):
    order_id, (first, second, third) = order
    with bags.owing({first: 3650, second: 0, third: -200}):
        shown = articles(person("secretary").get(f"/orders/{order_id}/sorting"))
    assert [text.split("号 ")[1][:2] for text in shown] == ["01", "02", "03"]
    assert "1单元101 张秀兰" in shown[0] and "大米 10斤" in shown[0] and "鸡蛋 2盒" in shown[0] and "应收 36.50 元" in shown[0]
    assert "已付清" in shown[1] and "多收了 2.00 元" in shown[2]


def test_ticked_counted_and_packed_without_a_script(order, person):
    order_id, (one, *_rest) = order
    rice, eggs = bags.line_ids(order_id, one)
    page = person("owner").get(f"/orders/{order_id}/sorting")
    assert "装好 0/2 份" in page.text
    page = page.form(f"/lines/{rice}/check-off").submit()
    assert bags.bag(order_id, one).goods[0].is_packed and "都在，装好了" in page.text
    page = page.form(f"/lines/{eggs}/check-off").submit()
    page = page.form("/count").submit(bags="2")
    page = page.form("/pack").submit()
    found = bags.bag(order_id, one)
    assert (found.stage, found.entry.bags, found.entry.packed_by.name) == (Stage.PACKED, 2, "赵一")
    assert "装好 1/2 份" in page.text and "重新打开" in page.text
    page = page.form(f"/lines/{eggs}/check-off").submit()
    found = bags.bag(order_id, one)
    assert (found.stage, [goods.is_packed for goods in found.goods]) == (Stage.OPEN, [True, False])


def test_a_tap_swaps_the_line_and_what_changes_with_it(order, person):
    order_id, (one, *_rest) = order
    rice = bags.line_ids(order_id, one)[0]
    entry = bags.entry_id(order_id, one)
    page = person("owner").get(f"/orders/{order_id}/sorting").form(f"/lines/{rice}/check-off").submit(htmx=True)
    assert [tag["id"] for tag in page.soup.find_all(id=True) if tag.name != "input"] == [
        f"goods-{rice}",
        f"bag-head-{entry}",
        f"bag-foot-{entry}",
        "sorting-counts",
    ]
    assert page.soup.select_one(f"#goods-{rice}.is-packed")
    whole = person("owner").get(f"/orders/{order_id}/sorting").form("/pack").submit(htmx=True)
    assert whole.soup.select_one(f"article#bag-{entry}") and "装好 1/2 份" in " ".join(whole.soup.get_text(" ").split())


def test_everything_in_at_one_press(order, person):
    order_id, (one, *_rest) = order
    person("owner").get(f"/orders/{order_id}/sorting").form("/pack").submit()
    assert bags.bag(order_id, one).left == [] and bags.bag(order_id, one).stage is Stage.PACKED


@pytest.mark.parametrize("typed", ["0", "21", "-1", "", "many"])
def test_a_wrong_number_of_bags_is_said_at_the_bag(order, person, typed):
    order_id, (one, *_rest) = order
    for htmx in (False, True):
        page = person("owner").get(f"/orders/{order_id}/sorting").form("/count").submit(bags=typed, htmx=htmx)
        assert page.status == 422 and page.soup.select_one(".ll-error")
    assert bags.bag(order_id, one).entry.bags == 1


def test_a_colleagues_number_of_bags_is_not_overwritten(order, person):
    order_id, (one, *_rest) = order
    form = person("owner").get(f"/orders/{order_id}/sorting").form("/count")
    person("colleague").get(f"/orders/{order_id}/sorting").form("/count").submit(bags="3")
    answer = form.submit(bags="2")
    assert answer.status == 409 and "钱二刚刚" in answer.text and "3 袋" in answer.text
    assert bags.bag(order_id, one).entry.bags == 3


def test_nothing_to_pack_where_nothing_came(app, person):
    one = things.request(world.OWN_DOOR, RICE, EGGS, line("花生油", "1", "桶", IfMissing.REPLACE))
    two = things.request(world.NEXT_DOOR, RICE, EGGS)
    order_id = things.sent([one, two])
    things.answer(things.item(order_id, "鸡蛋").id, Answer.MISSING)
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=things.item(order_id, "大米").wanted - 5)
    things.answer(things.item(order_id, "花生油").id, Answer.REPLACED, replaced_by="玉米油")
    things.do(order_id, receive_order, "secretary")
    page = person("secretary").get(f"/orders/{order_id}/sorting")
    text = articles(page)[0] + articles(page)[1]
    assert "鸡蛋 2盒 ○ 没买到" in text and "没买够" in text and "原要 10斤" in text
    assert "玉米油 1桶 ! 换了别的 （换的，原要 花生油 1桶）" in text
    eggs = next(goods.line.id for goods in bags.bag(order_id, one).goods if goods.name == "鸡蛋")
    assert person("secretary").post(f"/orders/{order_id}/lines/{eggs}/check-off", {"is_packed": "yes"}).status == 422
    page.form("/pack").submit()
    assert bags.bag(order_id, one).stage is Stage.PACKED


def test_only_what_is_mine(order, person):
    order_id, (one, _two, third) = order
    assert len(articles(person("stranger").get(f"/orders/{order_id}/sorting"))) == 1
    assert len(articles(person("owner").get(f"/orders/{order_id}/sorting"))) == 2
    secretary = person("secretary").get(f"/orders/{order_id}/sorting")
    assert len(articles(secretary)) == 3
    one_building = secretary.follow("阳光花园2号楼")
    assert len(articles(one_building)) == 1 and "装好 0/1 份" in one_building.text
    line_id, entry = bags.line_ids(order_id, one)[0], bags.entry_id(order_id, one)
    for who, expected in (("stranger", 404), ("other_secretary", 404), ("other_worker", 404), ("officer", 403)):
        somebody = person(who)
        assert somebody.post(f"/orders/{order_id}/lines/{line_id}/check-off", {"is_packed": "yes"}).status == expected
        assert somebody.post(f"/orders/{order_id}/bags/{entry}/pack", {"is_packed": "yes"}).status == expected
        assert somebody.post(f"/orders/{order_id}/bags/{entry}/count", {"bags": "2"}).status == expected
    assert not bags.bag(order_id, one).goods[0].is_packed
    assert person("officer").get(f"/orders/{order_id}/sorting").status == 200
    assert person("secretary").get(f"/orders/{order_id}/lines/{line_id}/check-off").status == 405
    # Of another order, the same number is nothing.
    other = things.received([things.request(world.OWN_DOOR)])
    assert person("secretary").post(f"/orders/{other}/lines/{line_id}/check-off", {"is_packed": "yes"}).status == 404
    assert third


def test_not_before_the_goods_are_here_and_not_after_they_are_gone(app, person):
    one = things.request()
    order_id = things.sent([one])
    page = person("owner").get(f"/orders/{order_id}/sorting")
    assert "货还没到" in page.text and "大米 10斤" in page.text and not page.soup.select("article form")
    entry = bags.entry_id(order_id, one)
    refused = person("owner").post(f"/orders/{order_id}/bags/{entry}/pack", {"is_packed": "yes"})
    assert refused.status == 409
    gone = things.request()
    order_id = things.received([gone])
    requests.do(gone, purchases.start_delivery, "owner")
    requests.do(gone, purchases.deliver_request, "owner", handed_to="本人")
    refused = person("colleague").post(f"/orders/{order_id}/bags/{bags.entry_id(order_id, gone)}/pack", {"is_packed": "yes"})
    assert refused.status == 409 and "已由赵一于" in refused.text and "送达" in refused.text


def test_sent_twice_is_once(order, person):
    order_id, (one, *_rest) = order
    form = person("owner").get(f"/orders/{order_id}/sorting").form("/pack")
    form.submit(), form.submit()
    assert requests.count_events("bag.packed") == 1 and bags.bag(order_id, one).stage is Stage.PACKED


def test_what_came_back_goes_on_the_next_trip_or_back_for_good(order, person):
    order_id, (one, *_rest) = order
    for note in ("敲门没人应", "电话不接"):
        requests.do(one, purchases.start_delivery, "owner")
        requests.do(one, purchases.fail_delivery, "owner", reason=FailureReason.NOBODY_HOME, note=note)
    page = person("secretary").get(f"/orders/{order_id}/sorting")
    assert "送过没送成，下一趟再送（1）" in page.text and "第 2 次" in page.text and "电话不接" in page.text
    assert "送过 2 次没送成" in articles(page)[0]
    assert "第 3 次送" in person("owner").get("/deliveries").text  # stands ready again, with the same worker
    page = page.follow("01 阳光花园1号楼1单元101").form("/take-back")
    assert page.submit(reason="").status == 422
    page = page.submit(reason="搬走了，电话打不通")
    assert "已退回供货方（1）" in page.text and "搬走了" in page.text and "装好 0/2 份" in page.text
    found = requests.fresh(one)
    assert (found.state, found.cancelled_reason) == (RequestState.CANCELLED, "搬走了，电话打不通")
    assert "order.bag_taken_back" in [event.action for event in _events_of(order_id)]
    entry = bags.entry_id(order_id, one)
    assert person("owner").post(f"/orders/{order_id}/bags/{entry}/take-back", {"reason": "不送了"}).status == 403
    again = person("secretary").post(f"/orders/{order_id}/bags/{entry}/take-back", {"reason": "不送了"})
    assert again.status == 409 and "已由周书记于" in again.text


def _events_of(order_id):
    from core import audit

    return audit.events_for(things.fresh(order_id).community_id, "purchase_order", [order_id])


def test_the_trip_says_which_bags(order, person):
    order_id, (one, *_rest) = order
    bags.do(order_id, one, actions.count_bags, "owner", 2)
    text = person("owner").get("/deliveries").text
    assert "取货号 01 · 2 袋" in text and "取货号 02 · 1 袋" in text


def test_on_paper(order, person):
    order_id, ids = order
    bags.plan(order_id, "阳光花园1号楼")
    with bags.owing({ids[0]: 3650}):
        page = person("secretary").get(f"/orders/{order_id}/sorting/print")
    sheets = [" ".join(sheet.get_text(" ").split()) for sheet in page.soup.select(".ha-sheet")]
    assert len(sheets) == 2 and "下楼取：小区南门" in sheets[0] and "送上门" in sheets[1]
    assert "大米 10斤" in sheets[0] and "应收 36.50 元" in sheets[0] and "张**" in sheets[0]
    for request_id in ids:
        found = requests.fresh(request_id)
        assert found.code not in page.html and found.phone not in page.html and "张秀兰" not in page.html
    assert len(person("stranger").get(f"/orders/{order_id}/sorting/print").soup.select(".ha-paper tbody tr")) == 1


def test_as_excel(order, person):
    order_id, (one, *_rest) = order
    with bags.owing({one: 3650}):
        answer = person("secretary").get(f"/orders/{order_id}/sorting.xlsx").response
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    assert book.sheetnames == ["阳光花园1号楼", "阳光花园2号楼"]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[2][:6] == ("01", "1单元101", "张**", "☐ 大米 10斤\n☐ 鸡蛋 2盒", 1, "36.50")


def test_the_same_number_of_queries_for_three_bags_and_thirty(app, person):
    secretary, owner, counts = person("secretary"), person("owner"), []
    for number in (3, 30):
        doors = [world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR]
        order_id = things.received([things.request(doors[index % 3], RICE, EGGS) for index in range(number)])
        pages = [f"/orders/{order_id}/{page}" for page in ("sorting", "sorting/print", "labels", "windows", "pick-up?q=101")]
        found = []
        for somebody, path in [*[(secretary, path) for path in pages], (owner, "/deliveries")]:
            somebody.get(path)
            with counting() as counted:
                somebody.get(path)
            found.append(counted.number)
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_large_order_one_building_at_a_time(app, person, monkeypatch):
    from blueprints.orders.views import sorting

    ids = [things.request(door, RICE) for door in (world.OWN_DOOR, world.STRANGERS_DOOR)]
    order_id = things.received(ids)
    monkeypatch.setattr(sorting, "_MOST_AT_ONCE", 1)
    page = person("secretary").get(f"/orders/{order_id}/sorting")
    assert len(articles(page)) == 1 and "阳光花园1号楼" in page.text
    bags.do(order_id, ids[0], actions.pack_bag, "owner", True)
    assert "阳光花园2号楼（1）" in person("secretary").get(f"/orders/{order_id}/sorting").text


def test_the_database_itself_keeps_bags_countable(order):
    order_id, _ids = order
    with pytest.raises(sa.exc.IntegrityError), db.engine.connect().execution_options(linli_write=True) as connection, connection.begin():
        connection.execute(sa.text("UPDATE order_entry SET bags = 21 WHERE order_id = :id"), {"id": order_id})
