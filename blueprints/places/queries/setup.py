"""What the commands that set a site up must know."""

from __future__ import annotations

import sqlalchemy as sa

from blueprints.places.models import Community, Subdistrict
from core.database import db


def is_set_up() -> bool:
    return db.session.scalar(sa.select(Subdistrict.id).limit(1)) is not None


def place_of(name: str | None, *, is_subdistrict: bool) -> tuple[int, int | None]:
    """(subdistrict id, community id or None) of the named place, or of the only one.

    Raises LookupError with the names there are when it is none or not clear which.
    """
    found: list[Subdistrict] | list[Community]
    if is_subdistrict:
        found = list(db.session.scalars(sa.select(Subdistrict).order_by(Subdistrict.id)))
    else:
        found = list(db.session.scalars(sa.select(Community).order_by(Community.id)))
    fitting = [place for place in found if name is None or place.name == name]
    if len(fitting) != 1:
        raise LookupError([place.name for place in found])
    place = fitting[0]
    return (place.id, None) if isinstance(place, Subdistrict) else (place.subdistrict_id, place.id)
