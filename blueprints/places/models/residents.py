"""People who live behind the doors."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.places.models.buildings import Household
from blueprints.places.vocabulary import Gender
from core.database import Base, CommunityRow, enum_type


class Resident(CommunityRow, Base):
    """居民. `name_initials` ("zxl") and `phone_last4` are kept beside for search; see places.names."""

    __tablename__ = "resident"
    __table_args__ = (
        sa.Index(None, "community_id", "household_id"),
        sa.Index(None, "community_id", "name"),
        sa.Index(None, "community_id", "name_initials"),
        sa.Index(None, "community_id", "phone_last4"),
        sa.Index(None, "community_id", "id_number"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    name_initials: Mapped[str] = mapped_column(sa.String(40), default="")
    gender: Mapped[Gender] = mapped_column(enum_type(Gender), default=Gender.UNKNOWN)
    birth_date: Mapped[date | None] = mapped_column(sa.Date)
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    phone_last4: Mapped[str | None] = mapped_column(sa.String(4))
    id_number: Mapped[str | None] = mapped_column(sa.String(18))
    relation: Mapped[str] = mapped_column(sa.String(20), default="")  # to the head of the household: 本人, 妻, 子 …
    is_tenant: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(sa.String(200), default="")
    moved_in_on: Mapped[date | None] = mapped_column(sa.Date)
    moved_out_on: Mapped[date | None] = mapped_column(sa.Date)

    household: Mapped[Household] = relationship()
