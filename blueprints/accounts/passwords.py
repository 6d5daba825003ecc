"""Password hashing: argon2id, 19 MiB, 2 passes, 1 lane (OWASP's minimum; about 30 ms here)."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core import tokens

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash(secrets.token_hex(16))  # what an unknown name is checked against: same time, always wrong


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """True when `password` fits; takes the same time when there is no such user (None)."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def temporary() -> str:
    """A password to be told over the phone and changed at first sign-in: 12 signs, 59 bits."""
    return "-".join(tokens.code(4) for _ in range(3))
