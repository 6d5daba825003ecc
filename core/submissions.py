"""Nothing arrives twice: every write form carries a submission_id, kept unique with its answer.

Sending the same form again returns the first answer. The same id with other content is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.actors import Actor
from core.database import Base, UTCDateTime, db, run_tx
from core.errors import Conflict, Invalid, OutOfScope, Refused

_NOT_CONTENT = {"csrf_token", "submission_id"}


class Submission(Base):
    """The receipt of one accepted form: who sent it, a hash of what it said, where its answer is."""

    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    community_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    user_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    answer_url: Mapped[str] = mapped_column(sa.String(300))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def submit_once(form: Any, actor: Actor, work: Callable[[], str]) -> str:
    """Run `work` (which returns the URL that answers the form) in one write transaction, at most once.

    Raises Conflict when the id was used before by somebody else or with other content.
    """
    submission_id = form.submission_id.data
    digest = content_hash()

    def tx() -> str:
        earlier = db.session.get(Submission, submission_id)
        if earlier is not None:
            return _first_answer(earlier, actor, digest)
        url = work()
        db.session.add(
            Submission(
                id=submission_id,
                community_id=actor.community_id,
                user_id=actor.user_id,
                content_hash=digest,
                answer_url=url,
                received_at=clock.now(),
            )
        )
        return url

    try:
        return run_tx(tx)
    except (IntegrityError, Conflict, Invalid, OutOfScope, Refused):
        # Two copies raced on a database that lets both in (PostgreSQL): the other one won, and what it did is in this one's way.
        earlier = db.session.get(Submission, submission_id)
        if earlier is None:
            raise
        return _first_answer(earlier, actor, digest)


def content_hash() -> str:
    """SHA-256 over path and fields of the current request, without the tokens."""
    parts = [request.path]
    for name, values in sorted(request.form.lists()):
        if name not in _NOT_CONTENT:
            parts.extend(f"{name}={value}" for value in values)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _first_answer(earlier: Submission, actor: Actor, digest: str) -> str:
    if earlier.user_id != actor.user_id or earlier.content_hash != digest:
        raise Conflict(_("这张表已经交过一次，内容不一样，所以没有重复保存。请返回看看已保存的内容。"))
    return earlier.answer_url
