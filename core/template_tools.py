"""Filters and globals every template may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_babel import gettext as _
from flask_login import current_user

from core import clock
from core.money import yuan
from core.permissions import current_actor, may_open

LOOK_COOKIE = "linli_look"


def moment(value: datetime | None) -> str:
    """A time as people say it: 今天 09:30, 昨天 16:05, 明天 14:00, 11月20日 08:00, 2025年3月2日."""
    if value is None:
        return ""
    local = clock.local(value)
    days = (clock.day_of(clock.now()) - local.date()).days
    clock_time = f"{local:%H:%M}"
    if days == 0:
        return _("今天 %(time)s", time=clock_time)
    if days == 1:
        return _("昨天 %(time)s", time=clock_time)
    if days == -1:
        return _("明天 %(time)s", time=clock_time)
    return f"{day(local.date())} {clock_time}"


def span(begins: datetime | None, ends: datetime | None) -> str:
    """From when to when: 今天 14:00–16:00."""
    if begins is None or ends is None:
        return moment(begins or ends)
    same_day = clock.day_of(begins) == clock.day_of(ends)
    return f"{moment(begins)}–{clock.local(ends):%H:%M}" if same_day else f"{moment(begins)}–{moment(ends)}"


def day(value: date | None) -> str:
    """11月20日, with the year when it is not this one."""
    if value is None:
        return ""
    if value.year == clock.day_of(clock.now()).year:
        return _("%(month)s月%(day)s日", month=value.month, day=value.day)
    return _("%(year)s年%(month)s月%(day)s日", year=value.year, month=value.month, day=value.day)


def temperature(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths / 10:.1f}℃"


def here(**changes: Any) -> str:
    """This page's address with some of its query changed; None takes a part out. For filters and paging."""
    query: list[tuple[str, Any]] = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query += [(name, value) for name, value in changes.items() if value is not None]
    return request.path + (f"?{urlencode(query)}" if query else "")


def look() -> str:
    """ "care" (bigger, stronger) or "standard": remembered, else care for those without an account."""
    remembered = request.cookies.get(LOOK_COOKIE)
    if remembered in ("care", "standard"):
        return remembered
    return "standard" if current_user.is_authenticated else "care"


def init_app(app: Flask) -> None:
    app.add_template_filter(moment, "moment")
    app.add_template_filter(span, "span")
    app.add_template_filter(day, "day")
    app.add_template_filter(temperature, "temperature")
    app.add_template_filter(yuan, "yuan")
    app.jinja_env.globals.update(
        look=look,
        here=here,
        actor=_actor_or_none,
        may_open=may_open,
    )


def _actor_or_none() -> Any:
    return current_actor() if current_user.is_authenticated else None
