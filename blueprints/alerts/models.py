"""The table of alerts."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.alerts.rules import AlertKind, AlertState
from blueprints.places.models import Household, Resident
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class Alert(CommunityRow, Base):
    """告警. `source_type` and `source_id` name the row that raised it (inspection, care_contact)."""

    __tablename__ = "alert"
    __table_args__ = (
        sa.Index(None, "community_id", "state", "raised_at"),
        sa.Index(None, "community_id", "household_id", "raised_at"),
        sa.CheckConstraint("state <> 'closed' OR (closed_at IS NOT NULL AND closing_note <> '')", name="closed_says_what_was_done"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    resident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("resident.id"))
    kind: Mapped[AlertKind] = mapped_column(enum_type(AlertKind))
    state: Mapped[AlertState] = mapped_column(enum_type(AlertState), default=AlertState.OPEN)
    text: Mapped[str] = mapped_column(sa.String(500))
    source_type: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    closing_note: Mapped[str] = mapped_column(sa.String(500), default="")

    household: Mapped[Household] = relationship()
    resident: Mapped[Resident | None] = relationship()
    raised_by: Mapped[User] = relationship(foreign_keys=[raised_by_id])
    acknowledged_by: Mapped[User | None] = relationship(foreign_keys=[acknowledged_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
