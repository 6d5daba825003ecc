"""Small reads the tests of accounts share."""

from __future__ import annotations

import re

import sqlalchemy as sa

from blueprints.accounts.models import User
from core.audit import AuditEvent
from core.database import db
from tests.support import world
from tests.support.browser import Page

TEMPORARY = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


def fresh(username: str) -> User:
    db.session.rollback()
    return world.user(username)


def user_id(username: str) -> int:
    return fresh(username).id


def events(action: str) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def temporary_password(page: Page) -> str:
    code = page.soup.find(class_="ll-code")
    assert code is not None, page.text
    return code.get_text().strip()
