"""Suppliers, whom they serve, when they come, and what they charge.

A supermarket serves several communities, so a supplier stands beside the subdistrict; which communities and
estates it serves are rows below a community.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.places.models import Community, Estate
from blueprints.suppliers.names import item_text
from blueprints.suppliers.rules import SupplierKind
from core.audit import UNAUDITED
from core.database import Base, CommunityRow, Row, UTCDateTime, enum_type


class Supplier(Row, Base):
    """保供单位. `owner_community_id` names the community that keeps it; None: the subdistrict does.

    `cut_off` is the time of day until which an order is delivered in the next window; `fee` in cents per request.
    """

    __tablename__ = "supplier"
    __table_args__ = (
        sa.UniqueConstraint("subdistrict_id", "name"),
        sa.CheckConstraint("fee >= 0", name="fee_not_negative"),
    )

    subdistrict_id: Mapped[int] = mapped_column(sa.ForeignKey("subdistrict.id"))
    owner_community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"))
    kind: Mapped[SupplierKind] = mapped_column(enum_type(SupplierKind))
    name: Mapped[str] = mapped_column(sa.String(60))
    contact_name: Mapped[str] = mapped_column(sa.String(40), default="")
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    cut_off: Mapped[time | None] = mapped_column(sa.Time)
    fee: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_by_name: Mapped[str] = mapped_column(sa.String(64), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    owner_community: Mapped[Community | None] = relationship()
    areas: Mapped[list[SupplierArea]] = relationship(back_populates="supplier", order_by="SupplierArea.id", cascade="all, delete-orphan")
    windows: Mapped[list[DeliveryWindow]] = relationship(
        order_by="DeliveryWindow.weekday, DeliveryWindow.starts", cascade="all, delete-orphan"
    )


class SupplierArea(CommunityRow, Base):
    """A community the supplier serves: all of it, or (estate_id) one of its estates."""

    __tablename__ = "supplier_area"
    __table_args__ = (
        sa.UniqueConstraint("community_id", "supplier_id", "estate_id"),
        sa.Index(None, "supplier_id"),
    )

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    estate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estate.id"))

    supplier: Mapped[Supplier] = relationship(back_populates="areas")
    community: Mapped[Community] = relationship()
    estate: Mapped[Estate | None] = relationship()


class DeliveryWindow(Row, Base):
    """When the supplier's van comes: a weekday (1 Monday … 7 Sunday), from and until, Shanghai time."""

    __tablename__ = "delivery_window"
    __table_args__ = (
        sa.UniqueConstraint("supplier_id", "weekday", "starts"),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="day_of_week"),
        sa.CheckConstraint("starts < ends", name="starts_before_end"),
    )

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    weekday: Mapped[int]
    starts: Mapped[time] = mapped_column(sa.Time)
    ends: Mapped[time] = mapped_column(sa.Time)


class PriceItem(Row, Base):
    """One thing on a price list; `price` in cents per `unit`. `name_key` (suppliers.names.name_key) and initials are for search.

    A thing that is off the new list stays, `is_available` false: old lines point to it. `version` rises with every change.
    """

    __tablename__ = "price_item"
    __table_args__ = (
        sa.UniqueConstraint("supplier_id", "name_key", "spec", "unit"),
        sa.Index(None, "supplier_id", "is_available", "position"),
        sa.CheckConstraint("price > 0", name="price_positive"),
    )

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(60))
    name_key: Mapped[str] = mapped_column(sa.String(60))
    initials: Mapped[str] = mapped_column(sa.String(60), default="")
    spec: Mapped[str] = mapped_column(sa.String(60), default="")  # 5kg 装; 0.1g×30片
    unit: Mapped[str] = mapped_column(sa.String(10))
    price: Mapped[int]
    needs_prescription: Mapped[bool] = mapped_column(default=False)
    is_available: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_by_name: Mapped[str] = mapped_column(sa.String(64), default="")

    supplier: Mapped[Supplier] = relationship()

    @property
    def text(self) -> str:
        """As it is asked for: 大米 5kg装."""
        return item_text(self.name, self.spec)


class PriceUpload(Row, Base):
    """An uploaded price list between preview and confirmation.

    `rows` are suppliers.price_list.PriceRow, `refused` suppliers.price_list.Refusal, both as JSON.
    """

    __tablename__ = "price_upload"
    __table_args__ = (sa.Index(None, "supplier_id"), {"info": UNAUDITED})

    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"))
    file_name: Mapped[str] = mapped_column(sa.String(120))
    rows: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    refused: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    result: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # what confirming did, in numbers

    supplier: Mapped[Supplier] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    applied_by: Mapped[User | None] = relationship(foreign_keys=[applied_by_id])
