"""What the lists and labels of bags say about money."""

from __future__ import annotations

from blueprints.settlement import actions
from tests.settlement import things


def test_what_was_written_down_as_owed_is_not_called_paid(app, person):
    order_id, (one, two) = things.received((3650, 1200))
    things.on(one, actions.owe, "secretary", cents=3650)
    things.on(two, actions.write_off, "secretary", cents=1200, reason="困难户")
    secretary = person("secretary")
    for page in ("sorting", "sorting/print", "labels"):
        text = secretary.get(f"/orders/{order_id}/{page}").text
        assert "欠款 36.50 元已记下" in text and "不用再付，免收 12.00 元" in text and "已付清" not in text
