"""What is beyond all bounds on the way to the supplier and back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from blueprints.orders.rules import Answer
from blueprints.places.vocabulary import RequestKind
from core.errors import Invalid
from tests.orders import things
from tests.orders.supplier import link, priced
from tests.support import world
from tests.support.browser import Person


def test_one_tap_leaves_out_what_costs_too_much(app):
    """One thing that cannot be as it stands does not keep all others from being answered."""
    order_id = things.sent([things.request(world.OWN_DOOR, priced("茅台", "999", "瓶", 150_000), priced("大米", "1", "斤", 300))])
    page = Person(app).get(f"/o/{link(order_id)}")
    assert "有标价、还没填的 1 样一次填好" in page.text
    page = page.form("/rest").submit()
    assert page.status == 200 and "存好了 1 样" in page.html
    assert [things.item(order_id, name).answer for name in ("茅台", "大米")] == [Answer.OPEN, Answer.THERE]


def test_no_moment_before_all_time(app, person):
    things.supplier()
    page = person("secretary").get("/orders/new?until=0001-01-01T00:00")
    assert page.status == 200 and page.form("/orders/new")["until"] == "0001-01-01T00:00"


@pytest.mark.parametrize("answer", [Answer.THERE, Answer.REPLACED])
def test_nobody_is_made_to_pay_for_ten_times_as_much(app, answer):
    """Of weighed goods all that came is shared out: ten pounds asked for, a hundred sent, and all to be paid."""
    order_id = things.sent([things.request(world.OWN_DOOR, things.line("大米", "10", "斤"))])
    item = things.item(order_id, "大米")
    with pytest.raises(Invalid, match="多出太多"):
        things.answer(item.id, answer, got=Decimal(100), price=300)
    things.answer(item.id, answer, got=Decimal(11), price=300)


def test_a_worker_reads_whose_medicine_it_is_only_of_the_own_grid(app, person):
    pills = things.line("缬沙坦", "2", "盒", prescription_for="欧阳春天")
    theirs = things.line("硝苯地平", "1", "盒", prescription_for="王小明")
    doors = [(world.OWN_DOOR, pills), (world.STRANGERS_DOOR, theirs)]
    order_id = things.sent([things.request(door, one, kind=RequestKind.MEDICINE) for door, one in doors])
    text = person("stranger").get(f"/orders/{order_id}").text
    assert "王小明的处方" in text and "别的网格" in text and "欧阳春天" not in text
    assert "欧阳春天的处方" in person("secretary").get(f"/orders/{order_id}").text
