"""Residents and staff pick from price lists: what fills a line, what is believed of it, and what stays free text."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from blueprints.purchases.models import PurchaseRequest
from blueprints.suppliers import actions
from blueprints.suppliers.actions import PriceFacts
from core.database import db
from tests.purchases import things as requests
from tests.suppliers import things
from tests.support import world

NEW = "/b/TESTCODE1/requests/new"


def staff_address() -> str:
    return f"/households/{world.household_at(world.OWN_DOOR).id}/requests/new"


@pytest.fixture(params=["resident", "worker"])
def asking(request, app, visitor, person):
    """(form of a new request, whoever fills it)."""
    things.supermarket()
    things.pharmacy()
    if request.param == "worker":
        return person("owner").get(staff_address()).form("/requests/new")
    form = visitor.get(NEW).form("/requests/new")
    return form.fill(household=world.household_at(world.OWN_DOOR).id, name="张阿姨", phone="19900000001", kind="groceries", consent="y")


def every() -> list[PurchaseRequest]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(PurchaseRequest).order_by(PurchaseRequest.id)))


def find(form, words: str, *, htmx: bool = False):
    return form.submit(words=words, button=("lines-find", "1"), htmx=htmx)


def pick(page, price_id: int, *, htmx: bool = False):
    return page.form("/requests/new").submit(button=("lines-pick", str(price_id)), htmx=htmx)


def test_search_pick_and_send_without_javascript(asking):
    page = find(asking, "dm")
    assert page.status == 200
    assert [one.get_text() for one in page.soup.select(".pick__name")][0].split() == ["大米", "5kg装", "39.90", "元/袋", "·", "好邻居超市"]
    page = pick(page, things.price("东北大米").id)
    assert "约 3.98 元/斤 · 好邻居超市" in page.text
    form = page.form("/requests/new")
    assert (form["lines-0-item"], form["lines-0-amount"], form["lines-0-unit"], form["words"]) == ("东北大米", "1", "斤", "")
    page = form.submit(lines__0__amount="2.5", button=("lines-add", "1"))
    assert "一共约 9.95 元" in page.text
    form = page.form("/requests/new")
    form.fill(lines__1__item="酱油", lines__1__amount="1").submit()
    (made,) = every()
    picked, free = made.lines
    assert (picked.item, picked.amount, picked.unit, picked.expected_price) == ("东北大米", Decimal("2.5"), "斤", 398)
    assert picked.price_item_id == things.price("东北大米").id
    assert (free.item, free.price_item_id, free.expected_price) == ("酱油", None, None)


def test_several_are_picked_one_after_another(asking):
    page = pick(find(asking, "大米"), things.price("大米").id)
    page = pick(find(page.form("/requests/new"), "油"), things.price("食用油").id)
    page.form("/requests/new").submit()
    assert [line.text for line in every()[0].lines] == ["大米 5kg装 1袋", "食用油 5L 1桶"]


def test_what_was_not_found_may_still_be_written(asking):
    page = find(asking, "孜然")
    assert "没有找到" in page.text
    page.form("/requests/new").submit(lines__0__item="孜然", lines__0__amount="1")
    assert every()[0].lines[0].item == "孜然"


def test_words_that_nobody_searched_for_do_not_send_the_request(asking):
    page = asking.submit(words="鸡蛋", lines__0__item="盐", lines__0__amount="1")
    assert "单子还没有交" in page.text and "鸡蛋" in page.text
    assert every() == []
    page.form("/requests/new").submit()
    assert [line.item for line in every()[0].lines] == ["盐"]


def test_renaming_a_picked_line_makes_it_free_text(asking):
    page = pick(find(asking, "鸡蛋"), things.price("鸡蛋").id)
    page = page.form("/requests/new").submit(lines__0__item="土鸡蛋", button=("lines-add", "1"))
    assert "约 6.50 元/斤" not in page.text
    page.form("/requests/new").submit()
    (line,) = every()[0].lines
    assert (line.item, line.price_item_id, line.expected_price) == ("土鸡蛋", None, None)


def test_another_unit_is_another_thing(asking):
    pick(find(asking, "鸡蛋"), things.price("鸡蛋").id).form("/requests/new").submit(lines__0__unit="盒")
    assert every()[0].lines[0].expected_price is None


def test_the_price_is_the_lists_own_when_it_is_sent(asking):
    form = pick(find(asking, "鸡蛋"), things.price("鸡蛋").id).form("/requests/new")
    eggs = things.price("鸡蛋")
    facts = PriceFacts("鸡蛋", "斤", 720)

    def raise_price(supplier, **rest):
        item = db.session.get_one(type(eggs), eggs.id)
        actions.change_price(item, facts, version=1, **rest)

    things.do(eggs.supplier_id, raise_price, "secretary")
    form.values.append(("lines-0-expected_price", "1"))
    form.submit()
    assert every()[0].lines[0].expected_price == 720


@pytest.mark.parametrize("case", ["another community's", "taken off", "ended", "of a pharmacy", "none", "not a number"])
def test_what_is_not_offered_to_this_door_is_free_text(asking, case):
    foreign = things.make("和平超市", "other_secretary", prices=(PriceFacts("皮蛋", "个", 150),))
    own = things.price("鸡蛋")
    form = pick(find(asking, "鸡蛋"), own.id).form("/requests/new")
    sent = {"another community's": things.price("皮蛋", foreign).id, "none": 987654321, "not a number": "x\x00"}.get(case, own.id)
    name = {"another community's": "皮蛋", "of a pharmacy": "布洛芬缓释胶囊 0.3g×20粒"}.get(case, "鸡蛋")
    unit = {"another community's": "个", "of a pharmacy": "盒"}.get(case, "斤")
    if case == "of a pharmacy":
        sent = things.price("布洛芬缓释胶囊").id
    if case == "taken off":
        things.do(
            own.supplier_id, lambda _s, **rest: actions.take_off(db.session.get_one(type(own), own.id), version=1, **rest), "secretary"
        )
    if case == "ended":
        things.do(own.supplier_id, actions.end_supplier, "secretary")
    form.submit(lines__0__price_item_id=sent, lines__0__item=name, lines__0__unit=unit)
    (line,) = every()[0].lines
    assert (line.item, line.price_item_id, line.expected_price) == (name, None, None)


def test_medicine_says_its_strength_and_whose_prescription(asking):
    page = find(asking.fill(kind="medicine"), "apxl")
    assert page.soup.select(".pick__found") == [], "part of the initials in the wrong order"
    page = pick(find(page.form("/requests/new"), "氨氯地平"), things.price("苯磺酸氨氯地平片").id)
    form = page.form("/requests/new")
    assert (form["lines-0-item"], form["lines-0-strength"], form["lines-0-shows_prescription"]) == ("苯磺酸氨氯地平片", "5mg×28片", "y")
    page = form.submit(lines__0__prescription_for="张秀兰", lines__0__shows_old_box="y")
    (line,) = every()[0].lines
    assert (line.strength, line.prescription_for, line.shows_prescription, line.shows_old_box) == ("5mg×28片", "张秀兰", True, True)
    assert (line.expected_price, line.text) == (2850, "苯磺酸氨氯地平片（5mg×28片） 1盒")
    for words in ("5mg×28片", "张秀兰的处方", "要出示处方", "要带旧药盒", "约 28.50 元/盒"):
        assert words in page.text


def test_a_prescription_medicine_must_be_shown_whatever_the_form_says(asking):
    page = pick(find(asking.fill(kind="medicine"), "氨氯地平"), things.price("苯磺酸氨氯地平片").id)
    page.form("/requests/new").submit(lines__0__shows_prescription=None)
    assert every()[0].lines[0].shows_prescription


def test_groceries_carry_nothing_of_medicine(asking):
    asking.submit(lines__0__item="大米", lines__0__amount="1", lines__0__strength="5mg", lines__0__prescription_for="张秀兰")
    (line,) = every()[0].lines
    assert (line.strength, line.prescription_for) == ("", "")


def test_each_kind_finds_its_own_shops(asking):
    assert "没有找到" in find(asking, "布洛芬").text
    assert "仁心药店" in find(asking.fill(kind="medicine"), "布洛芬").text


def test_with_htmx_the_residents_rows_alone_are_swapped(app, visitor):
    things.supermarket()
    form = visitor.get(NEW).form("/requests/new").fill(kind="groceries")
    page = find(form, "鸡蛋", htmx=True)
    assert "<html" not in page.html and page.soup.select_one("#lines .pick__found") is not None
    assert "consent" not in page.html


def test_the_kind_is_asked_for_first(app, visitor):
    things.supermarket()
    page = find(visitor.get(NEW).form("/requests/new"), "鸡蛋")
    assert "请先选" in page.text and not page.soup.select(".pick__found")


def test_where_nobody_has_a_list_the_form_is_as_short_as_ever(app, visitor):
    things.make("和平超市", "other_secretary", prices=things.GOODS)
    assert 'name="words"' not in visitor.get(NEW).html


def test_searching_is_limited_and_writing_goes_on(app, visitor):
    things.supermarket()
    app.config["RATE_LIMITS_ENABLED"] = True
    from blueprints.residents import limits

    building = world.household_at(world.OWN_DOOR).building_id
    for _ in range(600):
        limits.allow(f"search.building.{limits.SEARCH_PER_BUILDING[0]}", str(building), limits.SEARCH_PER_BUILDING[0])
    form = visitor.get(NEW).form("/requests/new").fill(kind="groceries", lines__0__item="盐")
    page = find(form, "鸡蛋")
    assert page.status == 429 and "过一会儿再找" in page.text
    assert page.form("/requests/new")["lines-0-item"] == "盐"


def test_a_change_keeps_what_was_picked(app, visitor, person):
    things.supermarket()
    form = visitor.get(NEW).form("/requests/new")
    form.fill(household=world.household_at(world.OWN_DOOR).id, name="张阿姨", phone="19900000001", kind="groceries", consent="y")
    pick(find(form, "鸡蛋"), things.price("鸡蛋").id).form("/requests/new").submit()
    (made,) = every()
    slip = visitor.get(f"/s/{made.slip_token}/change")
    assert "约 6.50 元/斤" in slip.text
    slip.form("/change").submit(lines__0__amount="3")
    (line,) = every()[0].lines
    assert (line.amount, line.expected_price) == (Decimal(3), 650)
    person("owner").get(f"/requests/{made.id}/change").form("/change").submit(note="门口放着")
    (line,) = every()[0].lines
    assert (line.amount, line.expected_price, line.price_item_id) == (Decimal(3), 650, things.price("鸡蛋").id)


def test_merging_keeps_two_peoples_medicine_apart(app, person):
    things.pharmacy()
    pills = requests.PILLS
    from dataclasses import replace

    first = requests.file(lines=(replace(pills, prescription_for="张秀兰", strength="5mg"),))
    second = requests.file(
        lines=(replace(pills, prescription_for="张小军", strength="5mg"), replace(pills, prescription_for="张秀兰", strength="5mg"))
    )
    person("secretary").get(f"/requests/{first}").form("/merge").submit()
    lines = {line.prescription_for: line.amount for line in requests.fresh(first).lines}
    assert lines == {"张秀兰": Decimal(3), "张小军": Decimal("1.5")}
    assert requests.fresh(second).merged_into_id == first


def test_the_export_says_prescriptions_and_prices(app, person):
    from tests.purchases.test_export import rows

    things.pharmacy()
    form = person("owner").get(staff_address()).form("/requests/new").fill(kind="medicine")
    page = pick(find(form, "氨氯地平"), things.price("苯磺酸氨氯地平片").id)
    page.form("/requests/new").submit(lines__0__amount="2", lines__0__prescription_for="张秀兰")
    header, line = rows(person("secretary").get("/requests/export.xlsx"))
    found = dict(zip(header, line, strict=True))
    assert found["要买的东西"] == "苯磺酸氨氯地平片（5mg×28片） 2盒"
    assert found["处方、价钱"] == "苯磺酸氨氯地平片：张秀兰的处方 · 要出示处方 · 约 28.50 元/盒"
    assert found["约合计（元）"] == 57


def test_an_unpicked_search_costs_no_more_queries_however_long_the_lists(app, visitor):
    from tests.support.queries import counting

    def asked() -> int:
        page = visitor.get(NEW)
        with counting() as counted:
            find(page.form("/requests/new").fill(kind="groceries"), "货")
        return counted.number

    things.make("甲", prices=tuple(PriceFacts(f"货{number}", "件", 100) for number in range(3)))
    asked()
    few = asked()
    for name in ("乙", "丙", "丁"):
        things.make(name, prices=tuple(PriceFacts(f"货{number}", "件", 100) for number in range(20)))
    assert asked() == few
