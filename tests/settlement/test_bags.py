"""What the lists and labels of bags say about money."""

from __future__ import annotations

from blueprints.orders.rules import Answer
from blueprints.settlement import actions
from blueprints.settlement.rules import ComplaintKind
from tests.orders import things as orders
from tests.settlement import things
from tests.support import world


def test_what_was_written_down_as_owed_is_not_called_paid(app, person):
    order_id, (one, two) = things.received((3650, 1200))
    things.on(one, actions.owe, "secretary", cents=3650)
    things.on(two, actions.write_off, "secretary", cents=1200, reason="困难户")
    secretary = person("secretary")
    for page in ("sorting", "sorting/print", "labels"):
        text = secretary.get(f"/orders/{order_id}/{page}").text
        assert "欠款 36.50 元已记下" in text and "不用再付，免收 12.00 元" in text and "已付清" not in text


def test_round_amounts_are_written_as_people_write_them(app, person):
    one = orders.request(world.OWN_DOOR, orders.line("鸡蛋", amount="30", unit="个"))
    order_id = orders.sent([one])
    for item in orders.items(order_id):
        orders.answer(item.id, Answer.THERE, got=item.wanted, price=85)
    things.receive(order_id)
    things.deliver(one)
    things.on(one, actions.open_complaint, "owner", kind=ComplaintKind.BROKEN, text="碎了 3 个")
    page = person("secretary").get("/complaints").follow("碎了 3 个")
    assert "30个" in page.text and "E+" not in page.text
