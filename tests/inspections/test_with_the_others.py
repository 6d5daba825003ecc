"""A need found at the door, all the way: the case and the request really exist, or nothing does."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.care.models import CareCase
from blueprints.inspections.models import Inspection
from blueprints.purchases.models import PurchaseRequest
from core.database import db
from tests.inspections.support import door
from tests.support import world


def fill(somebody, **more):
    form = somebody.get(f"/households/{door(world.OWN_DOOR).id}/inspections/new").form("/record")
    return form.fill(
        care_resident=world.resident("张秀兰").id,
        care_categories=["lives_alone"],
        lines__0__item="大米",
        lines__0__amount="10",
        lines__0__unit="斤",
        **more,
    )


def test_the_case_and_the_request_are_there(app, person):
    owner = person("owner")
    fill(owner).submit()
    db.session.rollback()
    case = db.session.scalars(sa.select(CareCase)).one()
    assert (case.resident_id, case.categories) == (world.resident("张秀兰").id, ["lives_alone"])
    request = db.session.scalars(sa.select(PurchaseRequest)).one()
    assert (request.household.address, [line.item for line in request.lines]) == (world.OWN_DOOR, ["大米"])


def test_a_second_case_for_the_same_person_loses_neither_the_first_nor_what_was_typed(app, person):
    owner = person("owner")
    fill(owner).submit()
    page = fill(owner, note="第二次").submit()
    db.session.rollback()
    if page.status == 200:  # the need was added to the open case
        assert len(db.session.scalars(sa.select(CareCase)).all()) == 1
    else:
        assert page.status in (409, 422)
        assert page.form("/record")["note"] == "第二次"
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Inspection)) == 1
