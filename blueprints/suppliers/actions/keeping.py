"""Add, change, end and take up again a supplier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.suppliers import queries
from blueprints.suppliers.models import DeliveryWindow, Supplier, SupplierArea
from blueprints.suppliers.rules import SupplierKind, can_add, can_edit
from blueprints.suppliers.windows import WeekHours, overlap
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused

Area = tuple[int, int | None]  # community, estate (None: all of it)
_FIELDS = ("kind", "name", "contact_name", "phone", "address", "note", "cut_off", "fee")


@dataclass(frozen=True)
class SupplierFacts:
    """What is known of a supplier. A secretary's `areas` are those of the own community; others stay as they are."""

    kind: SupplierKind
    name: str
    areas: tuple[Area, ...]
    phone: str | None = None
    contact_name: str = ""
    address: str = ""
    note: str = ""
    cut_off: time | None = None
    fee: int = 0
    hours: tuple[WeekHours, ...] = ()


def add_supplier(facts: SupplierFacts, *, actor: Actor, now: datetime) -> Supplier:
    """Raises Refused, or Invalid when the name is taken, the hours overlap, or nobody of the actor's would be served."""
    if not can_add(actor):
        raise Refused
    _check(facts, actor, None)
    supplier = Supplier(
        subdistrict_id=actor.subdistrict_id,
        owner_community_id=actor.community_id if actor.role == Role.SECRETARY else None,
        created_at=now,
        changed_at=now,
        changed_by_name=actor.name,
        **{name: getattr(facts, name) for name in _FIELDS},
    )
    db.session.add(supplier)
    db.session.flush()
    _write_areas(supplier, set(facts.areas))
    _write_hours(supplier, facts.hours)
    audit.record(actor, "supplier.added", supplier, now=now, before={}, after=_told(supplier))
    return supplier


def change_supplier(supplier: Supplier, facts: SupplierFacts, *, actor: Actor, now: datetime, version: int | None) -> None:
    """`supplier` is locked. Raises Conflict when somebody has changed it since `version` was read."""
    _check_edit(supplier, actor)
    if supplier.version != version:
        raise too_late(supplier)
    _check(facts, actor, supplier)
    before = _told(supplier)
    for name in _FIELDS:
        setattr(supplier, name, getattr(facts, name))
    kept = {pair for pair in _areas_of(supplier) if actor.role == Role.SECRETARY and pair[0] != actor.community_id}
    _write_areas(supplier, set(facts.areas) | kept)
    _write_hours(supplier, facts.hours)
    _note(supplier, "supplier.changed", before, actor=actor, now=now)


def end_supplier(supplier: Supplier, *, actor: Actor, now: datetime) -> None:
    """No new orders go there, and nobody picks from its list any more; what is under way goes on."""
    _check_edit(supplier, actor)
    if supplier.ended_at is not None:
        raise Conflict(_("%(name)s 已在 %(time)s 停用。", name=supplier.changed_by_name, time=clock.stamp(supplier.ended_at)))
    before = {"ended_at": None}
    supplier.ended_at = now
    _note(supplier, "supplier.ended", before, actor=actor, now=now)


def take_up_supplier(supplier: Supplier, *, actor: Actor, now: datetime) -> None:
    _check_edit(supplier, actor)
    if supplier.ended_at is None:
        raise Conflict(_("%(name)s 已在 %(time)s 重新启用。", name=supplier.changed_by_name, time=clock.stamp(supplier.changed_at)))
    before = {"ended_at": supplier.ended_at}
    supplier.ended_at = None
    _note(supplier, "supplier.taken_up", before, actor=actor, now=now)


def too_late(supplier: Supplier) -> Conflict:
    name, time = supplier.changed_by_name, clock.stamp(supplier.changed_at)
    return Conflict(_("%(name)s 已在 %(time)s 改过这一家。请看看现在的内容，再改一次。", name=name, time=time))


def _check_edit(supplier: Supplier, actor: Actor) -> None:
    if not can_edit(actor, supplier):
        raise Refused


def _check(facts: SupplierFacts, actor: Actor, supplier: Supplier | None) -> None:
    subdistrict = queries.hold_subdistrict(actor.subdistrict_id)
    if queries.name_is_taken(subdistrict.id, facts.name, but=supplier.id if supplier else None):
        raise Invalid(_("街道里已经登记过叫这个名字的。别的社区登记的，可以请街道把您的社区加进去。"), field="name")
    if not facts.areas:
        raise Invalid(_("请勾选送到哪里。"), field="estates" if actor.role == Role.SECRETARY else "communities")
    if actor.role == Role.SECRETARY:
        own = {estate.id for estate in queries.estates_to_choose(actor.community_id)}
        allowed = all(community == actor.community_id and (estate is None or estate in own) for community, estate in facts.areas)
    else:
        mine = {community.id for community in queries.communities_to_choose(actor.subdistrict_id)}
        known = set(_areas_of(supplier)) if supplier else set()
        allowed = all((community in mine and estate is None) or (community, estate) in known for community, estate in facts.areas)
    if not allowed:
        raise Invalid(_("请从列出的选项中选。"))
    if overlap(facts.hours) is not None:
        raise Invalid(_("同一天有两个时段重叠了，请改一下。"))


def _write_areas(supplier: Supplier, wanted: set[Area]) -> None:
    whole = {community for community, estate in wanted if estate is None}
    wanted = {(community, estate) for community, estate in wanted if estate is None or community not in whole}
    supplier.areas[:] = [area for area in supplier.areas if (area.community_id, area.estate_id) in wanted]
    for community, estate in sorted(wanted - set(_areas_of(supplier)), key=str):
        supplier.areas.append(SupplierArea(community_id=community, estate_id=estate))
    db.session.flush()


def _write_hours(supplier: Supplier, hours: Iterable[WeekHours]) -> None:
    wanted = {(day, one.starts): one.ends for one in hours for day in one.days}
    supplier.windows[:] = [window for window in supplier.windows if (window.weekday, window.starts) in wanted]
    db.session.flush()
    for window in supplier.windows:
        window.ends = wanted.pop((window.weekday, window.starts))
    for (weekday, starts), ends in sorted(wanted.items()):
        supplier.windows.append(DeliveryWindow(weekday=weekday, starts=starts, ends=ends))
    db.session.flush()


def _areas_of(supplier: Supplier) -> list[Area]:
    return [(area.community_id, area.estate_id) for area in supplier.areas]


def _told(supplier: Supplier) -> dict[str, Any]:
    """Everything of it, for the audit event."""
    told = {name: getattr(supplier, name) for name in _FIELDS}
    told["cut_off"] = supplier.cut_off.isoformat("minutes") if supplier.cut_off else None
    told["areas"] = sorted(_areas_of(supplier), key=str)
    told["hours"] = sorted(f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in supplier.windows)
    return told


def _note(supplier: Supplier, action: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Raise the version, and record what differs."""
    supplier.version += 1
    supplier.changed_at, supplier.changed_by_name = now, actor.name
    after = {**_told(supplier), "ended_at": supplier.ended_at}
    changed = [name for name in before if before[name] != after[name]]
    audit.record(
        actor, action, supplier, now=now, before={name: before[name] for name in changed}, after={name: after[name] for name in changed}
    )
