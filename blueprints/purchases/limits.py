"""How often a delivery's code may be tried: often enough for a slip hard to read, too seldom for guessing."""

from __future__ import annotations

from core import rate_limit

WRONG_CODES = "5/day"


def may_try_code(request_id: int) -> bool:
    """Count one try, before the code is looked at: many tries at once do not get past it. Call outside run_tx."""
    return rate_limit.allow("delivery.code", str(request_id), WRONG_CODES)


def code_was_right(request_id: int) -> None:
    rate_limit.forgive("delivery.code", str(request_id), WRONG_CODES)
