"""The first subdistrict and community of a new site."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.places.actions.areas import create_community
from blueprints.places.models import Subdistrict
from blueprints.places.queries.setup import is_set_up
from core import audit
from core.actors import SYSTEM_ROLE, Actor
from core.database import db
from core.errors import Invalid, Refused


def set_up(*, actor: Actor, now: datetime, subdistrict: str, community: str, phone: str) -> tuple[int, int]:
    """(subdistrict id, community id). Raises Refused, or Invalid when the site is set up already."""
    if actor.role != SYSTEM_ROLE:
        raise Refused
    if is_set_up():
        raise Invalid(_("已经设置过了。"))
    top = Subdistrict(name=subdistrict)
    db.session.add(top)
    audit.record(actor, "subdistrict.created", top, now=now)
    below = create_community(actor=actor, now=now, name=community, phone=phone, subdistrict_id=top.id)
    return top.id, below.id
