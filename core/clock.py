"""Time is stored in UTC and shown, and counted in days, in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC. Views call it once and hand it on."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def stamp(moment: datetime | None) -> str:
    """11-22 09:30, for sentences that say who did something and when; empty for None."""
    return f"{local(moment):%m-%d %H:%M}" if moment else ""


def day_of(moment: datetime) -> date:
    """The calendar day in Shanghai on which `moment` falls."""
    return local(moment).date()


def start_of(day: date) -> datetime:
    """The UTC instant at which `day` begins in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def bounds(day: date) -> tuple[datetime, datetime]:
    """[begin, end) of a Shanghai day as UTC instants, ready for a WHERE clause."""
    return start_of(day), start_of(day + timedelta(days=1))


def at(day: date, clock_time: time) -> datetime:
    """The UTC instant of `clock_time` on `day` in Shanghai."""
    return datetime.combine(day, clock_time, SHANGHAI).astimezone(UTC)
