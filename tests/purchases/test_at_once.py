"""The same button pressed by two at the same moment, through the site itself: nothing doubled, no error of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from blueprints.care.models import CareCase
from blueprints.inspections.models import Inspection
from blueprints.purchases.models import Delivery, PurchaseRequest
from blueprints.purchases.rules import RequestState
from core.database import db
from tests.inspections.support import open_round, visit
from tests.purchases import things
from tests.support import world
from tests.support.at_once import at_once


def count(model: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def pressed(app: Any, *presses: Callable[[], Any]) -> list[int]:
    """The status of each; whatever was raised fails."""
    answers = at_once(app, *presses)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return sorted(answer.status for answer in answers)


def test_one_form_sent_three_times_at_once(app, person):
    household = world.household_at(world.OWN_DOOR).id
    form = person("owner").get(f"/households/{household}/requests/new").form("/requests/new")
    form.fill(lines__0__item="大米", lines__0__amount="10", lines__0__unit="斤")
    assert pressed(app, *[lambda: form.submit(follow=False)] * 3) == [303] * 3
    assert count(PurchaseRequest) == 1


def test_two_secretaries_approve_at_once(app, person):
    one = things.file()
    worker = str(world.user("owner").id)
    forms = [person(who).get(f"/requests/{one}").form("/approve").fill(worker=worker) for who in ("secretary", "deputy")]
    assert pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms]) == [303, 409]
    assert things.fresh(one).state is RequestState.APPROVED and count(Delivery) == 1


def test_two_cases_of_one_resident_at_once(app, person):
    household, resident = world.household_at(world.OWN_DOOR).id, str(world.resident("张秀兰").id)
    forms = []
    for who in ("owner", "colleague"):
        form = person(who).get(f"/households/{household}/care-cases/new?resident={resident}").form("/care-cases")
        forms.append(form.fill(resident=resident, categories=["lives_alone"]))
    statuses = pressed(app, *[lambda form=form: form.submit(follow=False) for form in forms])
    assert count(CareCase) == 1 and max(statuses) < 500


def test_a_round_is_closed_while_a_visit_is_saved(app, person):
    round_id = open_round("第一网格")
    form = person("secretary").get(f"/rounds/{round_id}/closing").form("/close")
    answers = at_once(app, lambda: form.submit(follow=False), lambda: visit(world.OWN_DOOR))
    assert getattr(answers[0], "status", answers[0]) in (303, 409, 422), answers
    assert isinstance(answers[1], int), answers
    assert count(Inspection) == 1
