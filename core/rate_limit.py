"""Counting attempts per subject (an address, a building, a phone, an account).

The `limits` library does the arithmetic. Its memory store counts per process, so the default
store here is a table every worker shares; a many-server site points LINLI_RATE_LIMIT_STORAGE at Redis.
Keys are hashed before they are stored: a phone number never stands in this table.
"""

from __future__ import annotations

import hashlib
import hmac
import time

import sqlalchemy as sa
from flask import Flask, current_app
from limits import parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.orm import Mapped, mapped_column

from core.database import WRITE, Base, db


class RateLimitHit(Base):
    """One counter: `key_hash` for the window that ends at `expires_at` (Unix seconds)."""

    __tablename__ = "rate_limit_hit"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int] = mapped_column(sa.Integer)
    expires_at: Mapped[int] = mapped_column(sa.BigInteger, index=True)


_HIT = sa.text(
    "INSERT INTO rate_limit_hit (key_hash, count, expires_at) VALUES (:key, :amount, :expires) "
    "ON CONFLICT (key_hash) DO UPDATE SET "
    "count = CASE WHEN rate_limit_hit.expires_at <= :now THEN :amount ELSE rate_limit_hit.count + :amount END, "
    "expires_at = CASE WHEN rate_limit_hit.expires_at <= :now THEN :expires ELSE rate_limit_hit.expires_at END "
    "RETURNING count"
)
SWEEP_EVERY = 500


class TableStorage(Storage):
    """`limits` storage over one table, each hit in a short transaction of its own."""

    STORAGE_SCHEME = ["table"]
    _hits = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = int(time.time())
        with db.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            values = {"key": key, "amount": amount, "expires": now + expiry, "now": now}
            count = connection.execute(_HIT, values).scalar_one()
            TableStorage._hits += 1
            if TableStorage._hits % SWEEP_EVERY == 0:
                connection.execute(sa.delete(RateLimitHit).where(RateLimitHit.expires_at <= now))
        return int(count)

    def _row(self, key: str) -> tuple[int, int]:
        with db.engine.connect() as connection:
            row = connection.execute(sa.select(RateLimitHit.count, RateLimitHit.expires_at).where(RateLimitHit.key_hash == key)).first()
        now = int(time.time())
        return (int(row[0]), int(row[1])) if row and row[1] > now else (0, now)

    def get(self, key: str) -> int:
        return self._row(key)[0]

    def get_expiry(self, key: str) -> float:
        return float(self._row(key)[1])

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with db.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            return int(connection.execute(sa.delete(RateLimitHit)).rowcount)

    def clear(self, key: str) -> None:
        with db.engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            connection.execute(sa.delete(RateLimitHit).where(RateLimitHit.key_hash == key))


def init_app(app: Flask) -> None:
    app.extensions["linli_limiter"] = FixedWindowRateLimiter(storage_from_string(app.config["RATE_LIMIT_STORAGE"]))


def allow(purpose: str, subject: str, limit: str) -> bool:
    """Count one attempt; False once `limit` (for instance "5/hour") is used up. Call outside run_tx."""
    if not current_app.config["RATE_LIMITS_ENABLED"]:
        return True
    db.session.rollback()  # no read transaction may stand open while another connection writes
    return bool(current_app.extensions["linli_limiter"].hit(parse(limit), _hashed(purpose, subject)))


def used_up(purpose: str, subject: str, limit: str) -> bool:
    """Is the limit reached already, without counting an attempt?"""
    if not current_app.config["RATE_LIMITS_ENABLED"]:
        return False
    return not current_app.extensions["linli_limiter"].test(parse(limit), _hashed(purpose, subject))


def forgive(purpose: str, subject: str, limit: str) -> None:
    """Set the count back, for instance after a right password."""
    if current_app.config["RATE_LIMITS_ENABLED"]:
        current_app.extensions["linli_limiter"].clear(parse(limit), _hashed(purpose, subject))


def _hashed(purpose: str, subject: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{purpose}\0{subject}".encode(), hashlib.sha256).hexdigest()[:40]
