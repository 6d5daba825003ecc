"""Supplier and office at the same moment: nobody's answer is silently overwritten, nothing is counted twice."""

from __future__ import annotations

from decimal import Decimal

from blueprints.orders import actions
from blueprints.orders.actions.links import make_link
from blueprints.orders.rules import Answer
from tests.orders import things
from tests.orders.supplier import link, links, shop_order
from tests.orders.test_supplier_page import events, line_form
from tests.support.at_once import at_once
from tests.support.browser import Person


def pressed(app, *presses):
    answers = at_once(app, *presses)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return [answer.status for answer in answers]


def both(app, order_id: int, name: str, path: str, *typed: dict):
    """The same line, filled in by the supplier and by the office, neither sent yet."""
    people = (Person(app).get(path), Person(app).sign_in("secretary").get(f"/orders/{order_id}/supplier-side"))
    return [line_form(page, order_id, name).fill(**values) for page, values in zip(people, typed, strict=True)]


def test_the_same_line_by_supplier_and_office(app):
    order_id = shop_order()
    path = f"/o/{link(order_id)}"
    for round_number in range(4):
        typed = {"answer": "short", "got": str(3 + round_number), "price": "3"}, {"answer": "there", "price": f"{4 + round_number}"}
        forms = both(app, order_id, "大米", path, typed[0], {**typed[1], "got": ""})
        version = things.item(order_id, "大米").version
        statuses = pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms])
        assert sorted(statuses) == [303, 409], statuses
        item = things.item(order_id, "大米")
        won = statuses.index(303)
        assert item.version == version + 1
        wanted = [(Answer.SHORT, Decimal(3 + round_number), 300), (Answer.THERE, Decimal(15), 100 * (4 + round_number))]
        assert (item.answer, item.got, item.price) == wanted[won]
        assert item.answered_by == [things.SHOP, "周书记"][won]
    assert len(events("order_item.answered")) == 4


def test_different_lines_at_once_are_both_kept(app):
    order_id = shop_order()
    path = f"/o/{link(order_id)}"
    version = things.fresh(order_id).version
    first = line_form(Person(app).get(path), order_id, "大米").fill(answer="missing")
    second = line_form(Person(app).sign_in("secretary").get(f"/orders/{order_id}/supplier-side"), order_id, "鸡蛋")
    second.fill(answer="there", price="16")
    statuses = pressed(app, lambda: first.submit(follow=False), lambda: second.submit(follow=False))
    assert statuses == [303, 303]
    assert (things.item(order_id, "大米").answer, things.item(order_id, "鸡蛋").answer) == (Answer.MISSING, Answer.THERE)
    assert things.fresh(order_id).version == version + 2


def test_all_the_rest_while_the_office_writes_one_of_them(app):
    order_id = shop_order()
    rest = Person(app).get(f"/o/{link(order_id)}").form("/rest")
    one = line_form(Person(app).sign_in("secretary").get(f"/orders/{order_id}/supplier-side"), order_id, "大米").fill(answer="missing")
    statuses = pressed(app, lambda: rest.submit(follow=False), lambda: one.submit(follow=False))
    assert statuses[0] == 303
    # Either the office was first, and the rest leaves it alone; or it came second and is told.
    assert things.item(order_id, "大米").answer is (Answer.MISSING if statuses[1] == 303 else Answer.THERE)
    assert things.item(order_id, "牛奶").answer is Answer.THERE


def test_the_same_save_three_times_at_once(app):
    order_id = shop_order()
    form = line_form(Person(app).get(f"/o/{link(order_id)}"), order_id, "大米").fill(answer="missing")
    assert pressed(app, *[lambda: form.submit(follow=False)] * 3) == [303] * 3
    assert things.item(order_id, "大米").version == 2


def test_an_order_called_off_while_the_supplier_saves(app):
    order_id = shop_order()
    form = line_form(Person(app).get(f"/o/{link(order_id)}"), order_id, "大米").fill(answer="missing")
    answers = at_once(
        app,
        lambda: form.submit(follow=False).status,
        lambda: things.do(order_id, actions.cancel_order, "secretary", reason="不要了"),
    )
    assert answers[0] in (303, 404, 409) and answers[1] is None, answers
    assert (things.item(order_id, "大米").answer is Answer.MISSING) == (answers[0] == 303)


def test_a_link_taken_back_while_the_supplier_saves(app):
    for _ in range(3):
        order_id = shop_order()
        form = line_form(Person(app).get(f"/o/{link(order_id)}"), order_id, "大米").fill(answer="missing")
        revoke = Person(app).sign_in("secretary").get(f"/orders/{order_id}/supplier-side").form("/revoke")
        saved, revoked = pressed(app, lambda form=form: form.submit(follow=False), lambda form=revoke: form.submit(follow=False))
        assert saved in (303, 404) and revoked == 303
        assert (things.item(order_id, "大米").answer is Answer.MISSING) == (saved == 303)


def test_two_make_a_link_at_once(app):
    order_id = shop_order()

    def make():
        return things.do(order_id, lambda order, **rest: make_link(order, **rest).token, "secretary")

    made = at_once(app, make, make)
    assert all(isinstance(token, str) for token in made), made
    assert [one.revoked_at is None for one in links(order_id)] == [False, True]
