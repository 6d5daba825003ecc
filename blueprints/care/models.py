"""Tables of care: the case, its medicines, its contacts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.accounts.models import User
from blueprints.care.rules import CareNeed, Condition, EndReason, Mood
from blueprints.care.schedule import MAX_INTERVAL, MIN_INTERVAL, Frequency, FrequencyKind, Slot
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import CareCategory, ContactMethod
from core.database import Base, CommunityRow, UTCDateTime, enum_type

_OPEN = sa.text("ended_at IS NULL")


class CareCase(CommunityRow, Base):
    """帮扶对象: one resident, why they need care, how often to be contacted, and who does it.

    The three moments of the next slot (`next_due_at`, `overdue_at`, `missed_at`; see schedule.py) and
    `last_*` are kept by the actions from the frequency and the contacts, so that lists need no history.
    """

    __tablename__ = "care_case"
    __table_args__ = (
        sa.Index("uq_care_case_open_resident", "community_id", "resident_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index(None, "community_id", "next_due_at"),
        sa.Index(None, "community_id", "household_id"),
        sa.Index(None, "community_id", "worker_id"),
        sa.Index(None, "community_id", "deputy_id"),
        sa.Index(None, "community_id", "ended_at"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_a_reason"),
        sa.CheckConstraint("(ended_at IS NULL) = (next_due_at IS NOT NULL)", name="open_has_a_next_time"),
        sa.CheckConstraint(
            f"frequency <> 'every_n_days' OR (interval_days IS NOT NULL AND interval_days BETWEEN {MIN_INTERVAL} AND {MAX_INTERVAL})",
            name="interval_in_days",
        ),
        sa.CheckConstraint("deputy_id IS NULL OR worker_id IS NULL OR deputy_id <> worker_id", name="deputy_is_another"),
    )

    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    resident_id: Mapped[int] = mapped_column(sa.ForeignKey("resident.id"))
    categories: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    deputy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    frequency: Mapped[FrequencyKind] = mapped_column(enum_type(FrequencyKind))
    interval_days: Mapped[int | None] = mapped_column(sa.Integer)
    emergency_name: Mapped[str] = mapped_column(sa.String(40), default="")
    emergency_phone: Mapped[str | None] = mapped_column(sa.String(20))
    emergency_relation: Mapped[str] = mapped_column(sa.String(20), default="")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    started_on: Mapped[date] = mapped_column(sa.Date)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))
    end_reason: Mapped[EndReason | None] = mapped_column(enum_type(EndReason))
    end_note: Mapped[str] = mapped_column(sa.String(500), default="")

    # Kept by actions/upkeep.py.
    counts_since: Mapped[datetime] = mapped_column(UTCDateTime)  # when this frequency began to count
    next_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    overdue_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_contact_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    last_contact_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # reached or not
    last_reached_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    medicines_set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    medicine_runs_out_on: Mapped[date | None] = mapped_column(sa.Date)
    buy_every_days: Mapped[int | None] = mapped_column(sa.Integer)  # purchases is told, and reminds

    household: Mapped[Household] = relationship()
    resident: Mapped[Resident] = relationship()
    worker: Mapped[User | None] = relationship(foreign_keys=[worker_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])
    opened_by: Mapped[User | None] = relationship(foreign_keys=[opened_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])
    medicines: Mapped[list[CareMedicine]] = relationship(order_by="CareMedicine.id", cascade="all, delete-orphan")
    last_contact: Mapped[CareContact | None] = relationship(
        primaryjoin="foreign(CareCase.last_contact_id) == CareContact.id", viewonly=True, uselist=False
    )

    @property
    def rhythm(self) -> Frequency:
        return Frequency(self.frequency, self.interval_days)

    @property
    def slot(self) -> Slot | None:
        """The next slot, None once the case has ended."""
        if self.next_due_at is None or self.overdue_at is None or self.missed_at is None:
            return None
        return Slot(self.next_due_at, self.overdue_at, self.missed_at)

    @property
    def category_list(self) -> list[CareCategory]:
        return [CareCategory(value) for value in self.categories]


class CareMedicine(CommunityRow, Base):
    """A regular medicine: how many days the supply of `supply_from` lasts."""

    __tablename__ = "care_medicine"
    __table_args__ = (sa.Index(None, "community_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("care_case.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    dose: Mapped[str] = mapped_column(sa.String(60), default="")
    days_supply: Mapped[int | None] = mapped_column(sa.Integer)
    supply_from: Mapped[date | None] = mapped_column(sa.Date)


class CareContact(CommunityRow, Base):
    """联系记录. `contacted_at` is when it happened, `received_at` when the server took it in."""

    __tablename__ = "care_contact"
    __table_args__ = (
        sa.Index(None, "community_id", "case_id", "contacted_at"),
        sa.Index(None, "community_id", "contacted_at"),
        sa.UniqueConstraint("community_id", "submission_id"),
        sa.CheckConstraint("reached OR condition IS NULL", name="condition_of_the_reached"),
        sa.CheckConstraint("(voided_at IS NULL) = (voided_by_id IS NULL)", name="void_says_who"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("care_case.id"))
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("household.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("app_user.id"))
    submission_id: Mapped[str | None] = mapped_column(sa.String(36))
    contacted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    method: Mapped[ContactMethod | None] = mapped_column(enum_type(ContactMethod))  # a one-tap contact does not say
    reached: Mapped[bool]
    condition: Mapped[Condition | None] = mapped_column(enum_type(Condition))
    temperature: Mapped[int | None] = mapped_column(sa.Integer)  # tenths of a degree
    mood: Mapped[Mood | None] = mapped_column(enum_type(Mood))
    medicine_days_left: Mapped[int | None] = mapped_column(sa.Integer)
    needs: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    requested: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # needs a purchase request was filed for
    action_taken: Mapped[str] = mapped_column(sa.String(500), default="")
    next_on: Mapped[date | None] = mapped_column(sa.Date)
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    is_quick: Mapped[bool] = mapped_column(default=False)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("app_user.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def need_list(self) -> list[CareNeed]:
        return [CareNeed(value) for value in self.needs]

    @property
    def requested_list(self) -> list[CareNeed]:
        return [CareNeed(value) for value in self.requested]


def open_moments(slot: Slot | None) -> dict[str, Any]:
    """The stored columns of a slot."""
    return {
        "next_due_at": slot.opens_at if slot else None,
        "overdue_at": slot.overdue_at if slot else None,
        "missed_at": slot.missed_at if slot else None,
    }
