"""An upload on its way into the community, and its staged rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.places.imports.rules import ImportState
from core.audit import UNAUDITED
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class ImportJob(CommunityRow, Base):
    """One uploaded list. `summary` is what the preview shows; once done, only its counts are kept.

    `plan_digest` names the plan that was shown: confirming does that plan or shows the new one.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        sa.Index(None, "community_id", "id"),
        sa.CheckConstraint("state <> 'applied' OR finished_at IS NOT NULL", name="applied_says_when"),
        {"info": UNAUDITED},
    )

    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.READING)
    file_name: Mapped[str] = mapped_column(sa.String(120))
    default_estate: Mapped[str] = mapped_column(sa.String(60), default="")
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_read: Mapped[int] = mapped_column(default=0)
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    hidden_sheets: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    plan_digest: Mapped[str] = mapped_column(sa.String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    finished_by: Mapped[User | None] = relationship(foreign_keys=[finished_by_id])


class ImportChunk(CommunityRow, Base):
    """Some rows of an upload: as they were read, then (is_clean) as entries. Deleted when the job is done."""

    __tablename__ = "import_chunk"
    __table_args__ = (sa.UniqueConstraint("community_id", "job_id", "number"), {"info": UNAUDITED})

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("import_job.id"))
    number: Mapped[int]
    is_clean: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[list[Any]] = mapped_column(sa.JSON)
