"""Random codes for people: no letter that is read as a digit or the other way round."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0 O 1 I L


def code(length: int) -> str:
    """A random code of `length` signs, 4.95 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
