"""Money, always as whole 分 (cents): how it is shown, and how a sum is cut into parts that add up again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MOST = 10_000_000  # 100,000 yuan: more than any one thing here costs; keeps every sum inside 32 bits
MOST_TOGETHER = 10 * MOST  # what a whole order may come to, and what is handed over or paid for it at once


def yuan(cents: int | None) -> str:
    """3650 → "36.50", -5 → "-0.05", None → "". Without the unit."""
    if cents is None:
        return ""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def cents_of(yuan_typed: Decimal) -> int:
    """36.5 → 3650. More than two decimals are the caller's mistake (ValueError)."""
    cents = yuan_typed * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{yuan_typed} is not a whole number of cents")
    return int(cents)


def cost(amount: Decimal, price: int) -> int:
    """`amount` units at `price` cents each, rounded half up to the cent, as a till does."""
    return int((amount * price).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def spread(total: int, weights: Sequence[Decimal]) -> list[int]:
    """Cut `total` cents (≥ 0) in proportion to `weights` (≥ 0) so that the parts add up to it exactly.

    Each part is rounded down and the cents left over go to the largest remainders (Hamilton's method), the
    earlier first among equals. All weights zero: nothing can be cut, so `total` must be 0 (ValueError).
    """
    whole = sum(weights, Decimal(0))
    if whole == 0:
        if total:
            raise ValueError("nobody to share it")
        return [0] * len(weights)
    parts = [int(total * weight // whole) for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts
