"""One visit to a door, in versions, and what it found of each person."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.inspections.rules import Outcome, Presence
from blueprints.places.models import Household
from blueprints.places.vocabulary import ContactMethod, Tenancy
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class Inspection(CommunityRow, Base):
    """入户排查. A correction is a new row; `replaced_by_id` of the old one points at it.

    `user_id` made the visit, `recorded_by_id` wrote this version. `visited_on` is the day in Shanghai, kept
    for counting by day. `tenancy_before` is set when the visit changed the file.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "submission_id"),
        sa.UniqueConstraint("community_id", "replaces_id"),
        sa.Index(None, "community_id", "household_id", "visited_at"),
        sa.Index(None, "community_id", "visited_on", "visited_at"),
        sa.Index(None, "community_id", "round_id", "household_id"),
        sa.Index(None, "community_id", "original_id"),
        sa.CheckConstraint("(version = 1) = (replaces_id IS NULL)", name="version_replaces"),
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_by_id IS NOT NULL", name="withdrawn_says_by_whom"),
    )

    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("round.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    visited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    visited_on: Mapped[date] = mapped_column(sa.Date)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    method: Mapped[ContactMethod] = mapped_column(enum_type(ContactMethod))
    outcome: Mapped[Outcome] = mapped_column(enum_type(Outcome))
    tenancy: Mapped[Tenancy] = mapped_column(enum_type(Tenancy))
    tenancy_before: Mapped[str | None] = mapped_column(sa.String(32))
    tenant_note: Mapped[str] = mapped_column(sa.String(200), default="")
    hazards: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    hazard_note: Mapped[str] = mapped_column(sa.String(500), default="")
    needs: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    need_note: Mapped[str] = mapped_column(sa.String(500), default="")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    has_symptoms: Mapped[bool] = mapped_column(default=False)
    has_hazards: Mapped[bool] = mapped_column(default=False)
    has_arrivals: Mapped[bool] = mapped_column(default=False)
    submission_id: Mapped[str] = mapped_column(sa.String(36))
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
    original_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"))  # the first version; None there
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    household: Mapped[Household] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    people: Mapped[list[InspectionPerson]] = relationship(order_by="InspectionPerson.id", back_populates="inspection")


class InspectionPerson(CommunityRow, Base):
    """What one version says of one person. Temperature in tenths of a degree Celsius."""

    __tablename__ = "inspection_person"
    __table_args__ = (
        sa.Index(None, "community_id", "inspection_id"),
        sa.CheckConstraint("(arrived_from = '') = (arrived_on IS NULL)", name="arrival_whole"),
        sa.CheckConstraint("temperature IS NULL OR temperature BETWEEN 340 AND 430", name="temperature_range"),
    )

    inspection_id: Mapped[int] = mapped_column(sa.ForeignKey("inspection.id"))
    resident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("resident.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    presence: Mapped[Presence] = mapped_column(enum_type(Presence))
    fever: Mapped[bool] = mapped_column(default=False)
    respiratory: Mapped[bool] = mapped_column(default=False)
    temperature: Mapped[int | None] = mapped_column(sa.Integer)
    arrived_from: Mapped[str] = mapped_column(sa.String(60), default="")
    arrived_on: Mapped[date | None] = mapped_column(sa.Date)

    inspection: Mapped[Inspection] = relationship(back_populates="people")
