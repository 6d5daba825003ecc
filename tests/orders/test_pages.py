"""Gathering an order on the screen, as the secretary does it."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from blueprints.orders import actions
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.places.models import Estate
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.rules import RequestState
from blueprints.suppliers.models import Supplier, SupplierArea
from blueprints.suppliers.rules import SupplierKind
from core import audit, clock
from core.database import db, run_tx
from tests.orders import things
from tests.orders.things import line
from tests.purchases import things as requests
from tests.support import world
from tests.support.browser import Form, Page


def only_order() -> int:
    db.session.rollback()
    return db.session.scalars(sa.select(PurchaseOrder.id)).one()


def posting(page: Page, action: str) -> Form:
    """The form that posts to exactly this address."""
    return next(Form(page, tag) for tag in page.soup.find_all("form") if tag.get("method") == "post" and tag.get("action") == action)


def test_from_the_waiting_requests_to_an_order(app, person):
    things.supplier(fee=200)
    one = things.request(world.OWN_DOOR, line("大米", "10", "斤"))
    two = things.request(world.STRANGERS_DOOR, line("大米", "5", "斤"))
    things.request(world.NEXT_DOOR, line("氨氯地平", "2", "盒"), kind=RequestKind.MEDICINE)
    page = person("secretary").get("/requests").follow("采购单").follow("新开一张")
    assert world.OWN_DOOR in page.text and world.STRANGERS_DOOR in page.text and world.NEXT_DOOR not in page.text
    made = posting(page, "/orders").fill(ids=[one]).submit()
    order = only_order()
    assert made.path == f"/orders/{order}" and "1 张代购单，1 样" in made.text and "10斤" in made.text
    assert things.fresh(order).fee == 200
    assert [entry.request_id for entry in things.entries(order)] == [one]
    more = made.follow("再加代购单")
    assert world.STRANGERS_DOOR in more.text and world.OWN_DOOR not in more.text
    assert posting(more, f"/orders/{order}/join").submit().status == 422
    assert "15斤" in posting(more, f"/orders/{order}/join").fill(ids=[two]).submit().text


def test_each_supplier_says_how_much_waits_for_it(app, person):
    things.supplier()
    things.supplier("暖家药房", SupplierKind.PHARMACY)
    things.request(world.NEXT_DOOR, line("氨氯地平", "2", "盒"), kind=RequestKind.MEDICINE)
    page = person("secretary").get("/orders/new")
    assert "暖家药房 药店 ! 1 张在等" in page.text
    assert world.NEXT_DOOR in page.follow("暖家药房").text
    assert "没有符合的代购单" in page.follow(things.SHOP).text


def test_only_what_was_approved_in_time_in_the_estate_that_is_served(app, person):
    shop = things.supplier()
    things.request(world.OWN_DOOR)
    estate = world.household_at(world.OWN_DOOR).building.estate_id
    secretary = person("secretary")
    for query, found in (
        ("until=2020-01-01T00:00", False),
        (f"estate={estate}", True),
        ("kind=other", False),
        ("estate=987654321&until=x", False),
    ):
        assert (world.OWN_DOOR in secretary.get(f"/orders/new?supplier={shop}&{query}").text) is found, query


def test_nothing_ticked_is_no_order(app, person):
    things.supplier()
    things.request()
    page = person("secretary").get("/orders/new")
    refused = posting(page, "/orders").fill(ids=None).submit()
    assert refused.status == 422 and "请至少勾选一张代购单" in refused.text
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PurchaseOrder)) == 0


def test_alike_is_proposed_joined_and_split(app, person):
    ids = [things.request(world.OWN_DOOR, line("大米", "10", "斤")), things.request(world.NEXT_DOOR, line("东北大米", "5", "斤"))]
    order = things.draft(ids)
    page = person("secretary").get(f"/orders/{order}")
    assert "这些可能是同一样" in page.text and "2 样" in page.text
    joined = posting(page, f"/orders/{order}/join-items").fill(name="东北大米").submit()
    assert "15斤" in joined.text and "1 样" in joined.text and "这些可能是同一样" not in joined.text
    split = posting(joined, f"/orders/{order}/items/{things.items(order)[0].id}/split").submit()
    assert "已拆开" in split.text and things.wanted(order) == {"大米 斤": "10", "东北大米 斤": "5"}
    posting(joined, f"/orders/{order}/items/{things.items(order)[0].id}/split").submit()  # the same form again: the first answer
    assert things.wanted(order) == {"大米 斤": "10", "东北大米 斤": "5"}


def test_units_that_differ_are_named(app, person):
    order = things.draft([things.request(world.OWN_DOOR, line("大米", "10", "斤"), line("大米", "3", "公斤"))])
    page = person("secretary").get(f"/orders/{order}")
    form = posting(page, f"/orders/{order}/join-items").fill(items=[item.id for item in things.items(order)])
    assert "单位不同的不能合并" in form.submit(name="大米").text
    assert posting(page, f"/orders/{order}/join-items").submit(name="").status == 422


def test_from_draft_to_sent(app, person):
    order = things.draft()
    page = person("secretary").get(f"/orders/{order}")
    page = posting(page, f"/orders/{order}/plan").submit(day="2030-01-02", begin="14:00", until="13:00")
    assert page.status == 422 and "要晚于" in page.text
    page = posting(page, f"/orders/{order}/plan").submit(day="2030-01-02", begin="14:00", until="16:00")
    assert "14:00—16:00" in page.text
    page = posting(page, f"/orders/{order}/change").submit(fee="2.50", note="请走东门")
    assert "每张收服务费 2.50 元" in page.text and "请走东门" in page.text
    confirm = page.follow("发给供货方")
    assert "2 张，1 栋楼" in confirm.text and "每张 2.50 元" in confirm.text
    sent = posting(confirm, f"/orders/{order}/send").submit()
    assert sent.status == 200 and things.fresh(order).state is OrderState.SENT
    assert "取货号 01" in person("secretary").get(f"/orders/{order}/entries").text
    late = posting(confirm, f"/orders/{order}/send").submit(submission_id=str(uuid.uuid4()))
    assert late.status == 409 and "周书记" in late.text


def test_who_is_no_longer_approved_is_named(app, person):
    one = things.request()
    order = things.draft([one])
    page = person("secretary").get(f"/orders/{order}/sending")

    def work() -> None:  # past every action, as a restored copy of the database might be
        requests.fresh_in_tx(one).state = RequestState.BOUGHT
        audit.record(world.actor("secretary"), "request.bought", requests.fresh_in_tx(one), now=clock.now())

    run_tx(work)
    refused = posting(page, f"/orders/{order}/send").submit()
    assert refused.status == 409 and world.OWN_DOOR in refused.text and "张秀兰" in refused.text
    assert things.fresh(order).state is OrderState.DRAFT


def test_taking_one_out_and_calling_off(app, person):
    order = things.draft()
    secretary = person("secretary")
    one = things.entries(order)[0].request_id
    left = posting(secretary.get(f"/orders/{order}/entries"), f"/orders/{order}/requests/{one}/leave").submit()
    assert "已移出" in left.text and "不在单上了的（1 张）" in left.text
    assert len(things.entries(order)) == 1
    page = secretary.get(f"/orders/{order}")
    assert posting(page, f"/orders/{order}/cancel").submit(reason=" ").status == 422
    listed = posting(page, f"/orders/{order}/cancel").submit(reason="超市关门")
    assert listed.path == "/orders" and "1 张代购单" not in listed.text
    assert "超市关门" in secretary.get(f"/orders/{order}").text


def test_the_ticked_rows_of_the_queue(app, person):
    one, two = things.request(world.OWN_DOOR), things.request(world.NEXT_DOOR)
    draft = things.draft([])
    shop = things.supplier()
    queue = person("secretary").get("/requests?state=approved&tick=all")
    form = queue.form("/requests/assign")
    form.action = "/orders/choosing"
    choosing = form.submit()
    assert posting(choosing, "/orders/put-on").submit().status == 422
    on_it = posting(choosing, "/orders/put-on").fill(target=draft, ids=[one]).submit()
    assert on_it.path == f"/orders/{draft}"
    choosing = form.submit()
    assert world.OWN_DOOR not in choosing.text
    new = posting(choosing, "/orders/put-on").fill(target=f"new-{shop}", ids=[two]).submit()
    assert new.path == f"/orders/{draft + 1}" and "1 张代购单" in new.text
    late = posting(choosing, "/orders/put-on").fill(target=f"new-{shop}", ids=[two]).submit(submission_id=str(uuid.uuid4()))
    assert late.status == 409 and f"已经在采购单 {things.fresh(draft + 1).number} 上了" in late.text
    assert "都不能放进采购单" in form.submit().text


def test_the_request_says_which_order_it_is_on(app, person):
    order = things.sent()
    one = things.entries(order)[0].request_id
    page = person("owner").get(f"/requests/{one}")
    assert things.fresh(order).number in page.text and "取货号 01" in page.text


def test_a_request_called_off_on_its_page_leaves_the_draft(app, person):
    order = things.draft()
    one = things.entries(order)[0].request_id
    person("secretary").get(f"/requests/{one}").form("/cancel").submit(cancelled_reason="不要了")
    assert requests.fresh(one).state is RequestState.CANCELLED
    assert len(things.entries(order)) == 1
    assert "不要了" in person("secretary").get(f"/orders/{order}/entries").text


def test_a_worker_reads_only_the_own_doors(app, person):
    order = things.draft([things.request(world.OWN_DOOR), things.request(world.STRANGERS_DOOR, name="王小明", worker="stranger")])
    for path in (f"/orders/{order}", f"/orders/{order}/entries"):
        page = person("owner").get(path)
        assert page.status == 200 and "张秀兰" in page.text and "王小明" not in page.text and world.STRANGERS_DOOR not in page.text
    assert "20斤" in person("owner").get(f"/orders/{order}").text
    assert not person("owner").get(f"/orders/{order}").soup.find_all("form", {"method": "post"}, action=lambda to: to and "/orders" in to)
    assert person("owner").get(f"/orders/{order}/print").status == 403
    nobodys = things.draft([things.request(world.STRANGERS_DOOR, worker="stranger")])
    assert person("owner").get(f"/orders/{nobodys}").status == 404


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("officer", 403), ("other_secretary", 404), ("far_secretary", 404)])
def test_who_may_not(app, person, who, status):
    order = things.draft()
    one, item = things.entries(order)[0].request_id, things.items(order)[0].id
    somebody = person(who)
    for path in ("join", f"requests/{one}/leave", "join-items", f"items/{item}/split", "plan", "change", "send", "cancel"):
        assert somebody.post(f"/orders/{order}/{path}").status == status, path
        assert somebody.get(f"/orders/{order}/{path}").status == 405, path
    assert len(things.entries(order)) == 2


def test_the_order_tells_what_happened(app, person):
    order = things.draft(
        [things.request(world.OWN_DOOR, line("大米", "10", "斤")), things.request(world.NEXT_DOOR, line("东北大米", "5", "斤"))]
    )
    joined = things.join_items(order, *[item.id for item in things.items(order)], name="大米")
    things.split_item(order, joined)
    things.leave(order, things.entries(order)[0].request_id)
    things.do(order, actions.cancel_order, "secretary", reason="超市关门")
    page = person("secretary").get(f"/orders/{order}").text
    for sentence in (
        "加入 2 张代购单",
        "把大米 10斤、东北大米 5斤合并成“大米”",
        "把“大米”拆开：大米、东北大米",
        "1 张代购单移出",
        "作废：超市关门",
    ):
        assert sentence in page, sentence


def test_only_the_estates_the_supplier_comes_to(app, person):
    """Another estate of the community is served by somebody else."""
    shop = things.supplier()

    def narrow() -> None:
        community = world.household_at(world.OWN_DOOR).community_id
        estate = Estate(community_id=community, name="月亮湾")
        db.session.add(estate)
        db.session.flush()
        area = db.session.scalars(sa.select(SupplierArea).where(SupplierArea.supplier_id == shop)).one()
        area.estate_id = estate.id
        audit.record(world.actor("secretary"), "supplier.changed", db.session.get_one(Supplier, shop), now=clock.now())

    things.request(world.OWN_DOOR)
    run_tx(narrow)
    page = person("secretary").get("/orders/new")
    assert "没有符合的代购单" in page.text and world.OWN_DOOR not in page.text
    order = things.draft([])
    joining = person("secretary").get(f"/orders/{order}/joining")
    assert world.OWN_DOOR not in joining.text and world.OWN_DOOR in joining.follow("也看别的类别").text
