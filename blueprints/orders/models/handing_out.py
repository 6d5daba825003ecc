"""How the bags of each building reach their doors."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.orders.rules import HandOut
from blueprints.places.models import Building
from core.database import Base, CommunityRow, UTCDateTime, enum_type


class BuildingPlan(CommunityRow, Base):
    """错峰取物: one building of one order. Without a row its bags go to the door."""

    __tablename__ = "building_plan"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "order_id", "building_id"),
        sa.CheckConstraint(
            "how <> 'pick_up' OR (place <> '' AND starts_at IS NOT NULL AND ends_at IS NOT NULL AND starts_at < ends_at)",
            name="window_complete",
        ),
    )

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("purchase_order.id"))
    building_id: Mapped[int] = mapped_column(sa.ForeignKey("building.id"))
    how: Mapped[HandOut] = mapped_column(enum_type(HandOut), default=HandOut.TO_DOOR)
    place: Mapped[str] = mapped_column(sa.String(60), default="")
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    building: Mapped[Building] = relationship()
