"""What care reads when something happens in an earlier slice. Loaded by the ids of the event, locked for the change."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.care.models import CareCase
from blueprints.places.models import Household, Resident
from core.database import db


def home_of_need(household_id: int, resident_id: int) -> tuple[Household, Resident]:
    """The door (locked) and the person of whom a visit says that care is needed."""
    household = db.session.scalars(sa.select(Household).where(Household.id == household_id).with_for_update()).one()
    return household, db.session.get_one(Resident, resident_id)


def open_cases_involving(community_id: int, user_id: int) -> list[CareCase]:
    """The open cases somebody is responsible for or stands in for."""
    involved = sa.or_(CareCase.worker_id == user_id, CareCase.deputy_id == user_id)
    statement = sa.select(CareCase).where(CareCase.community_id == community_id, CareCase.ended_at.is_(None), involved)
    return list(db.session.scalars(statement.order_by(CareCase.id).with_for_update()))


def all_cases_of_door(community_id: int, household_id: int) -> list[CareCase]:
    """Ended ones too."""
    statement = sa.select(CareCase).where(CareCase.community_id == community_id, CareCase.household_id == household_id)
    return list(db.session.scalars(statement.order_by(CareCase.id).with_for_update()))
