"""How often is too often: what a household never meets and a script does. Numbers are argued in docs/decisions.md."""

from __future__ import annotations

from flask import request

from core.rate_limit import allow

PER_PHONE = ("5/hour", "15/day")
PER_DOOR = ("6/hour", "20/day")
PER_ADDRESS = ("300/hour",)
BUILDING_FLOOR = 60

FIND_PER_ADDRESS = ("60/hour",)
FIND_PER_BUILDING = ("120/hour",)
SEARCH_PER_ADDRESS = ("1200/hour",)
SEARCH_PER_BUILDING = ("600/hour",)


def may_file(*, building_id: int, doors: int, household_id: int, phone: str) -> bool:
    """Count one request that is about to be filed. All are counted, whichever says no first."""
    return _all(
        ("file.address", _address(), PER_ADDRESS),
        ("file.building", str(building_id), (f"{max(BUILDING_FLOOR, 2 * doors)}/hour",)),
        ("file.door", str(household_id), PER_DOOR),
        ("file.phone", phone, PER_PHONE),
    )


def may_complain(*, request_id: int) -> bool:
    return _all(("complain.address", _address(), PER_ADDRESS), ("complain.slip", str(request_id), PER_DOOR))


def may_find(*, building_id: int) -> bool:
    return _all(("find.address", _address(), FIND_PER_ADDRESS), ("find.building", str(building_id), FIND_PER_BUILDING))


def may_search(*, building_id: int) -> bool:
    """Count one search in the price lists."""
    return _all(("search.address", _address(), SEARCH_PER_ADDRESS), ("search.building", str(building_id), SEARCH_PER_BUILDING))


def _all(*subjects: tuple[str, str, tuple[str, ...]]) -> bool:
    answers = [allow(f"{purpose}.{limit}", subject, limit) for purpose, subject, limits in subjects for limit in limits]
    return all(answers)


def _address() -> str:
    return request.remote_addr or ""
