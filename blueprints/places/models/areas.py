"""The areas a subdistrict is cut into, and who works in a grid."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from blueprints.places.names import natural_key
from core.database import Base, CommunityRow, Row


def _key_of_name(context: Any) -> Any:
    """For rows that a bulk insert brings in; the ORM's own way is Grid._follow_name."""
    return natural_key(context.get_current_parameters()["name"])


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
    sort_key: Mapped[str] = mapped_column(sa.String(80), default=_key_of_name)  # 第二网格 before 第十网格

    workers: Mapped[list[GridWorker]] = relationship(back_populates="grid")

    @validates("name")
    def _follow_name(self, _key: str, name: str) -> str:
        self.sort_key = natural_key(name)
        return name


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
