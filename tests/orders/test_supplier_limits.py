"""What is beyond all bounds on the way to the supplier and back."""

from __future__ import annotations

from blueprints.orders.rules import Answer
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
