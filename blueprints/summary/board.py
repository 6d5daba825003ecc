"""What a summary page shows, put together from the figures: totals, a row for each grid or community, fourteen days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.inspections.models import Round
from blueprints.inspections.queries.rounds import running_rounds
from blueprints.places.models import Community
from blueprints.places.queries import scope
from blueprints.summary.figures import FIGURES, NO_GRID, Looked
from blueprints.summary.history import SERIES, Day, Series, days_until
from blueprints.summary.queries.counts import Counts, count_by_community, count_by_grid
from blueprints.summary.queries.days import count_by_day, last_reports
from core import clock

# The columns of the table by grid or community; the first two make the coverage.
COLUMNS = (
    "doors_done",
    "doors_all",
    "doors_missing",
    "doors_revisit",
    "alerts_pending",
    "care_due",
    "care_overdue",
    "care_done",
    "requests_submitted",
    "requests_underway",
    "requests_out",
)


@dataclass(frozen=True)
class Number:
    """A number that leads to the list which adds up to it."""

    key: str
    label: Any
    count: int
    url: str
    tone: str


@dataclass(frozen=True)
class Line:
    """One grid or community. `reported_at` is None when nobody there has written anything down today."""

    name: str
    url: str | None
    numbers: dict[str, Number]
    reported_at: datetime | None = None


@dataclass(frozen=True)
class Board:
    title: str
    looked: Looked
    by_community: bool
    rounds: list[Round]
    totals: dict[str, Number]
    lines: list[Line]
    history: list[tuple[Series, list[Day]]]

    @property
    def local_now(self) -> datetime:
        return clock.local(self.looked.now)

    @property
    def sheet_url(self) -> str:
        if self.by_community:
            return url_for("summary.subdistrict_sheet")
        return url_for("summary.community_sheet", community=self.looked.community_id if self.looked.actor.role == Role.OFFICER else None)

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS

    @property
    def not_reported(self) -> list[Line]:
        return [line for line in self.lines if self.by_community and line.reported_at is None]


def community_board(looked: Looked, community: Community) -> Board:
    """Of one community, by grid. Six queries, whatever there is to count."""
    counts = count_by_grid(FIGURES.values(), looked)
    places = {grid.id: grid.name for grid in scope.grids(looked.actor) if grid.community_id == community.id}
    lines = [Line(name, None, _numbers(COLUMNS, counts, looked, grid_id=grid_id)) for grid_id, name in places.items()]
    if any(counts[key].get(None) for key in COLUMNS):
        lines.append(Line(_("没有划网格"), None, _numbers(COLUMNS, counts, looked, grid_id=NO_GRID)))
    return Board(community.name, looked, False, _rounds(looked), _numbers(FIGURES, counts, looked), lines, _history(looked))


def subdistrict_board(looked: Looked, title: str, communities: list[Community]) -> Board:
    """Of all communities of the actor, a line each."""
    counts = count_by_community(FIGURES.values(), looked)
    reported = last_reports([community.id for community in communities], looked.now)
    lines = [
        Line(
            community.name,
            url_for("summary.community", community=community.id),
            _numbers(COLUMNS, counts, looked, community_id=community.id),
            reported.get(community.id),
        )
        for community in communities
    ]
    return Board(title, looked, True, [], _numbers(FIGURES, counts, looked), lines, _history(looked))


def _numbers(
    keys: Iterable[str], counts: Counts, looked: Looked, *, grid_id: int | None = None, community_id: int | None = None
) -> dict[str, Number]:
    """Of one place, or (without any) of all together."""
    place = (grid_id or None) if grid_id is not None else community_id
    everything = grid_id is None and community_id is None
    numbers = {}
    for key in keys:
        figure = FIGURES[key]
        count = sum(counts[key].values()) if everything else counts[key].get(place, 0)
        url = figure.url(looked, grid_id=grid_id, community_id=community_id)
        numbers[key] = Number(key, figure.label, count, url, figure.tone if count else "quiet")
    return numbers


def _rounds(looked: Looked) -> list[Round]:
    return running_rounds(looked.actor, community_id=looked.community_id)


def _history(looked: Looked) -> list[tuple[Series, list[Day]]]:
    days = days_until(looked.today)
    counts = count_by_day(SERIES, looked, days)
    return [
        (series, [Day(day, counts[series.key].get(day, 0), series.url(looked, day), day == days[-1]) for day in days]) for series in SERIES
    ]
