"""Words about people and doors that several later slices share. Pure enums; labels in labels.py."""

from __future__ import annotations

from enum import StrEnum

FEVER_TENTHS = 373  # 37.3 ℃, the line of every epidemic-control plan


class Tenancy(StrEnum):
    """Who holds a door."""

    UNKNOWN = "unknown"
    OWNER = "owner"
    RENTED = "rented"
    VACANT = "vacant"
    SHOP = "shop"


class Gender(StrEnum):
    UNKNOWN = "unknown"
    FEMALE = "female"
    MALE = "male"


class ContactMethod(StrEnum):
    """How a worker reached somebody."""

    VISIT = "visit"
    PHONE = "phone"
    WECHAT = "wechat"


class CareCategory(StrEnum):
    """Why somebody needs care (design.md §4)."""

    LIVES_ALONE = "lives_alone"  # 独居老人
    DISABLED = "disabled"
    CHRONIC_ILLNESS = "chronic_illness"
    PREGNANT = "pregnant"
    LEFT_BEHIND_CHILD = "left_behind_child"
    LOW_INCOME = "low_income"
    HOME_QUARANTINE = "home_quarantine"
    FAMILY_ISOLATED = "family_isolated"
    OTHER = "other"


class RequestKind(StrEnum):
    """What is to be bought."""

    GROCERIES = "groceries"
    MEDICINE = "medicine"
    OTHER = "other"


class IfMissing(StrEnum):
    """What to do about a line the shop does not have."""

    REPLACE = "replace"
    LEAVE_OUT = "leave_out"
    ASK_ME = "ask_me"
