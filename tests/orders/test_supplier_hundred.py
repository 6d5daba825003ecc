"""A long order: a hundred items stay light to open and to save."""

from __future__ import annotations

from tests.orders import things
from tests.orders.supplier import link
from tests.support import world
from tests.support.queries import counting


def test_a_hundred_items_are_saved_with_as_many_questions_as_two(app, visitor):
    def saved(names: list[str], doors: list[str]) -> int:
        ids = []
        for start in range(0, len(names), 10):
            lines = [things.line(name, "1", "件") for name in names[start : start + 10]]
            ids.append(things.request(doors[(start // 10) % len(doors)], *lines, phone=f"199000{start:05d}"))
        order_id = things.sent(ids)
        page = visitor.get(f"/o/{link(order_id)}")
        assert f"0 / {len(names)} 填好" in page.text
        form = page.form("/answer").fill(answer="there", price="3")
        with counting() as counted:
            answer = form.submit(htmx=True, follow=False)
        assert f"1 / {len(names)} 填好" in answer.text and len(answer.html) < 4000
        return counted.number

    few = saved(["盐", "糖"], [world.OWN_DOOR])
    assert saved([f"货品{number}" for number in range(100)], [world.OWN_DOOR, world.NEXT_DOOR, world.STRANGERS_DOOR]) == few
