"""Buildings, their units and doors, and the code on the wall."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.places.models.areas import Estate, Grid
from blueprints.places.vocabulary import Tenancy
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class Building(CommunityRow, Base):
    """楼栋. `sort_key` puts 2号楼 before 10号楼; `name` is what people say."""

    __tablename__ = "building"
    __table_args__ = (sa.UniqueConstraint("community_id", "estate_id", "name"),)

    estate_id: Mapped[int] = mapped_column(sa.ForeignKey("estate.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    sort_key: Mapped[str] = mapped_column(sa.String(80))
    has_lift: Mapped[bool] = mapped_column(default=False)

    estate: Mapped[Estate] = relationship()
    units: Mapped[list[BuildingUnit]] = relationship(back_populates="building", order_by="BuildingUnit.sort_key")


class BuildingUnit(CommunityRow, Base):
    """单元: one staircase. A building without units has one with an empty name. Grids are given by unit."""

    __tablename__ = "building_unit"
    __table_args__ = (sa.UniqueConstraint("community_id", "building_id", "name"), sa.Index(None, "community_id", "grid_id"))

    building_id: Mapped[int] = mapped_column(sa.ForeignKey("building.id"))
    grid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grid.id"))
    name: Mapped[str] = mapped_column(sa.String(20))
    sort_key: Mapped[str] = mapped_column(sa.String(40))

    building: Mapped[Building] = relationship(back_populates="units")
    grid: Mapped[Grid | None] = relationship()


class Household(CommunityRow, Base):
    """户: one door. `grid_id` and `building_id` repeat the unit's, so that scoping needs no join.

    `address` is the whole way to the door as people say it ("阳光花园3号楼2单元501"), kept by the
    actions that name places; `removed_at` is set when a door was merged into another or taken away.
    """

    __tablename__ = "household"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "unit_id", "door"),
        sa.Index(None, "community_id", "building_id", "sort_key"),
        sa.Index(None, "community_id", "grid_id"),
        sa.Index(None, "community_id", "door"),
    )

    building_id: Mapped[int] = mapped_column(sa.ForeignKey("building.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("building_unit.id"))
    grid_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grid.id"))
    door: Mapped[str] = mapped_column(sa.String(20))
    floor: Mapped[int] = mapped_column(sa.Integer)  # counted from 1; basements below 0
    sort_key: Mapped[str] = mapped_column(sa.String(80))  # walking order inside the building
    address: Mapped[str] = mapped_column(sa.String(160))
    tenancy: Mapped[Tenancy] = mapped_column(enum_type(Tenancy), default=Tenancy.UNKNOWN)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household.id"))

    building: Mapped[Building] = relationship()
    unit: Mapped[BuildingUnit] = relationship()
    grid: Mapped[Grid | None] = relationship()


class QrToken(CommunityRow, Base):
    """The random part of a building's public address. Revoked ones stay, to say so kindly."""

    __tablename__ = "qr_token"
    __table_args__ = (
        sa.Index(None, "community_id", "building_id"),
        sa.Index(
            "uq_qr_token_working",
            "community_id",
            "building_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    building_id: Mapped[int] = mapped_column(sa.ForeignKey("building.id"))
    token: Mapped[str] = mapped_column(sa.String(16), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    building: Mapped[Building] = relationship()
