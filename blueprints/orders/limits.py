"""How many made-up addresses of a supplier's page one network address may try."""

from __future__ import annotations

from flask import request

from core.rate_limit import allow

UNKNOWN_PER_ADDRESS = "60/hour"


def may_try_again() -> bool:
    """Count one address that leads nowhere. One that works is never refused: a shop shares its address with strangers."""
    return allow("supplier.unknown", request.remote_addr or "", UNKNOWN_PER_ADDRESS)
