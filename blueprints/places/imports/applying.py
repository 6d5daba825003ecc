"""The plan → rows and audit events, in the caller's transaction. Bulk statements: 20,000 people hold the lock for seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from blueprints.places.actions.qr_tokens import add_tokens
from blueprints.places.events import HouseholdAdded, UnitsRegridded
from blueprints.places.imports.plan import BuildingKey, Change, DoorKey, Existing, Plan, UnitKey
from blueprints.places.models import Building, BuildingUnit, Estate, Grid, Household, Resident
from blueprints.places.names import door_address, initials, natural_key
from blueprints.places.numbering import door_sort_key, floor_of
from blueprints.places.vocabulary import Gender, Tenancy
from core import audit
from core.actors import Actor
from core.database import db
from core.events import publish

_BATCH = 2000


@dataclass
class _Applying:
    actor: Actor
    now: datetime
    community_id: int
    plan: Plan
    existing: Existing
    events: list[dict[str, Any]] = field(default_factory=list)
    grids: dict[str, int] = field(default_factory=dict)
    buildings: dict[BuildingKey, int] = field(default_factory=dict)
    units: dict[UnitKey, tuple[int, int | None]] = field(default_factory=dict)  # id and grid
    households: dict[DoorKey, int] = field(default_factory=dict)


def apply_plan(plan: Plan, existing: Existing, *, actor: Actor, now: datetime, community_id: int) -> None:
    """Do what the plan says, all of it. `existing` must be what the plan was made against, and still hold."""
    run = _Applying(actor, now, community_id, plan, existing)
    _add_places(run)
    _change_units(run)
    _add_households(run)
    _add_residents(run)
    _change(run, Building, "building.changed", plan.building_changes)
    _change(run, Household, "household.changed", plan.household_changes)
    _change(run, Resident, "resident.changed", plan.resident_changes)
    audit.record_many(actor, run.events, now=now, community_id=community_id)
    if plan.households:
        added = tuple(run.households[key] for key in plan.households)
        publish(HouseholdAdded(actor=actor, now=now, community_id=community_id, household_ids=added))


def _insert(run: _Applying, model: Any, noun: str, rows: list[dict[str, Any]]) -> list[int]:
    """Insert, note an event each, and return the ids in the order of `rows`."""
    ids: list[int] = []
    statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    for start in range(0, len(rows), _BATCH):
        batch = [{"community_id": run.community_id, **row} for row in rows[start : start + _BATCH]]
        ids.extend(db.session.execute(statement, batch).scalars())
    for row, row_id in zip(rows, ids, strict=True):
        after = {name: value for name, value in row.items() if value not in (None, "")}
        run.events.append(_event(f"{noun}.imported", model, row_id, {}, after))
    return ids


def _event(action: str, model: Any, row_id: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": action, "entity_type": model.__tablename__, "entity_id": row_id, "before": before, "after": after}


def _add_places(run: _Applying) -> None:
    plan, existing = run.plan, run.existing
    estate_ids = _insert(run, Estate, "estate", [{"name": name} for name in plan.estates])
    estates = {**existing.estates, **dict(zip(plan.estates, estate_ids, strict=True))}
    grid_ids = _insert(run, Grid, "grid", [{"name": name} for name in plan.grids])
    run.grids = {**existing.grids, **dict(zip(plan.grids, grid_ids, strict=True))}
    rows = [
        {"estate_id": estates[key[0]], "name": new.name, "sort_key": natural_key(new.name), "has_lift": new.has_lift}
        for key, new in plan.buildings.items()
    ]
    run.buildings = {key: building.id for key, building in existing.building_at.items()}
    run.buildings.update(zip(plan.buildings, _insert(run, Building, "building", rows), strict=True))
    add_tokens(run.community_id, [run.buildings[key] for key in plan.buildings], run.now)  # their posters can be printed at once
    unit_rows: list[dict[str, Any]] = [
        {
            "building_id": run.buildings[key[0], key[1]],
            "grid_id": run.grids[new.grid] if new.grid else None,
            "name": new.name,
            "sort_key": natural_key(new.name)[:40],
        }
        for key, new in plan.units.items()
    ]
    run.units = {key: (unit.id, unit.grid_id) for key, unit in existing.unit_at.items()}
    for key, row, unit_id in zip(plan.units, unit_rows, _insert(run, BuildingUnit, "unit", unit_rows), strict=True):
        run.units[key] = unit_id, row["grid_id"]


def _change_units(run: _Applying) -> None:
    """Units given to another grid; their doors follow."""
    wanted = {change.id: run.grids[change.changes["grid"][1]] for change in run.plan.unit_changes}
    for unit_id, grid_id in wanted.items():
        for statement in (
            sa.update(BuildingUnit).where(BuildingUnit.id == unit_id),
            sa.update(Household).where(Household.community_id == run.community_id, Household.unit_id == unit_id),
        ):
            db.session.execute(statement.values(grid_id=grid_id).execution_options(synchronize_session=False))
    for change in run.plan.unit_changes:
        before, after = change.changes["grid"]
        run.events.append(_event("unit.regridded", BuildingUnit, change.id, {"grid": before}, {"grid": after}))
    run.units = {key: (unit_id, wanted.get(unit_id, grid_id)) for key, (unit_id, grid_id) in run.units.items()}
    if wanted:
        publish(UnitsRegridded(actor=run.actor, now=run.now, community_id=run.community_id, unit_ids=tuple(wanted)))


def _add_households(run: _Applying) -> None:
    plan = run.plan
    rows = []
    for key, new in plan.households.items():
        unit_id, grid_id = run.units[key[:3]]
        building = plan.buildings[key[:2]].name if key[:2] in plan.buildings else plan.building_names[key[:2]]
        unit = plan.units[key[:3]].name if key[:3] in plan.units else plan.unit_names[key[:3]]
        floor = floor_of(new.door)
        rows.append(
            {
                "building_id": run.buildings[key[:2]],
                "unit_id": unit_id,
                "grid_id": grid_id,
                "door": new.door,
                "floor": floor,
                "sort_key": door_sort_key(unit, floor, new.door),
                "address": door_address(key[0], building, unit, new.door),
                "tenancy": Tenancy(new.tenancy),
                "note": new.note,
            }
        )
    run.households = {key: household.id for key, household in run.existing.household_at.items()}
    run.households.update(zip(plan.households, _insert(run, Household, "household", rows), strict=True))


def _add_residents(run: _Applying) -> None:
    rows = [{"household_id": run.households[new.door], **_columns(new.values, is_new=True)} for new in run.plan.residents]
    _insert(run, Resident, "resident", rows)


def _columns(values: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """What the table's columns hold for what a list says; search columns follow name and telephone."""
    columns = {name: _value(name, value) for name, value in values.items() if name != "initials"}
    if "name" in columns:
        columns["name_initials"] = values.get("initials") or initials(columns["name"])
    if "phone" in columns:
        columns["phone_last4"] = columns["phone"][-4:] if columns["phone"] else None
    if is_new:
        columns["gender"] = columns["gender"] or Gender.UNKNOWN
        columns["is_tenant"] = bool(columns["is_tenant"])
    return columns


def _value(name: str, value: Any) -> Any:
    if name in ("birth_date", "moved_in_on") and isinstance(value, str):
        return date.fromisoformat(value)
    if name == "gender" and value:
        return Gender(value)
    return Tenancy(value) if name == "tenancy" else value


def _change(run: _Applying, model: Any, action: str, changes: list[Change]) -> None:
    rows = []
    for change in changes:
        before = {name: old for name, (old, _new) in change.changes.items()}
        after = {name: new for name, (_old, new) in change.changes.items()}
        rows.append({"id": change.id, **_columns(after, is_new=False)})
        run.events.append(_event(action, model, change.id, before, after))
    if rows:
        db.session.execute(sa.update(model), rows)
