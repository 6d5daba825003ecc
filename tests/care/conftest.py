"""A case each test of care starts from: 张秀兰, lives alone, contacted daily, in the owner's grid."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from blueprints.care import actions
from blueprints.care.models import CareCase, CareContact
from blueprints.care.schedule import Frequency, FrequencyKind
from blueprints.places.vocabulary import CareCategory
from core import clock
from core.audit import AuditEvent
from core.database import db, run_tx
from tests.support import world

DAILY = Frequency(FrequencyKind.DAILY)


def open_case(name: str = "张秀兰", *, frequency: Frequency = DAILY, by: str = "owner", days_ago: int = 0, **more) -> int:
    def work() -> int:
        resident = world.resident(name)
        worker = world.user(by)
        return actions.open_case(
            actor=world.actor(by),
            now=clock.now() - timedelta(days=days_ago),
            household=resident.household,
            resident=resident,
            facts=actions.CaseFacts(categories=(CareCategory.LIVES_ALONE,), frequency=frequency),
            **{"worker_id": worker.id, **more},
        ).id

    return run_tx(work)


@pytest.fixture
def case(app) -> int:
    return open_case()


def fresh(case_id: int) -> CareCase:
    db.session.rollback()
    return db.session.get_one(CareCase, case_id)


def contacts(case_id: int) -> list[CareContact]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(CareContact).where(CareContact.case_id == case_id).order_by(CareContact.id)))


def audits(action: str) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def later(monkeypatch, **delta) -> None:
    """Everything after this happens that much later."""
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**delta))
