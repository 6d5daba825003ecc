"""How hours, areas and prices are said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.suppliers import blueprint
from blueprints.suppliers.models import Supplier
from blueprints.suppliers.windows import HasHours, NextWindow, WeekHours, by_hours
from core import clock
from core.template_tools import day as day_text

WEEKDAYS: dict[int, Any] = {1: _l("周一"), 2: _l("周二"), 3: _l("周三"), 4: _l("周四"), 5: _l("周五"), 6: _l("周六"), 7: _l("周日")}


@blueprint.app_template_filter("time_of_day")
def time_of_day(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""


@blueprint.app_template_filter("hours_text")
def hours_text(windows: Iterable[HasHours]) -> list[str]:
    """每天 09:00–11:00; 周一至周五 15:00–17:00; 周二、周四 …"""
    return [f"{days_text(one.days)} {one.starts:%H:%M}–{one.ends:%H:%M}" for one in by_hours(windows)]


def days_text(days: Sequence[int]) -> str:
    if len(days) == len(WEEKDAYS):
        return _("每天")
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return _("%(first)s至%(last)s", first=WEEKDAYS[days[0]], last=WEEKDAYS[days[-1]])
    return "、".join(str(WEEKDAYS[day]) for day in days)


@blueprint.app_template_filter("next_window_text")
def next_window_text(window: NextWindow | None) -> str:
    """11月24日（周二）15:00–17:00."""
    if window is None:
        return ""
    day = f"{day_text(window.day)}（{WEEKDAYS[window.day.isoweekday()]}）"
    return f"{day}{_clock(window.starts_at)}–{_clock(window.ends_at)}"


@blueprint.app_template_filter("areas_text")
def areas_text(supplier: Supplier) -> str:
    """幸福社区全部、和平社区（和平里）."""
    estates: dict[str, list[str]] = {}
    for area in supplier.areas:
        estates.setdefault(area.community.name, []).extend([area.estate.name] if area.estate else [])
    return "、".join(
        _("%(community)s（%(estates)s）", community=name, estates="、".join(some)) if some else _("%(community)s全部", community=name)
        for name, some in estates.items()
    )


def week_hours(rows: Iterable[dict[str, Any]]) -> tuple[WeekHours, ...]:
    """What a form's rows say."""
    return tuple(WeekHours(tuple(sorted(int(day) for day in row["days"])), row["starts"], row["ends"]) for row in rows)


def _clock(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M}"
