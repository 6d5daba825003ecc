"""The list of orders, how often its pages ask the database, and the order on paper."""

from __future__ import annotations

import io

import openpyxl

from blueprints.places.vocabulary import RequestKind
from blueprints.suppliers.rules import SupplierKind
from tests.orders import things
from tests.orders.things import line
from tests.support import many, world
from tests.support.queries import counting


def test_filters_and_paging_of_the_list(app, person):
    shop, other = things.supplier(), things.supplier("暖家药房", SupplierKind.PHARMACY)
    first = things.draft([], shop="暖家药房", kind=RequestKind.MEDICINE)
    called_off = things.cancelled([things.request()])
    for _ in range(51):
        things.draft([])
    secretary = person("secretary")
    page = secretary.get("/orders")
    assert page.text.count(f"{things.SHOP} 0 张代购单") == 50 and "暖家药房 0" not in page.text
    assert "暖家药房 0 张代购单" in page.follow("再看后面的").text
    assert things.fresh(called_off).number not in page.text
    assert secretary.get(f"/orders?state=cancelled&supplier={shop}").text.count("张代购单，") == 1
    narrowed = secretary.get(f"/orders?state=all&supplier={other}")
    assert narrowed.text.count("张代购单，") == 1 and things.fresh(first).number in narrowed.text
    assert "这里没有采购单" in secretary.get("/orders?day=2020-01-01&state=all&after=nonsense").text
    assert "张代购单，" not in person("other_secretary").get("/orders?state=all").text


def test_as_many_queries_for_three_as_for_thirty(app, person):
    many.add_doors(range(1, 31))
    order = things.draft([things.request(many.address_of(number), line(f"货{number}", "1", "袋")) for number in range(1, 4)])
    paths = ("/orders", f"/orders/{order}", f"/orders/{order}/entries", f"/orders/{order}/sending", f"/orders/{order}/print", "/orders/new")
    things.request(world.OWN_DOOR)
    secretary = person("secretary")
    counts = []
    for rest in (range(0), range(4, 31)):
        if rest:
            things.join(order, *[things.request(many.address_of(number), line(f"货{number}", "1", "袋")) for number in rest])
            for number in range(3):
                things.request(many.address_of(20 + number), name=f"等{number}")
        asked = []
        for path in paths:
            secretary.get(path)
            with counting() as counted:
                assert secretary.get(path).status == 200
            asked.append(counted.number)
        counts.append(asked)
    assert counts[0] == counts[1], dict(zip(paths, zip(*counts, strict=True), strict=True))


def test_the_sheets(app, person):
    pills = things.request(
        world.NEXT_DOOR,
        line("氨氯地平", "2", "盒", strength="5mg", prescription_for="李建国", shows_prescription=True),
        kind=RequestKind.MEDICINE,
        name="李建国",
    )
    rice = things.listed(things.SHOP, "=大米", 320, unit="斤")
    order = things.draft([things.request(world.OWN_DOOR, line("=大米", "1.5", "斤", price_item_id=rice)), pills])
    answer = person("secretary").get(f"/orders/{order}/order.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.response.get_data()))
    goods, totals, doors = ([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book)
    assert next(row for row in goods if row[1] == "=大米")[3:7] == [1.5, "斤", 3.2, 4.8]
    medicine = next(row for row in goods if row[1] == "氨氯地平")
    assert medicine[12] == f"{world.NEXT_DOOR} 李建国，李建国的处方，要出示处方"
    assert next(row for row in goods if row[0] == "合计")[6] == 4.8
    assert [row[0] for row in totals if row[0]][-2:] == ["阳光花园1号楼"] * 2
    assert [row[2] for row in doors if row[2]][-2:] == [world.OWN_DOOR, world.NEXT_DOOR]
    page = person("officer").get(f"/orders/{order}/print")
    assert "1单元101" in page.text and "4.80" in page.text and "李建国的处方" in page.text
