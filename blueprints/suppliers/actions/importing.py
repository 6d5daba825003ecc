"""A whole price list: uploaded, looked at, then written all at once or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from blueprints.suppliers import queries
from blueprints.suppliers.actions.pricing import columns_of_name
from blueprints.suppliers.models import PriceItem, PriceUpload, Supplier
from blueprints.suppliers.price_list import Plan, PriceRow, Refusal, make_plan
from blueprints.suppliers.rules import KEEP_UPLOADS_DAYS, can_edit
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Refused
from core.money import yuan


def upload_prices(
    supplier: Supplier, rows: Sequence[PriceRow], refused: Sequence[Refusal], *, actor: Actor, now: datetime, file_name: str
) -> PriceUpload:
    """Keep what was read until it is confirmed. Lists nobody confirmed for days go."""
    if not can_edit(actor, supplier) or actor.user_id is None:
        raise Refused
    old = sa.delete(PriceUpload).where(
        PriceUpload.supplier_id == supplier.id,
        PriceUpload.applied_at.is_(None),
        PriceUpload.created_at < now - timedelta(days=KEEP_UPLOADS_DAYS),
    )
    db.session.execute(old.execution_options(synchronize_session=False))
    upload = PriceUpload(
        supplier_id=supplier.id,
        file_name=file_name[:120],
        rows=[asdict(row) for row in rows],
        refused=[asdict(one) for one in refused],
        created_at=now,
        created_by_id=actor.user_id,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def plan_of(upload: PriceUpload) -> Plan:
    """Against the list as it is at this moment."""
    rows, refused = [PriceRow(**row) for row in upload.rows], [Refusal(**one) for one in upload.refused]
    return make_plan(rows, refused, queries.all_prices(upload.supplier_id))


def apply_prices(upload: PriceUpload, supplier: Supplier, *, actor: Actor, now: datetime, digest: str, keeps_rest: bool = False) -> bool:
    """Write the plan that was looked at. False when the list has changed since: nothing is written.

    `supplier` is locked. With `keeps_rest` what is not in the file stays on the list. Raises Refused, Conflict.
    """
    if not can_edit(actor, supplier):
        raise Refused
    if upload.applied_at is not None:
        name = upload.applied_by.name if upload.applied_by else ""
        raise Conflict(_("%(name)s 已在 %(time)s 确认过这份价目表。", name=name, time=clock.stamp(upload.applied_at)))
    plan = plan_of(upload)
    if plan.digest != digest:
        return False
    taken_off = [] if keeps_rest else plan.taken_off
    told = {
        "added": [_text(row) for row in plan.added],
        "changed": [f"{item.text} {yuan(item.price)} → {yuan(row.price)}" for item, row in plan.changed],
        "taken_off": [item.text for item in taken_off],
    }
    _write(upload, plan, taken_off, actor=actor, now=now)
    upload.applied_at, upload.applied_by_id = now, actor.user_id
    upload.result = {**{name: len(lines) for name, lines in told.items()}, "same": plan.same, "refused": len(upload.refused)}
    upload.rows = []
    audit.record(actor, "prices.imported", supplier, now=now, before={}, after={"file_name": upload.file_name, **told})
    return True


def _write(upload: PriceUpload, plan: Plan, taken_off: Sequence[PriceItem], *, actor: Actor, now: datetime) -> None:
    place = {PriceRow(**row).key: number for number, row in enumerate(upload.rows, start=1)}
    changed: dict[str, Any] = {"changed_at": now, "changed_by_name": actor.name}
    fresh = [
        {
            "supplier_id": upload.supplier_id,
            "position": place[row.key],
            **columns_of_name(row.name),
            "spec": row.spec,
            "unit": row.unit,
            "price": row.price,
            "needs_prescription": row.needs_prescription,
            "is_available": True,
            **changed,
        }
        for row in plan.added
    ]
    if fresh:
        db.session.execute(sa.insert(PriceItem), fresh)
    moved = [{"id": item_id, "position": position} for item_id, position in plan.positions.items()]
    if moved:
        db.session.execute(sa.update(PriceItem), moved)
    again = [
        {
            "id": item.id,
            "price": row.price,
            "needs_prescription": row.needs_prescription,
            "is_available": True,
            "version": item.version + 1,
            **changed,
        }
        for item, row in plan.changed
    ]
    gone = [{"id": item.id, "is_available": False, "version": item.version + 1, **changed} for item in taken_off]
    for rows in (again, gone):
        if rows:
            db.session.execute(sa.update(PriceItem), rows)


def _text(row: PriceRow) -> str:
    return f"{row.name} {row.spec} {yuan(row.price)}/{row.unit}"
