"""The life of an import: reading → ready → applied, or abandoned on the way. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from blueprints.accounts.rules import Role
from core.actors import SYSTEM_ROLE, Actor

CHUNK_ROWS = 1000  # staged and cleaned in one step
KEEP_DAYS = 3  # an import nobody confirms is abandoned, and its rows are deleted


class ImportState(StrEnum):
    READING = "reading"  # the rows are being checked, a chunk a step
    READY = "ready"  # the preview stands
    APPLIED = "applied"
    ABANDONED = "abandoned"


TRANSITIONS: dict[str, tuple[frozenset[ImportState], ImportState]] = {
    "finish_reading": (frozenset({ImportState.READING}), ImportState.READY),
    "apply": (frozenset({ImportState.READY}), ImportState.APPLIED),
    "abandon": (frozenset({ImportState.READING, ImportState.READY}), ImportState.ABANDONED),
}


class Job(Protocol):
    community_id: int
    state: ImportState


def is_allowed(verb: str, state: ImportState) -> bool:
    return state in TRANSITIONS[verb][0]


def can_import(actor: Actor, community_id: int | None) -> bool:
    """Only the secretary of the community itself; and the command line."""
    if actor.role == SYSTEM_ROLE:
        return actor.community_id in (None, community_id)
    return actor.role == Role.SECRETARY and actor.community_id is not None and actor.community_id == community_id


def can_apply(actor: Actor, job: Job) -> bool:
    return can_import(actor, job.community_id) and is_allowed("apply", job.state)


def can_abandon(actor: Actor, job: Job) -> bool:
    return can_import(actor, job.community_id) and is_allowed("abandon", job.state)
