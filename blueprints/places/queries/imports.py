"""Every SELECT about imports, and the snapshot of a community that a plan is made against."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from blueprints.places.imports.plan import BuildingRow, Existing, HouseholdRow, ResidentRow, UnitRow
from blueprints.places.imports.rules import ImportState
from blueprints.places.models import (
    Building,
    BuildingUnit,
    Community,
    Estate,
    Grid,
    Household,
    ImportChunk,
    ImportJob,
    Resident,
    Subdistrict,
)
from blueprints.places.queries.scope import in_communities, row_in_scope
from core.actors import Actor
from core.database import db

PAGE = 20


def job_in_scope(actor: Actor, job_id: int, *, lock: bool = False) -> ImportJob:
    """Raises OutOfScope."""
    return row_in_scope(actor, ImportJob, job_id, lock=lock)


def list_jobs(actor: Actor, *, limit: int = PAGE) -> list[ImportJob]:
    """The newest imports the actor may know of. One query."""
    statement = (
        sa.select(ImportJob)
        .options(joinedload(ImportJob.created_by), joinedload(ImportJob.finished_by))
        .where(in_communities(actor, ImportJob))
        .order_by(ImportJob.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def locked_unfinished(community_id: int | None, *, created_before: datetime) -> list[ImportJob]:
    """What nobody confirmed or abandoned since, locked in one order."""
    statement = sa.select(ImportJob).where(
        ImportJob.community_id == community_id,
        ImportJob.state.in_([ImportState.READING, ImportState.READY]),
        ImportJob.created_at < created_before,
    )
    return list(db.session.scalars(statement.order_by(ImportJob.id).with_for_update()))


def first_unread(job: ImportJob) -> tuple[int, list[Any]] | None:
    """(number, rows) of the first chunk that waits for its step."""
    statement = (
        sa.select(ImportChunk.number, ImportChunk.rows)
        .where(ImportChunk.community_id == job.community_id, ImportChunk.job_id == job.id, ImportChunk.is_clean.is_(False))
        .order_by(ImportChunk.number)
        .limit(1)
    )
    found = db.session.execute(statement).one_or_none()
    return None if found is None else (found.number, found.rows)


def entries_of(job: ImportJob) -> list[Any]:
    """All clean entries in the order of the file."""
    statement = (
        sa.select(ImportChunk.rows)
        .where(ImportChunk.community_id == job.community_id, ImportChunk.job_id == job.id, ImportChunk.is_clean)
        .order_by(ImportChunk.number)
    )
    return [entry for rows in db.session.scalars(statement) for entry in rows]


def existing(community_id: int) -> Existing:
    """Everything of a community a plan is made against: six queries, plain columns, in a fixed order.

    They must agree: `core.database.one_moment` comes first, or `audit.hold` in a transaction that writes.
    """

    def rows(model: Any, *columns: Any) -> list[Any]:
        return list(db.session.execute(sa.select(*columns).where(model.community_id == community_id).order_by(model.id)))

    units = rows(BuildingUnit, BuildingUnit.id, BuildingUnit.building_id, BuildingUnit.name, BuildingUnit.grid_id)
    doors = sa.select(Household.id, Household.unit_id, Household.door, Household.tenancy, Household.note, Household.address).where(
        Household.community_id == community_id, Household.removed_at.is_(None)
    )
    return Existing(
        estates={row.name: row.id for row in rows(Estate, Estate.id, Estate.name)},
        grids={row.name: row.id for row in rows(Grid, Grid.id, Grid.name)},
        buildings=[BuildingRow(*row) for row in rows(Building, Building.id, Building.estate_id, Building.name, Building.has_lift)],
        units=[UnitRow(*row) for row in units],
        households=[
            HouseholdRow(row.id, row.unit_id, row.door, row.tenancy.value, row.note, row.address)
            for row in db.session.execute(doors.order_by(Household.id))
        ],
        residents=[_resident(row) for row in rows(Resident, *(getattr(Resident, name) for name in ResidentRow._fields))],
    )


def _resident(row: Any) -> ResidentRow:
    days: dict[str, Any] = {
        name: value.isoformat() if (value := getattr(row, name)) else None for name in ("birth_date", "moved_in_on", "moved_out_on")
    }
    return ResidentRow(*row)._replace(gender=row.gender.value, **days)


def communities_named(name: str, subdistrict: str = "") -> list[Community]:
    """For the command line: communities of that name, in that subdistrict when one is given."""
    statement = sa.select(Community).where(Community.name == name)
    if subdistrict:
        statement = statement.join(Subdistrict, Community.subdistrict_id == Subdistrict.id).where(Subdistrict.name == subdistrict)
    return list(db.session.scalars(statement.order_by(Community.id)))


def community(community_id: int) -> Community:
    return db.session.get_one(Community, community_id)
