"""Roles, and who may manage whom. Pure: no Flask, no database."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from core.actors import SYSTEM_ROLE, Actor


class Role(StrEnum):
    GRID_WORKER = "grid_worker"  # 网格员
    SECRETARY = "secretary"  # 社区书记
    OFFICER = "officer"  # 街道干部


STAFF = tuple(Role)
MIN_PASSWORD_LENGTH = 10  # by length, not by character classes (NIST SP 800-63B)
MAX_PASSWORD_LENGTH = 128
COMMON_PASSWORDS = {
    "1234567890", "12345678910", "0123456789", "0987654321", "9876543210", "1111111111", "0000000000", "8888888888", "6666666666",
    "qwertyuiop", "password123", "password12", "1q2w3e4r5t", "abcdefghij", "a123456789", "aa123456789", "woaini1314", "woaini520",
    "woaini1314520", "wangge12345", "shequ12345", "linli12345", "linlilinli", "iloveyou123", "admin12345", "administrator",
    "147258369a", "1234567891", "123123123123", "5201314520", "1314520520", "qq123456789", "zxcvbnm123", "asdfghjkl1",
}  # fmt: skip


class ManagedUser(Protocol):
    id: int
    role: Role
    community_id: int | None
    subdistrict_id: int | None
    is_enabled: bool


def can_manage(actor: Actor, user: ManagedUser) -> bool:
    """A secretary manages the workers of the own community, an officer the secretaries and workers of the subdistrict."""
    if actor.role == SYSTEM_ROLE:
        return True
    if actor.user_id == user.id:
        return False
    return can_create(actor, user.role, community_id=user.community_id, subdistrict_id=user.subdistrict_id)


def can_create(actor: Actor, role: Role, *, community_id: int | None, subdistrict_id: int | None) -> bool:
    """May the actor make an account of this role in this place?"""
    if actor.role == SYSTEM_ROLE:
        return True
    if actor.role == Role.SECRETARY:
        return role is Role.GRID_WORKER and community_id == actor.community_id
    if actor.role == Role.OFFICER:
        return role in (Role.GRID_WORKER, Role.SECRETARY) and subdistrict_id == actor.subdistrict_id
    return False


def roles_to_create(actor: Actor) -> list[Role]:
    """Which accounts the actor may make somewhere: what the form offers."""
    offered = {Role.SECRETARY: [Role.GRID_WORKER], Role.OFFICER: [Role.GRID_WORKER, Role.SECRETARY]}
    return next((roles for role, roles in offered.items() if role == actor.role), [])


def can_take_over(user: ManagedUser, *, from_user: ManagedUser) -> bool:
    """Only another working grid worker of the same community takes work over."""
    return user.is_enabled and user.id != from_user.id and user.role is Role.GRID_WORKER and user.community_id == from_user.community_id


def is_common(password: str, username: str) -> bool:
    """Is this among the first that somebody would try?"""
    lowered = password.lower()
    return lowered in COMMON_PASSWORDS or lowered == username.lower() or len(set(lowered)) <= 2
