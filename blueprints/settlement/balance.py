"""What keeps an order from closing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from blueprints.settlement.ledger import SupplierSide
from blueprints.settlement.rules import Sums


class Spoils(StrEnum):
    """What keeps an order from closing."""

    NOT_DELIVERED = "not_delivered"
    UNPAID = "unpaid"
    OVERPAID = "overpaid"
    COMPLAINT = "complaint"
    IN_HANDS = "in_hands"
    NO_BILL = "no_bill"
    BILL_OPEN = "bill_open"
    BILL_OVER = "bill_over"


@dataclass(frozen=True)
class Problem:
    what: Spoils
    request_id: int | None = None
    user_id: int | None = None
    complaint_id: int | None = None
    cents: int = 0


@dataclass(frozen=True)
class State:
    """All that closing looks at."""

    accounts: Mapping[int, Sums]  # by request
    delivered: Collection[int] = ()  # requests that reached their door (or were settled before)
    gone: Collection[int] = ()  # taken back or left out: nothing may be due any more
    in_hands: Mapping[int, int] = field(default_factory=dict)  # by person, of this order
    complaints: Sequence[tuple[int, int]] = ()  # open ones: (complaint, request)
    supplier: SupplierSide = SupplierSide()


def problems(state: State) -> list[Problem]:
    """Why it cannot be closed; empty when it can."""
    found: list[Problem] = []
    for request_id, sums in state.accounts.items():
        if request_id not in state.delivered and (request_id not in state.gone or sums.due):
            found.append(Problem(Spoils.NOT_DELIVERED, request_id))
        if sums.still_open > 0:
            found.append(Problem(Spoils.UNPAID, request_id, cents=sums.still_open))
        elif sums.still_open < 0:
            found.append(Problem(Spoils.OVERPAID, request_id, cents=-sums.still_open))
    found += [Problem(Spoils.COMPLAINT, request_id, complaint_id=complaint_id) for complaint_id, request_id in state.complaints]
    found += [Problem(Spoils.IN_HANDS, user_id=user_id, cents=cents) for user_id, cents in state.in_hands.items() if cents]
    side = state.supplier
    if not side.bill and (side.charged > 0 or side.covered):
        found.append(Problem(Spoils.NO_BILL))
    elif side.missing > 0:
        found.append(Problem(Spoils.BILL_OPEN, cents=side.missing))
    elif side.missing < 0:
        found.append(Problem(Spoils.BILL_OVER, cents=-side.missing))
    return found
