"""What happens to communities, estates and grids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from blueprints.places.events import UnitsRegridded
from blueprints.places.models import Building, BuildingUnit, Community, Estate, Grid, Household
from blueprints.places.names import door_address
from blueprints.places.queries import areas as queries
from blueprints.places.rules import can_create_community, can_manage_community, can_manage_places
from core import audit
from core.actors import Actor
from core.database import db
from core.errors import Invalid, Refused
from core.events import publish


def create_community(
    *, actor: Actor, now: datetime, name: str, phone: str, subdistrict_id: int | None = None, office_hours: str = "", services: str = ""
) -> Community:
    """Add a community to the officer's own subdistrict. Raises Refused, Invalid (name taken)."""
    subdistrict_id = subdistrict_id or actor.subdistrict_id
    if not can_create_community(actor, subdistrict_id) or subdistrict_id is None:
        raise Refused
    _refuse_twin(Community, name, subdistrict_id=subdistrict_id)
    community = Community(subdistrict_id=subdistrict_id, name=name, phone=phone, office_hours=office_hours, services=services)
    db.session.add(community)
    audit.record(actor, "community.created", community, now=now)
    audit.touch(community.id)
    return community


def change_community(community: Community, *, actor: Actor, now: datetime, **fields: Any) -> None:
    """Set phone, office_hours, services, verify_before_approval: what residents read, and how requests are approved."""
    unknown = set(fields) - {"phone", "office_hours", "services", "verify_before_approval"}
    if unknown:
        raise TypeError(f"not for this action: {sorted(unknown)}")
    if not can_manage_community(actor, community.id):
        raise Refused
    for name, value in fields.items():
        setattr(community, name, value)
    if db.session.is_modified(community):
        audit.record(actor, "community.changed", community, now=now)
        audit.touch(community.id)


def create_estate(*, actor: Actor, now: datetime, name: str, address: str = "", community_id: int | None = None) -> Estate:
    """Raises Refused, Invalid (name taken)."""
    community = _own_community(actor, community_id)
    _refuse_twin(Estate, name, community_id=community.id)
    estate = Estate(community_id=community.id, name=name, address=address)
    db.session.add(estate)
    audit.record(actor, "estate.created", estate, now=now)
    return estate


def change_estate(estate: Estate, *, actor: Actor, now: datetime, name: str, address: str = "") -> None:
    """Rename an estate; the addresses of its doors follow."""
    if not can_manage_places(actor, estate):
        raise Refused
    renamed = name != estate.name
    if renamed:
        _own_community(actor, estate.community_id)
        _refuse_twin(Estate, name, community_id=estate.community_id)
    estate.name, estate.address = name, address
    if not db.session.is_modified(estate):
        return
    audit.record(actor, "estate.changed", estate, now=now)
    if renamed:
        write_addresses(Building.estate_id == estate.id, community_id=estate.community_id)


def create_grid(*, actor: Actor, now: datetime, name: str, community_id: int | None = None) -> Grid:
    """Raises Refused, Invalid (name taken)."""
    community = _own_community(actor, community_id)
    _refuse_twin(Grid, name, community_id=community.id)
    grid = Grid(community_id=community.id, name=name)
    db.session.add(grid)
    audit.record(actor, "grid.created", grid, now=now)
    return grid


def rename_grid(grid: Grid, *, actor: Actor, now: datetime, name: str) -> None:
    if not can_manage_places(actor, grid):
        raise Refused
    if name == grid.name:
        return
    _own_community(actor, grid.community_id)
    _refuse_twin(Grid, name, community_id=grid.community_id)
    grid.name = name
    audit.record(actor, "grid.renamed", grid, now=now)


def assign_units(units: Sequence[BuildingUnit], *, actor: Actor, now: datetime, grid: Grid | None) -> None:
    """Give units to a grid (None: to nobody); their doors follow. Units that are there already are left alone."""
    changing = [unit for unit in units if unit.grid_id != (grid.id if grid else None)]
    for unit in changing:
        if not can_manage_places(actor, unit) or (grid is not None and grid.community_id != unit.community_id):
            raise Refused
    if not changing:
        return
    community_id = changing[0].community_id
    ids = [unit.id for unit in changing]
    grid_id = grid.id if grid else None
    before = {str(unit.id): unit.grid_id for unit in changing}
    for unit in changing:
        unit.grid_id = grid_id
    db.session.execute(
        sa.update(Household).where(Household.community_id == community_id, Household.unit_id.in_(ids)).values(grid_id=grid_id)
    )
    audit.record(actor, "grid.units_assigned", grid or changing[0], now=now, before=before, after=dict.fromkeys(before, grid_id))
    publish(UnitsRegridded(actor=actor, now=now, community_id=community_id, unit_ids=tuple(ids)))


def write_addresses(where: sa.ColumnElement[bool], *, community_id: int) -> None:
    """Write the doors' addresses anew for the buildings `where` names: one statement a unit."""
    db.session.flush()
    for unit in queries.units_as_addressed(community_id, where):
        prefix = door_address(unit.estate, unit.building, unit.name, "")
        db.session.execute(
            sa.update(Household)
            .where(Household.community_id == community_id, Household.unit_id == unit.id, Household.removed_at.is_(None))
            .values(address=sa.literal(prefix) + Household.door)
            .execution_options(synchronize_session="fetch")
        )


def _own_community(actor: Actor, community_id: int | None) -> Community:
    """The community to add to, locked, so that two equal names cannot slip in side by side."""
    community_id = community_id or actor.community_id
    if not can_manage_community(actor, community_id):
        raise Refused
    return queries.locked_community(community_id)


def _refuse_twin(model: Any, name: str, **where: Any) -> None:
    with db.session.no_autoflush:
        if queries.is_name_taken(model, name, **where):
            raise Invalid(_("已经有叫“%(name)s”的了，请换个名称。", name=name), field="name")
