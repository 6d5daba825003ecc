"""The table of people with a login."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from blueprints.accounts.rules import Role
from core.database import Base, Row, UTCDateTime, enum_type


class User(Row, UserMixin, Base):
    """工作人员. A worker or secretary belongs to a community, an officer to the subdistrict alone."""

    __tablename__ = "app_user"
    __table_args__ = (
        sa.Index(None, "community_id", "role"),
        sa.CheckConstraint("role = 'officer' OR community_id IS NOT NULL", name="community_unless_officer"),
        sa.CheckConstraint("username = lower(username)", name="username_lower"),
    )

    subdistrict_id: Mapped[int] = mapped_column(sa.ForeignKey("subdistrict.id"), index=True)
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("community.id"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    # Raised by a password change, a reset or disabling: sessions that carry an older number end.
    session_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    def get_id(self) -> str:
        return f"{self.id}.{self.session_number}"
