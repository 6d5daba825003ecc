"""A real form, filled with the id of something real that is not the sender's: nothing of the stranger's changes.

The fields of each form are those of the page; only the id is put in place of an own one.
"""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from blueprints.care.models import CareCase
from blueprints.inspections.models import InspectionPerson, Round
from blueprints.places.models import BuildingUnit, Grid, GridWorker, Household
from blueprints.purchases.rules import RequestState
from core.database import db
from tests.support import requests as asked
from tests.support import world


def send(form, button=None, **foreign):
    """Send `form` with some values replaced, whether the page offers them or not."""
    names = {name.replace("__", "-") for name in foreign}
    form.values = [(name, value) for name, value in form.values if name not in names]
    form.values += [(name.replace("__", "-"), str(value)) for name, value in foreign.items()]
    answer = form.submit(button=button) if button else form.submit()
    db.session.rollback()
    return answer


def grid_named(name: str) -> Grid:
    return db.session.scalars(sa.select(Grid).where(Grid.name == name)).one()


def workers_of(grid: str) -> set[str]:
    db.session.rollback()
    links = sa.select(GridWorker.user_id).where(GridWorker.grid_id == grid_named(grid).id)
    names = {world.user(name).id: name for name in world.USERS}
    return {names[user_id] for user_id in db.session.scalars(links)}


def test_work_is_not_handed_to_another_community(app, person):
    form = person("secretary").get(f"/people/{world.user('owner').id}/hand-over").form("/hand-over")
    answer = send(form, to=world.user("other_worker").id, with_grids="y")
    assert answer.status == 422
    assert workers_of("第一网格") == {"owner", "colleague"}


def test_a_worker_does_not_get_another_communitys_grid(app, person):
    form = person("secretary").get(f"/people/{world.user('owner').id}/grids").form("/grids")
    answer = send(form, grids=grid_named("和平网格").id)
    assert answer.status == 422
    assert workers_of("和平网格") == {"other_worker"} and "owner" in workers_of("第一网格")


def test_a_round_does_not_ask_another_communitys_doors(app, person):
    form = person("secretary").get("/rounds/new").form("/rounds/open")
    answer = send(form, title="越界的一轮", grids=grid_named("和平网格").id)
    assert answer.status == 422
    assert db.session.scalars(sa.select(Round)).all() == []


def test_another_communitys_unit_is_not_drawn_into_a_grid(app, person):
    foreign = db.session.scalars(sa.select(BuildingUnit).where(BuildingUnit.grid_id == grid_named("和平网格").id)).one()
    page = person("secretary").get(f"/grids/{grid_named('第一网格').id}")
    answer = send(page.form("/units"), units=foreign.id)
    assert answer.status in (404, 422)
    assert db.session.get_one(BuildingUnit, foreign.id).grid_id == grid_named("和平网格").id


@pytest.mark.parametrize("name", ["刘远方", "王小明"])
def test_a_visit_does_not_move_a_stranger_out(app, person, name):
    household = world.household_at(world.OWN_DOOR)
    form = person("owner").get(f"/households/{household.id}/inspections/new").form("/inspections/record")
    send(form, people__0__resident_id=world.resident(name).id, people__0__moved_out="y", people__0__fever="y")
    assert world.resident(name).moved_out_on is None
    written = db.session.scalars(sa.select(InspectionPerson.resident_id)).all()
    assert world.resident(name).id not in written


def test_no_care_case_for_somebody_behind_another_door(app, person):
    household = world.household_at(world.OWN_DOOR)
    form = person("owner").get(f"/households/{household.id}/care-cases/new").form("/care-cases")
    answer = send(form, resident=world.resident("刘远方").id, categories="lives_alone", frequency="daily")
    assert answer.status == 422
    assert db.session.scalars(sa.select(CareCase)).all() == []


@pytest.mark.parametrize("verb", ["approve", "reject", "merge", "assign"])
def test_a_batch_leaves_another_communitys_request_alone(app, person, verb):
    own, foreign = asked.filed(), asked.filed(world.OTHER_COMMUNITYS_DOOR)
    form = person("secretary").get("/requests?state=submitted").form("/requests/approve")
    form.action = f"/requests/{verb}"
    form.names.add("reason")
    send(form, ids=asked.read(foreign).id, reason="越界", worker=world.user("owner").id)
    assert (asked.read(foreign).state, asked.read(foreign).assigned_to_id) == (RequestState.SUBMITTED, None)
    assert asked.read(own).state is RequestState.SUBMITTED


def test_a_request_is_not_given_to_another_communitys_worker(app, person):
    own = asked.filed()
    page = person("secretary").get(f"/requests/{asked.read(own).id}")
    answer = send(page.form("/approve"), worker=world.user("other_worker").id)
    assert answer.status in (404, 422)
    assert (asked.read(own).state, asked.read(own).assigned_to_id) == (RequestState.SUBMITTED, None)


def test_a_door_is_not_merged_into_another_communitys(app, person):
    own, foreign = world.household_at("阳光花园1号楼1单元202"), world.household_at(world.OTHER_COMMUNITYS_DOOR)
    page = person("secretary").get(f"/households/{own.id}/door")
    answer = send(page.form("/merge"), into=foreign.id)
    assert answer.status in (404, 422)
    assert db.session.get_one(Household, own.id).removed_at is None
