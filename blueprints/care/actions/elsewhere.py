"""What care does when something happens in an earlier slice; called through subscriptions.py."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.accounts.events import WorkHandedOver
from blueprints.care import queries
from blueprints.care.actions.cases import CaseFacts, open_case
from blueprints.care.models import CareContact
from blueprints.places.events import CareNeeded, HouseholdRemoved
from blueprints.places.queries.scope import workers_of_grid
from core import audit
from core.database import db


def open_for_need(event: CareNeeded) -> None:
    """A need found at a door opens a case (daily, the grid's worker responsible) or adds its categories to the open one."""
    household, resident = queries.home_of_need(event.household_id, event.resident_id)
    case = queries.open_case_of(household.community_id, resident.id)
    if case is None:
        workers = workers_of_grid(household.community_id, household.grid_id)
        worker_id = event.actor.user_id if event.actor.user_id in workers else next(iter(workers), None)
        facts = CaseFacts(categories=event.categories, note=event.note)
        open_case(actor=event.actor, now=event.now, household=household, resident=resident, facts=facts, worker_id=worker_id)
        return
    added = [category.value for category in event.categories if category.value not in case.categories]
    if added:
        case.categories = [*case.categories, *added]
    if event.note and event.note not in case.note:
        case.note = "\n".join(part for part in (case.note, event.note) if part)[:500]
    if db.session.is_modified(case):
        audit.record(event.actor, "care_case.need_added", case, now=event.now)


def take_over(event: WorkHandedOver) -> None:
    """Open cases of somebody who is ill go to the colleague, the stand-in duties too."""
    for case in queries.open_cases_involving(event.community_id, event.from_user_id):
        worker_id = event.to_user_id if case.worker_id == event.from_user_id else case.worker_id
        deputy_id = event.to_user_id if case.deputy_id == event.from_user_id else case.deputy_id
        case.worker_id, case.deputy_id = worker_id, None if deputy_id == worker_id else deputy_id
        audit.record(event.actor, "care_case.handed_over", case, now=event.now)


def follow_door(event: HouseholdRemoved) -> None:
    """A door that was merged into another takes its cases and contacts along."""
    if event.merged_into_id is None:
        return
    for case in queries.all_cases_of_door(event.community_id, event.household_id):
        case.household_id = event.merged_into_id
        audit.record(event.actor, "care_case.moved", case, now=event.now)
    db.session.execute(
        sa.update(CareContact)
        .where(CareContact.community_id == event.community_id, CareContact.household_id == event.household_id)
        .values(household_id=event.merged_into_id)
        .execution_options(synchronize_session=False)
    )
