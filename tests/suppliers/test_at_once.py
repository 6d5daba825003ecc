"""Two at one price list or one supplier at the same moment: written once, nothing overwritten, no error of ours."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from blueprints.suppliers.models import PriceItem, Supplier
from core.database import db
from tests.purchases.test_at_once import count, pressed
from tests.suppliers import things
from tests.suppliers.test_import_prices import prices, told, upload
from tests.suppliers.test_keep_supplier import events, filled

ROWS = [(f"货{number}", "", "件", number + 1, "") for number in range(60)]


def test_a_list_confirmed_by_two(app, person):
    supplier = things.make()
    page = upload(person("secretary"), supplier, prices(*ROWS))
    forms = [page.form("/confirm"), person("deputy").get(page.path).form("/confirm")]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 409]
    assert count(PriceItem) == 60 and told() == ["prices.imported"]


def test_two_lists_confirmed_at_once(app, person):
    """The one that comes second sees what the first has written, and asks again."""
    supplier = things.make()
    first = upload(person("secretary"), supplier, prices(*ROWS)).form("/confirm")
    second = upload(person("deputy"), supplier, prices(*[(name, spec, unit, 99, rx) for name, spec, unit, _price, rx in ROWS])).form(
        "/confirm"
    )
    assert pressed(app, lambda: first.submit(follow=False), lambda: second.submit(follow=False)) == [303, 409]
    assert count(PriceItem) == 60
    assert set(things.listed(supplier).values()) in ({9900}, {int(Decimal(row[3]) * 100) for row in ROWS})


def test_a_hand_and_a_list_at_once(app, person):
    supplier = things.supermarket()
    confirm = upload(person("secretary"), supplier, prices(("鸡蛋", "", "斤", 7, ""))).form("/confirm")
    by_hand = person("deputy").get(f"/prices/{things.price('鸡蛋').id}").form("/change").fill(price="9")
    assert pressed(app, lambda: confirm.submit(follow=False), lambda: by_hand.submit(follow=False)) == [303, 409]
    assert things.price("鸡蛋").price in (700, 900)


def test_the_same_thing_added_by_two(app, person):
    supplier = things.make()
    forms = [person(who).get(f"/suppliers/{supplier}/prices/new").form("/prices/new") for who in ("secretary", "deputy")]
    for form in forms:
        form.fill(name="盐", unit="袋", price="2")
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 422]
    assert count(PriceItem) == 1


def test_one_name_registered_by_two(app, person):
    forms = [filled(person(who)) for who in ("secretary", "other_secretary")]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 422]
    assert count(Supplier) == 1


def test_one_changes_and_another_ends(app, person):
    supplier = things.make()
    change = person("secretary").get(f"/suppliers/{supplier}/change").form("/change").fill(note="后门卸货")
    end = person("deputy").get(f"/suppliers/{supplier}").form("/end")
    statuses = pressed(app, lambda: change.submit(follow=False), lambda: end.submit(follow=False))
    assert statuses in ([303, 303], [303, 409])
    assert things.fresh(supplier).ended_at is not None
    assert events()[0] == "supplier.added"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Supplier)) == 1
