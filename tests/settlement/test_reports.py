"""The settlement of a day and of a month: every number is the sum of the entries it leads to, on the right day."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from blueprints.orders.models import PurchaseOrder
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement import actions
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.queries import reports as queries
from blueprints.settlement.rules import HandedTo, Method
from core import clock
from core.database import db, run_tx
from core.money import yuan
from tests.settlement import things
from tests.support import world
from tests.support.queries import counting

TODAY = clock.day_of(clock.now())
YESTERDAY = TODAY - timedelta(days=1)


def at(day: date, hour: int = 10) -> datetime:
    return clock.start_of(day) + timedelta(hours=hour)


def on(request_id: int, verb: Any, who: str, now: datetime, **given: Any) -> None:
    run_tx(lambda: verb(db.session.get_one(PurchaseRequest, request_id), actor=world.actor(who), now=now, **given))


def handed(holder: str, cents: int, to: HandedTo, now: datetime, order_id: int | None = None) -> None:
    def work() -> None:
        order = db.session.get(PurchaseOrder, order_id) if order_id else None
        actions.hand_over(world.user(holder).id, to, cents, actor=world.actor("secretary"), now=now, order=order)

    run_tx(work)


def a_lively_day() -> int:
    """Yesterday two people collect by every method; today something is taken back, given back, handed over and owed."""
    order_id, ids = things.received([3650, 12880, 5000, 990, 2000, 4400], fee=200)
    first = at(YESTERDAY)
    on(ids[0], actions.pay, "owner", first, method=Method.CASH, cents=3850)
    on(ids[1], actions.pay, "owner", first, method=Method.WECHAT, cents=10000)
    on(ids[1], actions.pay, "colleague", first, method=Method.ALIPAY, cents=3080)
    on(ids[2], actions.pay, "colleague", first, method=Method.CASH, cents=5200)
    wrong = things.last()
    on(ids[3], actions.pay, "owner", first, method=Method.CASHIER, cents=1190)
    handed("owner", 1000, HandedTo.COMMUNITY, first)
    # today
    things.reverse(wrong)
    on(ids[2], actions.pay, "colleague", clock.now(), method=Method.CARD, cents=5200)
    wechat = things.book(method=Method.WECHAT)[-1].id
    things.reverse(wechat, who="secretary", reason="付到别的社区去了")
    on(ids[0], actions.credit, "secretary", clock.now(), cents=350, reason="坏了一个")
    on(ids[0], actions.refund, "secretary", clock.now(), cents=350, reason="坏了一个", method=Method.CASH, holder_id=world.user("owner").id)
    things.hand_over("owner", 1500, HandedTo.CASHIER, order_id=order_id)
    on(ids[4], actions.pay, "secretary", clock.now(), method=Method.FREE, cents=200, reason="低保户")
    on(ids[4], actions.owe, "secretary", clock.now(), cents=1500, reason="下月发工资")
    on(ids[5], actions.discount, "secretary", clock.now(), cents=600, reason="临期")
    on(ids[5], actions.write_off, "secretary", clock.now(), cents=1000, reason="困难家庭")
    things.of_order(order_id, actions.set_bill, 28000)
    things.of_order(order_id, actions.set_bill, 28920)
    things.of_order(order_id, actions.advance, 20000)
    things.check()
    return order_id


def all_cents(somebody: Any, path: str) -> tuple[list[int], str | None]:
    """What each entry of a list adds, over all its pages, and the total above it."""
    cents: list[int] = []
    total = None
    while path:
        page = somebody.get(path)
        cents += [int(one["data-cents"]) for one in page.soup.select("#entries [data-cents]")]
        said = page.soup.select_one("#total strong")
        total = said.get_text(strip=True) if said else total
        following = page.soup.find("a", rel="next")
        path = following["href"] if following else ""
    return cents, total


def numbers(page: Any) -> list[tuple[str, str, str]]:
    """Figure, the number shown, where it leads."""
    found = []
    for link in page.soup.select("a[data-figure]"):
        for hidden in link.select(".ll-visually-hidden"):
            hidden.extract()
        found.append((str(link["data-figure"]), link.get_text(strip=True), str(link["href"])))
    return found


def row(page: Any, name: str) -> dict[str, str]:
    """A line of the first table by what stands above its numbers."""
    for line in page.soup.select("table tr"):
        if line.th and line.th.get_text(strip=True) == name:
            return {str(cell["data-label"]): list(cell.stripped_strings)[-1] for cell in line.find_all("td")}
    raise AssertionError(f"no line {name}: {page.text}")


MONTHS = sorted({day.strftime("%Y-%m") for day in (TODAY, YESTERDAY)})
PAGES = [f"/settlements?day={TODAY}", f"/settlements?day={YESTERDAY}", *(f"/settlements/suppliers?month={month}" for month in MONTHS)]
PAGES += [f"/settlements/orders?month={month}" for month in MONTHS]


@pytest.mark.parametrize("who", ["secretary", "officer"])
def test_every_number_is_the_sum_of_its_list(app, person, who):
    a_lively_day()
    somebody = person(who)
    seen = 0
    for path in PAGES:
        for key, shown, href in numbers(somebody.get(path)):
            cents, total = all_cents(somebody, href)
            assert (yuan(sum(cents)), yuan(sum(cents))) == (shown, total), f"{path}: {key} {shown} leads to {href}: {cents}"
            seen += bool(cents)
    assert seen > 60


def test_a_day_says_who_collected_what_and_holds_what(app, person):
    a_lively_day()
    page = person("secretary").get(f"/settlements?day={YESTERDAY}")
    owner = row(page, "赵一")
    assert (owner["现金"], owner["微信"], owner["付给收银员"], owner["收款合计"]) == ("38.50", "100.00", "11.90", "150.40")
    assert (owner["上交社区"], owner["手上现金"]) == ("10.00", "28.50")
    assert (row(page, "钱二")["手上现金"], row(page, "合计")["手上现金"]) == ("52.00", "80.50")
    today = person("secretary").get("/settlements")
    owner, colleague = row(today, "赵一"), row(today, "钱二")
    assert (owner["退款"], owner["上交收银员"], owner["手上现金"]) == ("3.50", "15.00", "10.00")
    assert owner["微信"] == "-100.00"  # whoever takes it back: it was the owner's
    assert (colleague["现金"], colleague["刷卡"], colleague["手上现金"]) == ("-52.00", "52.00", "0.00")
    assert row(today, "周书记")["免费"] == "2.00"


def test_a_month_says_what_a_supplier_delivered_and_got(app, person):
    a_lively_day()
    month = things.book()[0].day.strftime("%Y-%m")
    page = person("secretary").get(f"/settlements/suppliers?month={month}")
    line = row(page, things.orders.SHOP)
    assert (line["采购单"], line["货款"], line["服务费"]) == ("1", "289.20", "12.00")
    if len(MONTHS) == 1:
        assert (line["优惠"], line["减收"], line["应收"]) == ("6.00", "3.50", "291.70")
        assert (line["供货方账单"], line["收银员收到"], line["社区垫付"]) == ("289.20", "26.90", "200.00")
        assert (line["欠款"], line["免收"], line["免费"]) == ("15.00", "10.00", "2.00")
    orders = person("secretary").get(page.soup.select_one("tbody td a")["href"])
    number = things.orders.fresh(things.book()[0].order_id).number
    assert row(orders, number)["货款"] == "289.20"


def test_days_are_those_of_shanghai(app, person):
    _order_id, ids = things.received([1000, 2000])
    midnight = clock.start_of(TODAY)
    on(ids[0], actions.pay, "owner", midnight - timedelta(seconds=1), method=Method.WECHAT, cents=1000)
    on(ids[1], actions.pay, "owner", midnight, method=Method.WECHAT, cents=2000)
    somebody = person("secretary")
    assert row(somebody.get(f"/settlements?day={YESTERDAY}"), "赵一")["微信"] == "10.00"
    assert row(somebody.get("/settlements"), "赵一")["微信"] == "20.00"


def test_a_day_long_gone_shows_what_was_held_then(app, person):
    _order_id, ids = things.received([1000])
    on(ids[0], actions.pay, "owner", at(TODAY - timedelta(days=9)), method=Method.CASH, cents=1000)
    handed("owner", 400, HandedTo.COMMUNITY, at(TODAY - timedelta(days=5)))
    somebody = person("secretary")
    held = {back: row(somebody.get(f"/settlements?day={TODAY - timedelta(days=back)}"), "赵一")["手上现金"] for back in (9, 6, 5, 0)}
    assert held == {9: "10.00", 6: "10.00", 5: "6.00", 0: "6.00"}
    assert "没有收付款" in somebody.get(f"/settlements?day={TODAY - timedelta(days=10)}").text


def test_a_list_is_cut_into_pages_and_none_is_lost(app, person):
    _order_id, ids = things.received([6000])
    for _ in range(120):
        on(ids[0], actions.pay, "owner", clock.now(), method=Method.CASH, cents=50)
    somebody = person("secretary")
    cents, total = all_cents(somebody, f"/settlements/entries?what=by_cash&day={TODAY}")
    assert (len(cents), sum(cents), total) == (120, 6000, "60.00")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 32),
        ("?kind=bill", 3),
        ("?method=cash", 4),
        ("?kind=payment&method=cash", 3),
        ("?day={today}&kind=payment", 4),
        ("?worker=0", 0),
        ("?supplier=0", 0),
        ("?order=0", 0),
        ("?order={order}&kind=advance", 1),
        ("?request={request}&kind=refund", 1),
        ("?month=1999-01", 32),
        ("?month=2024-02", 0),
        ("?what=nonsense&kind=nonsense&day=nonsense&before=987654", 32),
    ],
)
def test_filters(app, person, query, count):
    order_id = a_lively_day()
    request_id = things.book()[0].request_id
    path = f"/settlements/entries{query}".format(today=TODAY, order=order_id, request=request_id)
    assert len(all_cents(person("secretary"), path)[0]) == count


def test_who_may_look(app, person, visitor):
    a_lively_day()
    for path in ("/settlements", "/settlements.xlsx", "/settlements/suppliers", "/settlements/suppliers.xlsx", "/settlements/entries"):
        assert person("owner").get(path).status == 403, path
        assert "/sign-in" in visitor.get(path).response.headers["Location"], path
        assert person("secretary").post(path).status == 405, path
    own = world.user("secretary").community_id
    for path in (f"/settlements?community={own}", f"/settlements/suppliers?community={own}", f"/settlements/orders?community={own}"):
        assert person("officer").get(path).status == 200
        assert person("far_officer").get(path).status == 404
        assert person("other_secretary").get(path).status == 404
    assert all_cents(person("other_secretary"), "/settlements/entries")[0] == []
    assert all_cents(person("far_officer"), f"/settlements/entries?community={own}")[0] == []
    assert "赵一" not in person("far_officer").get(f"/settlements/entries?worker={world.user('owner').id}").text


def test_an_officer_sees_communities_and_then_people(app, person):
    a_lively_day()
    page = person("officer").get(f"/settlements?day={YESTERDAY}")
    assert row(page, "幸福社区")["收款合计"] == row(page, "合计")["收款合计"] == "233.20"
    assert row(page, "和平社区")["手上现金"] == "0.00"
    inside = person("officer").get(page.soup.select_one("tbody th a")["href"])
    assert row(inside, "钱二")["支付宝"] == "30.80"


@pytest.mark.parametrize("path", [f"/settlements.xlsx?day={YESTERDAY}", "/settlements/suppliers.xlsx"])
def test_the_sheet_says_the_same_as_the_page(app, person, path):
    a_lively_day()
    answer = person("secretary").get(path).response
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    page = person("secretary").get(path.replace(".xlsx", ""))
    sheet = book.worksheets[0]
    header, *lines = ([cell.value for cell in line] for line in sheet.iter_rows(min_row=2))
    assert len(lines) == len(page.soup.select("tbody tr")) + 1
    for line in lines:
        shown = row(page, str(line[0]))
        for title, value in zip(header[1:], line[1:], strict=True):
            assert (str(value) if title == "采购单" else yuan(round(value * 100))) == shown[title], (line[0], title)
    where = sa.true() if "suppliers" in path else MoneyEntry.day == YESTERDAY
    month = clock.day_of(clock.now()).replace(day=1)
    where = sa.and_(where, MoneyEntry.day >= month) if "suppliers" in path else where
    db.session.rollback()
    expected = db.session.scalars(sa.select(MoneyEntry).where(where)).all()
    details = list(book["明细"].iter_rows(min_row=3, values_only=True))
    assert sorted(round(line[4] * 100) for line in details) == sorted(one.effect for one in expected)


def test_as_many_queries_for_many_as_for_few(app, person):
    a_lively_day()
    somebody = person("secretary")
    paths = ["/settlements", "/settlements/suppliers", "/settlements/orders", "/settlements/entries", "/settlements/entries?what=held"]

    def asked() -> dict[str, int]:
        found = {}
        for path in paths:
            with counting() as counted:
                somebody.get(path)
            found[path] = counted.number
        return found

    asked()
    few = asked()
    for _ in range(4):
        a_lively_day()
    assert asked() == few


def test_the_sums_of_a_figure_are_its_entries_in_sql_and_in_python(app):
    """`Figure.counts` and its WHERE clause are the same definition twice; here they are compared for every figure."""
    from blueprints.settlement.figures import FIGURES

    a_lively_day()
    actor = world.actor("secretary")
    everything = things.book()
    for figure in FIGURES.values():
        where = queries.entries_where(actor, queries.Asked(figure))
        listed = {one.id for one in queries.list_entries(where, limit=None)}
        assert listed == {one.id for one in everything if figure.counts(one)}, figure.key
