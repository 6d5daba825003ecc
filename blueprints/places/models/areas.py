"""The areas a subdistrict is cut into, and who works in a grid."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base, CommunityRow, Row


class Subdistrict(Row, Base):
    """街道 / 乡镇."""

    __tablename__ = "subdistrict"

    name: Mapped[str] = mapped_column(sa.String(60), unique=True)


class Community(Row, Base):
    """社区 / 村. What it offers and its telephone stand on every public page."""

    __tablename__ = "community"
    __table_args__ = (sa.UniqueConstraint("subdistrict_id", "name"),)

    subdistrict_id: Mapped[int] = mapped_column(sa.ForeignKey("subdistrict.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(20))
    office_hours: Mapped[str] = mapped_column(sa.String(60), default="")
    services: Mapped[str] = mapped_column(sa.String(500), default="")  # plain text, a line each
    verify_before_approval: Mapped[bool] = mapped_column(default=False)

    subdistrict: Mapped[Subdistrict] = relationship()


class Grid(CommunityRow, Base):
    """网格: the doors one or more workers answer for."""

    __tablename__ = "grid"
    __table_args__ = (sa.UniqueConstraint("community_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(40))

    workers: Mapped[list[GridWorker]] = relationship(back_populates="grid")


class GridWorker(Base):
    """Which worker answers for which grid."""

    __tablename__ = "grid_worker"
    __table_args__ = (sa.Index(None, "user_id"),)

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("community.id"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(sa.ForeignKey("grid.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"), primary_key=True)

    grid: Mapped[Grid] = relationship(back_populates="workers")


class Estate(CommunityRow, Base):
    """小区."""

    __tablename__ = "estate"
    __table_args__ = (sa.UniqueConstraint("community_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(60))
    address: Mapped[str] = mapped_column(sa.String(120), default="")
