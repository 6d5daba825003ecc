"""What happens to an import: uploaded, read chunk by chunk, planned, then applied whole or abandoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from blueprints.places.imports.applying import apply_plan
from blueprints.places.imports.plan import Existing, Plan
from blueprints.places.imports.rules import CHUNK_ROWS, KEEP_DAYS, ImportState, can_abandon, can_import, is_allowed
from blueprints.places.imports.staging import SheetReport, StagedRow
from blueprints.places.imports.wording import counts_only, summary_of
from blueprints.places.models import Community, ImportChunk, ImportJob
from blueprints.places.queries import imports as queries
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Refused


def start_import(
    *,
    actor: Actor,
    now: datetime,
    file_name: str,
    reports: Sequence[SheetReport],
    staged: Sequence[StagedRow],
    hidden: Sequence[str] = (),
    default_estate: str = "",
) -> ImportJob:
    """Keep the rows of an uploaded list for their steps. Raises Refused."""
    if not can_import(actor, actor.community_id) or actor.community_id is None or actor.user_id is None:
        raise Refused
    _abandon_old(actor, now)
    job = ImportJob(
        community_id=actor.community_id,
        file_name=file_name[:120],
        default_estate=default_estate[:60],
        rows_total=len(staged),
        sheets=[asdict(report) for report in reports],
        hidden_sheets=list(hidden),
        created_at=now,
        created_by_id=actor.user_id,
    )
    db.session.add(job)
    db.session.flush()
    chunks = [
        {
            "community_id": job.community_id,
            "job_id": job.id,
            "number": number,
            "is_clean": False,
            "rows": staged[start : start + CHUNK_ROWS],
        }
        for number, start in enumerate(range(0, len(staged), CHUNK_ROWS))
    ]
    if chunks:
        db.session.execute(sa.insert(ImportChunk), chunks)
    audit.record(actor, "import.uploaded", job, now=now, before={}, after={"file_name": job.file_name, "rows": job.rows_total})
    return job


def save_entries(job: ImportJob, number: int, entries: list[Any], *, actor: Actor) -> None:
    """One chunk has been read. A second hand that read the same chunk changes nothing."""
    if not can_import(actor, job.community_id):
        raise Refused
    statement = sa.update(ImportChunk).where(
        ImportChunk.community_id == job.community_id,
        ImportChunk.job_id == job.id,
        ImportChunk.number == number,
        ImportChunk.is_clean.is_(False),
    )
    result = db.session.execute(statement.values(rows=entries, is_clean=True).execution_options(synchronize_session=False))
    if result.rowcount:  # type: ignore[attr-defined]
        job.rows_read += len(entries)


def show_plan(job: ImportJob, plan: Plan, *, actor: Actor) -> None:
    """Keep what the preview shows; from then on confirming means this plan."""
    if not can_import(actor, job.community_id):
        raise Refused
    if job.state not in (ImportState.READING, ImportState.READY):
        return
    job.summary, job.plan_digest, job.state = summary_of(plan), plan.digest, ImportState.READY


def check_waiting(job: ImportJob, *, actor: Actor) -> None:
    """Raises Refused, or Conflict when the job does not wait for its confirmation: not yet, or not any more."""
    if not can_import(actor, job.community_id):
        raise Refused
    if not is_allowed("apply", job.state):
        raise Conflict(_gone(job))


def apply_import(job: ImportJob, plan: Plan, existing: Existing, *, actor: Actor, now: datetime) -> bool:
    """Do all of the plan, or nothing. False when the community has changed since the plan was made: plan anew.

    Raises Refused, or Conflict when somebody else was faster.
    """
    check_waiting(job, actor=actor)
    audit.hold(job.community_id)
    if queries.existing(job.community_id).fingerprint != existing.fingerprint:
        return False
    if not compare_and_set(
        ImportJob,
        job.id,
        expect={"state": ImportState.READY},
        change={
            "state": ImportState.APPLIED,
            "finished_at": now,
            "finished_by_id": actor.user_id,
            "summary": counts_only(job.summary),
            "sheets": _names_only(job),
        },
    ):
        raise Conflict(_("别人刚刚处理了这次导入，请刷新看看。"))
    apply_plan(plan, existing, actor=actor, now=now, community_id=job.community_id)
    _delete_rows(job)
    audit.record(actor, "import.applied", job, now=now, before={}, after={"file_name": job.file_name, **plan.counts()})
    return True


def apply_directly(community: Community, plan: Plan, existing: Existing, *, actor: Actor, now: datetime, file_name: str) -> bool:
    """The same without an upload, for the command line. False when the community has changed since."""
    if not can_import(actor, community.id):
        raise Refused
    audit.hold(community.id)
    if queries.existing(community.id).fingerprint != existing.fingerprint:
        return False
    apply_plan(plan, existing, actor=actor, now=now, community_id=community.id)
    audit.record(actor, "import.applied", community, now=now, before={}, after={"file_name": file_name, **plan.counts()})
    audit.touch(community.id)
    return True


def abandon_import(job: ImportJob, *, actor: Actor, now: datetime) -> None:
    """Throw the upload away. Raises Refused, Conflict (it was applied already)."""
    if not can_import(actor, job.community_id):
        raise Refused
    if job.state is ImportState.ABANDONED:
        return
    if not can_abandon(actor, job):
        raise Conflict(_gone(job))
    _abandon(job, actor, now)


def _abandon(job: ImportJob, actor: Actor, now: datetime) -> None:
    before = job.state
    job.state, job.finished_at, job.finished_by_id = ImportState.ABANDONED, now, actor.user_id
    job.summary, job.sheets = counts_only(job.summary), _names_only(job)
    _delete_rows(job)
    audit.record(actor, "import.abandoned", job, now=now, before={"state": before}, after={"state": job.state})


def _abandon_old(actor: Actor, now: datetime) -> None:
    """What nobody confirmed for days is thrown away: staged rows are people's data."""
    for job in queries.locked_unfinished(actor.community_id, created_before=now - timedelta(days=KEEP_DAYS)):
        _abandon(job, actor, now)


def _delete_rows(job: ImportJob) -> None:
    statement = sa.delete(ImportChunk).where(ImportChunk.community_id == job.community_id, ImportChunk.job_id == job.id)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _names_only(job: ImportJob) -> list[dict[str, Any]]:
    return [{**sheet, "left_out": []} for sheet in job.sheets]


def _gone(job: ImportJob) -> str:
    if job.finished_by is None or job.finished_at is None:
        return _("这份表还没有核对完，请稍等。")
    name, time = job.finished_by.name, clock.stamp(job.finished_at)
    if job.state is ImportState.APPLIED:
        return _("%(name)s 已在 %(time)s 确认导入了这份表。", name=name, time=time)
    return _("%(name)s 已在 %(time)s 放弃了这次导入。", name=name, time=time)
