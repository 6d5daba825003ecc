"""Who did what, when, and what it was before: written in the same transaction, never changed after.

`record` is called by every action. A transaction that changes rows and records nothing raises
MissingAudit in `run_tx`. The database itself refuses UPDATE and DELETE on the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.orm import Mapped, mapped_column

from core.actors import Actor
from core.append_only import protect
from core.database import Base, Row, UTCDateTime, before_commit, db


class AuditEvent(Row, Base):
    """One change. `before` and `after` hold only the fields that differ (or all, for a new row)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index(None, "community_id", "entity_type", "entity_id", "id"),
        sa.Index(None, "community_id", "at"),
    )

    at: Mapped[datetime] = mapped_column(UTCDateTime)
    community_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor_name: Mapped[str] = mapped_column(sa.String(64))
    actor_role: Mapped[str] = mapped_column(sa.String(32))
    action: Mapped[str] = mapped_column(sa.String(64))
    entity_type: Mapped[str] = mapped_column(sa.String(64))
    entity_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class Revision(Base):
    """A counter per community that moves with every change in it: the ETag of summary pages."""

    __tablename__ = "revision"

    community_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class MissingAudit(RuntimeError):
    """Rows were changed and no audit event was recorded."""


MANY = 200
_UNAUDITED_TABLES = {"audit_event", "revision", "submission", "rate_limit_hit"}
UNAUDITED = {"unaudited": True}  # the `info` of a table that only stages work: changing it asks for no event
_SECRET_FIELDS = {"password_hash", "token", "slip_token"}
_SKIPPED_FIELDS = {"id", "submission_id"}


def record(
    actor: Actor,
    action: str,
    thing: Any,
    *,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Add the event for what was just done to `thing` (a model instance that was added or changed).

    `action` is "<slice noun>.<past tense>", for instance "alert.closed". Without `before`/`after`
    the difference is what changed on the instance since its last event in this transaction.
    """
    db.session.flush()
    flushed = db.session.info.get("differences", {}).pop(thing, ({}, {}))
    if before is None and after is None:
        before, after = flushed
    community_id = getattr(thing, "community_id", None) or actor.community_id
    entry = AuditEvent(
        at=now,
        community_id=community_id,
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_role=actor.role,
        action=action,
        entity_type=thing.__tablename__,
        entity_id=getattr(thing, "id", None),
        before=_plain(before or {}),
        after=_plain(after or {}),
    )
    db.session.add(entry)
    info = db.session.info
    info["audited"] = info.get("audited", 0) + 1
    if community_id is not None:
        touch(community_id)
    return entry


def record_many(actor: Actor, entries: Iterable[Mapping[str, Any]], *, now: datetime, community_id: int) -> None:
    """The events of a bulk change, in one statement. Each entry has action, entity_type, entity_id, before and after."""
    rows = [
        {
            "at": now,
            "community_id": community_id,
            "actor_id": actor.user_id,
            "actor_name": actor.name,
            "actor_role": actor.role,
            "action": entry["action"],
            "entity_type": entry["entity_type"],
            "entity_id": entry["entity_id"],
            "before": _plain(entry["before"]),
            "after": _plain(entry["after"]),
        }
        for entry in entries
    ]
    if rows:
        db.session.execute(sa.insert(AuditEvent), rows)
        db.session.info["audited"] = db.session.info.get("audited", 0) + len(rows)
        touch(community_id)


def hold(community_id: int) -> None:
    """Make every other change in this community wait for this transaction: each of them moves the counter, too."""
    db.session.execute(_BUMP, {"community_id": community_id})


def touch(community_id: int) -> None:
    """Mark that something shown for this community changed, so its ETag moves at commit."""
    db.session.info.setdefault("touched", set()).add(community_id)


def changes_of(thing: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) of a pending or changed instance, by column name."""
    state = sa.inspect(thing)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in _SKIPPED_FIELDS or name in _SECRET_FIELDS:
            continue
        history = state.attrs[name].history
        if state.persistent:
            if history.has_changes():
                before[name] = history.deleted[0] if history.deleted else None
                after[name] = history.added[0] if history.added else None
        elif history.added and history.added[0] is not None:
            after[name] = history.added[0]
    return before, after


def events_for(community_id: int, entity_type: str, entity_ids: Iterable[int]) -> list[AuditEvent]:
    """The history of some things, oldest first."""
    statement = (
        sa.select(AuditEvent)
        .where(
            AuditEvent.community_id == community_id,
            AuditEvent.entity_type == entity_type,
            AuditEvent.entity_id.in_(list(entity_ids)),
        )
        .order_by(AuditEvent.id)
    )
    return list(db.session.scalars(statement))


def revision_numbers(community_ids: Iterable[int]) -> dict[int, int]:
    """The change counter of each community; one that was never changed is absent."""
    statement = sa.select(Revision.community_id, Revision.number).where(Revision.community_id.in_(list(community_ids)))
    return {row.community_id: row.number for row in db.session.execute(statement)}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in values.items() if name not in _SECRET_FIELDS}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(_plain_value(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain_value(item) for key, item in value.items()}
    return value


def _is_audited(table: Any) -> bool:
    return table.name not in _UNAUDITED_TABLES and not table.info.get("unaudited")


@event.listens_for(orm.Session, "before_flush")
def _note_changes(session: orm.Session, _context: Any, _instances: Any) -> None:
    differences = session.info.setdefault("differences", {})
    new = session.new if len(session.new) <= MANY else ()  # an import records one event for all its rows
    for item in (*new, *session.dirty):
        if item.__tablename__ not in _UNAUDITED_TABLES:
            before, after = changes_of(item)
            earlier_before, earlier_after = differences.get(item, ({}, {}))
            differences[item] = ({**before, **earlier_before}, {**earlier_after, **after})
    changed = any(
        _is_audited(item.__table__)
        for item in (*session.new, *(dirty for dirty in session.dirty if session.is_modified(dirty)), *session.deleted)
    )
    if changed:
        session.info["changed"] = True


@event.listens_for(orm.Session, "do_orm_execute")
def _note_bulk_changes(execution: orm.ORMExecuteState) -> None:
    if execution.is_insert or execution.is_update or execution.is_delete:
        table = getattr(execution.statement, "table", None)
        if table is not None and _is_audited(table):
            execution.session.info["changed"] = True


@before_commit
def _check_and_count() -> None:
    info = db.session.info
    if info.get("changed") and not info.get("audited"):
        raise MissingAudit("this transaction changed rows without an audit event")
    for community_id in sorted(info.get("touched", ())):  # sorted: two transactions never wait in a ring
        db.session.execute(_BUMP, {"community_id": community_id})


_BUMP = sa.text(
    "INSERT INTO revision (community_id, number) VALUES (:community_id, 1) "
    "ON CONFLICT (community_id) DO UPDATE SET number = revision.number + 1"
)

protect(AuditEvent.__table__)  # type: ignore[arg-type]
