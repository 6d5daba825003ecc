"""What later slices tell about people: the slots of the pages of accounts, put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core import slots
from core.actors import Actor


def community_names(actor: Actor) -> dict[int, str]:
    """Id and name of the actor's communities (slot `community_names`, filled by places)."""
    names: dict[int, str] = {}
    for part in slots.results("community_names", actor=actor):
        names.update(part)
    return names


def grid_names(actor: Actor, user_ids: Iterable[int]) -> dict[int, list[str]]:
    """The grids of each of these users (slot `user_grids`, filled by places)."""
    return _joined("user_grids", actor, user_ids)


def loads(actor: Actor, user_ids: Iterable[int]) -> dict[int, list[tuple[Any, int]]]:
    """(label, count) of what each of these users carries (slot `user_load`)."""
    return _joined("user_load", actor, user_ids)


def _joined(slot: str, actor: Actor, user_ids: Iterable[int]) -> dict[int, list[Any]]:
    ids = list(user_ids)
    together: dict[int, list[Any]] = {user_id: [] for user_id in ids}
    for part in slots.results(slot, actor=actor, user_ids=ids):
        for user_id, entries in part.items():
            together.setdefault(user_id, []).extend(entries)
    return together
