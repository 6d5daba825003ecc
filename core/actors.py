"""Who acts: handed to every rule and action, so that neither needs a request."""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC_ROLE = "public"
SYSTEM_ROLE = "system"


@dataclass(frozen=True)
class Actor:
    """A signed-in user, a member of the public, or a command, with the places they may touch."""

    role: str
    name: str
    user_id: int | None = None
    subdistrict_id: int | None = None
    community_id: int | None = None
    grid_ids: frozenset[int] = frozenset()


def public_actor(name: str, community_id: int) -> Actor:
    """Somebody without an account, acting through a scanned code or a slip."""
    return Actor(role=PUBLIC_ROLE, name=name[:64], community_id=community_id)


def system_actor(name: str = "system") -> Actor:
    """A command or an import run from the command line."""
    return Actor(role=SYSTEM_ROLE, name=name)
