"""Counting many figures at once: one statement, whatever the number of grids or communities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from blueprints.places.models import Household
from blueprints.purchases.models import PurchaseRequest
from blueprints.summary.figures import Figure, Looked
from core.database import db

Counts = dict[str, dict[int | None, int]]  # figure → place (grid or community) → number


def count_by_grid(figures: Iterable[Figure], looked: Looked) -> Counts:
    """Rows in doors that no grid has stand under None."""
    return _count(figures, looked, by_grid=True)


def count_by_community(figures: Iterable[Figure], looked: Looked) -> Counts:
    return _count(figures, looked, by_grid=False)


def _count(figures: Iterable[Figure], looked: Looked, *, by_grid: bool) -> Counts:
    """One UNION ALL: each branch is a figure's own WHERE clause and finds its own index."""
    branches = []
    for figure in figures:
        place = figure.grid if by_grid else figure.model.community_id
        branch = sa.select(sa.literal(figure.key).label("figure"), place.label("place"), sa.func.count().label("number"))
        branch = branch.select_from(figure.model)
        if place.class_ is Household:
            door = figure.model
            if not hasattr(door, "household_id"):  # the door is that of its request
                branch, door = branch.join(figure.model.request), PurchaseRequest
            branch = branch.join(Household, Household.id == door.household_id)
        branches.append(branch.where(figure.where(looked)).group_by(place))
    counts: Counts = defaultdict(dict)
    for key, place_id, number in db.session.execute(sa.union_all(*branches)):
        counts[key][place_id] = number
    return counts
