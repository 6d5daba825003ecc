"""The supplier's Excel file: totals, bags, medicine; the same for the office and on the link."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from blueprints.orders.rules import Answer
from tests.orders import things
from tests.orders.supplier import PEOPLE, link, pharmacy_order, shop_order
from tests.support import world


def opened(page) -> dict[str, list[list[object]]]:
    """Rows below the note, by sheet."""
    assert page.status == 200 and page.response.mimetype.endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(page.response.get_data()))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


@pytest.fixture(params=["supplier", "office"])
def fetch(request, person, visitor):
    def get(order_id: int):
        if request.param == "office":
            return opened(person("secretary").get(f"/orders/{order_id}/supplier-side/order.xlsx"))
        return opened(visitor.get(f"/o/{link(order_id)}/order.xlsx"))

    return get


def columns(rows, *names):
    header = rows[1]
    return [tuple(row[header.index(name)] for name in names) for row in rows[2:]]


def test_totals_and_bags(fetch):
    order_id = shop_order(note="请走北门")
    things.answer(things.item(order_id, "大米").id, Answer.SHORT, got=Decimal(7), price=300)
    book = fetch(order_id)
    assert list(book) == ["总数", "按楼栋装袋"]
    note = book["总数"][0][0]
    assert "幸福社区" in note and things.fresh(order_id).number in note and "请走北门" in note
    assert columns(book["总数"], "品名", "要多少", "单位", "有没有货", "实际数量", "单价（元）", "金额（元）") == [
        ("大米", 15, "斤", "不够", 7, 3, 21),
        ("鸡蛋", 2, "盒", None, None, None, None),
        ("牛奶", 2, "箱", None, None, None, None),
        ("青菜", 3, "把", None, None, None, None),
    ]
    # Seven pounds of rice: the urgent bag first, the other gets what is left.
    assert columns(book["按楼栋装袋"], "楼栋", "取货号", "急", "品名", "要多少", "装多少", "说明") == [
        ("阳光花园1号楼", "01", None, "大米", 10, 2, "原来要 10斤"),
        ("阳光花园1号楼", "01", None, "鸡蛋", 2, None, None),
        ("阳光花园1号楼", "02", "急", "大米", 5, 5, None),
        ("阳光花园2号楼", "03", None, "牛奶", 2, None, None),
        ("阳光花园2号楼", "03", None, "青菜", 3, None, None),
    ]


def test_medicine_has_a_sheet_of_its_own(fetch):
    book = fetch(pharmacy_order())
    assert columns(book["药品"], "取货号", "谁要的", "药名", "规格", "数量", "单位", "谁的处方", "取药要看什么") == [
        ("01", "张**", "缬沙坦", "80mg×28粒", 2, "盒", "欧阳**", "要看处方"),
        ("02", "李**", "缬沙坦", "80mg×28粒", 1, "盒", None, "要看旧药盒"),
    ]


@pytest.mark.parametrize("make", [shop_order, pharmacy_order])
def test_no_phone_and_no_whole_name(fetch, make):
    text = str(fetch(make()))
    assert not [name for name in PEOPLE if name in text]


def test_nothing_starts_a_formula(visitor):
    wanted = things.line("=HYPERLINK(1)", "2", "@盒")
    order_id = things.sent([things.request(world.OWN_DOOR, wanted)])
    page = visitor.get(f"/o/{link(order_id)}/order.xlsx")
    book = load_workbook(io.BytesIO(page.response.get_data()))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "@"))]
    assert len(cells) == 4 and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
