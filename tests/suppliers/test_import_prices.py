"""A shop's own price list, as shops really keep them: looked at, then written whole; and single prices by hand."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.places.imports.cells import Bad
from blueprints.suppliers.models import PriceItem, PriceUpload
from blueprints.suppliers.price_list import read_price
from core.audit import AuditEvent
from core.database import db
from tests.places.imports.lists import workbook
from tests.suppliers import things
from tests.support.browser import Page, Person

MESSY = workbook(
    (
        "价目",
        [
            ("好邻居超市 11月价目表", None, None, None, None, None),
            (),
            ("序号", "商 品 名 称", "规格", "单位", "零售价（元）", "是否处方药"),
            (1, "大米", "５ｋｇ装", "袋", "¥41.9", ""),
            (2, " 东北大米", None, "斤", "３．９８元", None),
            (),
            (3, "鸡蛋", "", "", "6.8元/斤", "否"),
            (None, "蔬菜类", None, None, None, None),
            (4, "土豆", "", "斤", 2.5, ""),
            (5, "土豆", "", "斤", "2.50", ""),
            (6, "青菜", "", "斤", 3, ""),
            (7, "青 菜", "", "斤", 4, ""),
            (8, "豆腐", "", "块", "面议", ""),
            (9, "食用油", "5L", "桶", "69.999", ""),
            (10, "布洛芬", "", "盒", 15.8, "也许"),
            (11, None, "", "斤", 3, ""),
        ],
    ),
    ("说明", [("请勿外传",)]),
)


def upload(person: Person, supplier_id: int, data: bytes, name: str = "价目.xlsx", *, follow: bool = True) -> Page:
    form = person.get(f"/suppliers/{supplier_id}/prices/upload").form("/prices/upload")
    return person.send(form.action, {**dict(form.values), "file": (io.BytesIO(data), name)}, follow=follow)


def prices(*rows: tuple) -> bytes:
    return workbook(("价目表", [("品名", "规格", "单位", "单价", "是否处方药"), *rows]))


def numbers(page: Page) -> list[int]:
    """Added, changed, taken off, the same, refused."""
    return [int(one.get_text()) for one in page.soup.select(".sp-counts strong")]


def told() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("price%")).order_by(AuditEvent.id)))


def test_a_messy_list_is_read_and_what_cannot_be_says_why(app, person):
    supplier = things.supermarket()
    secretary = person("secretary")
    page = upload(secretary, supplier, MESSY)
    assert numbers(page) == [2, 2, 0, 1, 7]
    assert "39.90 → 41.90" in page.text and "6.50 → 6.80" in page.text
    for words in (
        "“价目”第 8 行 零售价（元） 蔬菜类 没有单价",
        "第 10 行 商 品 名 称 土豆 和第 9 行一样，只记一次",
        "青 菜 和第 11 行是同一样东西，价钱不同。先按第 11 行的 3.00 元记",
        "豆腐 看不懂这个单价（面议）",
        "食用油 单价最多两位小数（69.999）",
        "第 15 行 是否处方药 布洛芬 是不是处方药",
        "第 16 行 商 品 名 称 没有写品名",
    ):
        assert words in page.text, words
    assert things.listed(supplier)["大米 5kg装"] == 3990, "nothing is written before it is confirmed"
    page = page.form("/confirm").submit()
    assert "价目表已更新" in page.text and numbers(page) == [2, 2, 0, 1, 7]
    assert things.listed(supplier) == {
        "大米 5kg装": 4190,
        "东北大米": 398,
        "鸡蛋": 680,
        "土豆": 250,
        "青菜": 300,
        "食用油 5L": 6990,  # its row could not be read: it stays
    }
    assert told()[-1] == "prices.imported"


def test_what_is_not_in_the_file_goes_off_the_list_and_comes_back(app, person):
    supplier = things.supermarket()
    secretary = person("secretary")
    page = upload(secretary, supplier, prices(("鸡蛋", "", "斤", 6.5, ""), ("盐", "400g", "袋", 2.5, "")))
    assert numbers(page) == [1, 0, 3, 1, 0]
    page.form("/confirm").submit()
    assert things.listed(supplier) == {"鸡蛋": 650, "盐 400g": 250}
    oil = things.price("食用油")
    assert not oil.is_available, "old requests still point to it"
    page = upload(secretary, supplier, prices(("食用油", "5L", "桶", 65, "")))
    assert numbers(page) == [0, 1, 2, 0, 0] and "重新上架" in page.text
    page.form("/confirm").submit(keeps_rest="y")
    assert things.listed(supplier).keys() == {"鸡蛋", "盐 400g", "食用油 5L"}
    assert (things.price("食用油").id, things.price("食用油").price) == (oil.id, 6500)


def test_confirmed_twice_is_done_once(app, person):
    supplier = things.make()
    page = upload(person("secretary"), supplier, prices(("盐", "", "袋", 2.5, "")))
    form = page.form("/confirm")
    other = person("deputy").get(page.path).form("/confirm")
    assert form.submit().path == form.submit().path
    answer = other.submit()
    assert answer.status == 409 and "周书记 已在" in answer.text
    assert told() == ["prices.imported"]


def test_the_same_file_again_changes_nothing(app, person):
    supplier = things.make()
    secretary, data = person("secretary"), prices(("盐", "", "袋", 2.5, ""), ("糖", "", "袋", 5, ""))
    upload(secretary, supplier, data).form("/confirm").submit()
    page = upload(secretary, supplier, data)
    assert numbers(page) == [0, 0, 0, 2, 0]
    assert "完全一样" in page.text and not [form for form in page.soup.find_all("form") if "confirm" in form["action"]]


def test_a_list_that_changed_meanwhile_is_shown_anew(app, person):
    supplier = things.supermarket()
    page = upload(person("secretary"), supplier, prices(("鸡蛋", "", "斤", 7, "")))
    deputy = person("deputy")
    deputy.get(f"/prices/{things.price('鸡蛋').id}").form("/change").submit(price="6.9")
    answer = page.form("/confirm").submit()
    assert answer.status == 409 and "又有了变动" in answer.text and "6.90 → 7.00" in answer.text
    assert things.price("鸡蛋").price == 690
    answer.form("/confirm").submit()
    assert things.price("鸡蛋").price == 700


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04nonsense", "文件打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls"),
        (b"name;price", "这不是 .xlsx"),
        (workbook(("人", [("姓名", "电话"), ("张三", "1")])), "没有找到表头"),
        (prices(), "表头下面没有内容"),
    ],
)
def test_what_is_no_price_list_is_refused_whole(app, person, data, said):
    page = upload(person("secretary"), things.make(), data)
    assert page.status == 422 and said in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PriceUpload)) == 0


def test_no_file_at_all(app, person):
    supplier = things.make()
    form = person("secretary").get(f"/suppliers/{supplier}/prices/upload").form("/prices/upload")
    page = form.submit()
    assert page.status == 422 and "请选择一个文件" in page.text


def test_a_name_merged_over_its_sizes(app, person):
    supplier = things.make()
    data = workbook(
        ("表", [("品名", "规格", "单位", "单价"), ("大米", "5kg", "袋", 40), (None, "10kg", "袋", 75), (None, "25kg", "袋", 160)]),
        merge=("A2:A4",),
    )
    upload(person("secretary"), supplier, data).form("/confirm").submit()
    assert things.listed(supplier) == {"大米 5kg": 4000, "大米 10kg": 7500, "大米 25kg": 16000}


def test_template_and_export_can_be_uploaded_again(app, person):
    supplier = things.supermarket()
    secretary = person("secretary")
    template = secretary.get("/suppliers/price-template.xlsx").response.get_data()
    assert "没有内容" in upload(secretary, supplier, template).text, "the examples are no goods"
    exported = secretary.get(f"/suppliers/{supplier}/prices.xlsx").response.get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(exported)).worksheets[0].iter_rows(values_only=True))
    assert rows[:2] == [("品名", "规格", "单位", "单价", "是否处方药"), ("大米", "5kg装", "袋", 39.9, None)]
    assert numbers(upload(secretary, supplier, exported)) == [0, 0, 0, 4, 0]


def test_the_preview_is_a_file_too(app, person):
    page = upload(person("secretary"), things.supermarket(), MESSY)
    data = page.person.get(page.link("下载全部核对结果")).response.get_data()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [sheet.title for sheet in book] == ["没有收进来的行", "改价", "新增", "下架"]
    assert book["新增"].max_row == 3


@pytest.mark.parametrize("who", ["owner", "other_secretary", "far_officer"])
def test_others_change_no_prices(app, person, who):
    supplier = things.furnish()
    item, somebody = things.price("鸡蛋"), person(who)
    upload_id = db.session.scalars(sa.select(PriceUpload.id)).one()
    wanted = {403} if who == "owner" else {404}
    for path in (f"/suppliers/{supplier}/prices/upload", f"/price-uploads/{upload_id}", f"/suppliers/{supplier}/prices/new"):
        assert somebody.get(path).status in wanted, path
    for path in (f"/prices/{item.id}/change", f"/prices/{item.id}/take-off", f"/price-uploads/{upload_id}/confirm"):
        assert somebody.post(path, {"price": "1"}).status in wanted, path
    assert things.price("鸡蛋").price == 650


def test_one_price_by_hand(app, person):
    supplier = things.supermarket()
    secretary = person("secretary")
    form = secretary.get(f"/suppliers/{supplier}/prices/new").form("/prices/new")
    page = form.submit(name="盐", unit="袋", price="¥2.5", spec="400g")
    assert "盐" in page.text and things.listed(supplier)["盐 400g"] == 250
    assert form.submit().path == page.path
    double = secretary.get(f"/suppliers/{supplier}/prices/new").form("/prices/new").submit(name="盐", unit="袋", price="3", spec="400g")
    assert double.status == 422 and "已经有同样的" in double.text
    salt = things.price("盐")
    first = secretary.get(f"/prices/{salt.id}").form("/change")
    second = person("deputy").get(f"/prices/{salt.id}")
    first.submit(price="2.8")
    answer = second.form("/change").submit(price="9")
    assert answer.status == 409 and "周书记 已在" in answer.text
    assert second.form("/take-off").submit().status == 409
    secretary.get(f"/prices/{salt.id}").form("/take-off").submit()
    assert "盐 400g" not in things.listed(supplier)
    assert "盐" in secretary.get(f"/suppliers/{supplier}/prices?show=off").text
    secretary.get(f"/prices/{salt.id}").form("/put-back").submit()
    assert things.listed(supplier)["盐 400g"] == 280
    assert told()[-4:] == ["price.added", "price.changed", "price.taken_off", "price.put_back"]


@pytest.mark.parametrize("typed", [{"name": ""}, {"unit": ""}, {"price": "0"}, {"price": "面议"}, {"name": "（）"}])
def test_bad_prices_are_refused(app, person, typed):
    supplier = things.make()
    form = person("secretary").get(f"/suppliers/{supplier}/prices/new").form("/prices/new")
    assert form.submit(**{"name": "盐", "unit": "袋", "price": "2", **typed}).status == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PriceItem)) == 0


def test_the_list_is_searched_and_read_page_by_page(app, person):
    supplier = things.make()
    rows = [(f"货{number:03d}", "", "件", 1 + number, "") for number in range(120)]
    secretary = person("secretary")
    upload(secretary, supplier, prices(*rows)).form("/confirm").submit()
    page, seen = secretary.get(f"/suppliers/{supplier}/prices"), 0
    while True:
        seen += len(page.soup.select(".sp-price"))
        more = page.soup.find("a", rel="next")
        if more is None:
            break
        page = secretary.get(str(more["href"]))
    assert seen == 120
    found = secretary.get(f"/suppliers/{supplier}/prices?q=h007", htmx=True)
    assert "货007" in found.text and "货008" not in found.text and "<html" not in found.html


@given(st.decimals(min_value=Decimal("0.01"), max_value=10000, places=2), st.sampled_from(["{}", "¥{}", "{}元", "￥ {} 元", "{}元/斤"]))
def test_every_way_to_write_a_price_reads_the_same(amount, shape):
    assert read_price(shape.format(amount))[0] == int(amount * 100)
    assert read_price(float(amount))[0] == int(amount * 100)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(max_size=20)
    | st.from_regex(r"[¥约]?[0-9.,]{0,30}元?(/[斤盒])?", fullmatch=True)
    | st.floats()
    | st.integers()
    | st.booleans()
)
def test_whatever_stands_there_is_a_price_or_says_why_not(app, value):
    with app.test_request_context():
        try:
            cents, unit = read_price(value)
        except Bad as bad:
            assert bad.message
        else:
            assert 0 < cents <= 1_000_000 and len(unit) <= 6
