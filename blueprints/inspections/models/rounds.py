"""A round, the grids it covers, and one row for every door it asks."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.inspections.models.inspections import Inspection
from blueprints.inspections.rules import RoundState
from blueprints.places.door_map import DoorState
from blueprints.places.models import Grid, Household
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class Round(CommunityRow, Base):
    """排查轮次. Open rounds never share a grid: a door is asked by one round at a time."""

    __tablename__ = "round"
    __table_args__ = (
        sa.Index(None, "community_id", "state", "opened_at"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint("state <> 'closed' OR (closed_at IS NOT NULL AND closed_by_id IS NOT NULL)", name="closed_says_by_whom"),
    )

    title: Mapped[str] = mapped_column(sa.String(40))
    starts_on: Mapped[date] = mapped_column(sa.Date)
    ends_on: Mapped[date] = mapped_column(sa.Date)
    state: Mapped[RoundState] = mapped_column(enum_type(RoundState), default=RoundState.OPEN)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    scope: Mapped[list[RoundGrid]] = relationship(order_by="RoundGrid.grid_id")


class RoundGrid(Base):
    """Which grids a round asks."""

    __tablename__ = "round_grid"
    __table_args__ = (sa.Index(None, "community_id", "grid_id"),)

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("grid.id"), primary_key=True)

    grid: Mapped[Grid] = relationship()


class RoundHousehold(CommunityRow, Base):
    """One door asked by a round: coverage is counted here, so it is exact and costs no history.

    Grid and building repeat the household's; they stand still when the round is closed. `user_id` is who
    made the visit that decided the state.
    """

    __tablename__ = "round_household"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "round_id", "household_id"),
        sa.Index(None, "community_id", "household_id"),
        sa.Index(None, "community_id", "round_id", "state", "building_id"),
        sa.CheckConstraint("state <> 'not_asked'", name="asked"),
        sa.CheckConstraint("(state = 'missing') = (last_inspection_id IS NULL)", name="visited_unless_missing"),
    )

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    building_id: Mapped[int] = mapped_column(sa.ForeignKey("building.id"))
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("grid.id"))
    state: Mapped[DoorState] = mapped_column(enum_type(DoorState), default=DoorState.MISSING)
    last_inspection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspection.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    round: Mapped[Round] = relationship()
    household: Mapped[Household] = relationship()
    last_inspection: Mapped[Inspection | None] = relationship()
