"""What happens to alerts: one verb, one function. Each changes the row and records one event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from blueprints.alerts.models import Alert
from blueprints.alerts.rules import AlertKind, AlertState, can_acknowledge, can_close
from blueprints.places.models import Household
from core import audit, clock
from core.actors import Actor
from core.database import compare_and_set, db
from core.errors import Conflict, Refused


def raise_alert(
    *,
    actor: Actor,
    now: datetime,
    household: Household,
    kind: AlertKind,
    text: str,
    source_type: str,
    source_id: int | None = None,
    resident_id: int | None = None,
) -> Alert:
    """Add an open alert about a door (or one person behind it)."""
    alert = Alert(
        community_id=household.community_id,
        household_id=household.id,
        resident_id=resident_id,
        kind=kind,
        text=text[:500],
        source_type=source_type,
        source_id=source_id,
        raised_at=now,
        raised_by_id=actor.user_id,
    )
    db.session.add(alert)
    audit.record(actor, "alert.raised", alert, now=now)
    return alert


def acknowledge_alert(alert: Alert, *, actor: Actor, now: datetime) -> None:
    """Say "seen, I am on it". Raises Refused, or Conflict when somebody was faster."""
    _check_role(can_acknowledge(actor, alert), actor, alert)
    _move(alert, AlertState.ACKNOWLEDGED, {"acknowledged_at": now, "acknowledged_by_id": actor.user_id})
    audit.record(actor, "alert.acknowledged", alert, now=now, before={"state": AlertState.OPEN}, after={"state": AlertState.ACKNOWLEDGED})


def close_alert(alert: Alert, *, actor: Actor, now: datetime, closing_note: str) -> None:
    """Close with what was done. Raises Refused, or Conflict when somebody was faster."""
    _check_role(can_close(actor, alert), actor, alert)
    before = alert.state
    _move(alert, AlertState.CLOSED, {"closed_at": now, "closed_by_id": actor.user_id, "closing_note": closing_note})
    audit.record(
        actor, "alert.closed", alert, now=now, before={"state": before}, after={"state": AlertState.CLOSED, "closing_note": closing_note}
    )


def _check_role(allowed: bool, actor: Actor, alert: Alert) -> None:
    """No for the state is a Conflict that says who and when; no for the role is Refused."""
    if allowed:
        return
    if alert.state is AlertState.CLOSED and alert.closed_by and alert.closed_at:
        raise Conflict(_("%(name)s 已在 %(time)s 办结了这条告警。", name=alert.closed_by.name, time=clock.stamp(alert.closed_at)))
    if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by and alert.acknowledged_at:
        raise Conflict(
            _(
                "%(name)s 已在 %(time)s 开始处理这条告警。",
                name=alert.acknowledged_by.name,
                time=clock.stamp(alert.acknowledged_at),
            )
        )
    raise Refused


def _move(alert: Alert, state: AlertState, change: dict[str, object]) -> None:
    """UPDATE … WHERE id AND state = what it was: a faster colleague makes it fail, never be overwritten."""
    if not compare_and_set(Alert, alert.id, expect={"state": alert.state}, change={"state": state, **change}):
        raise Conflict(_("这条告警刚刚被别人处理了，请刷新看看。"))


def follow_door(alerts: Iterable[Alert], *, actor: Actor, now: datetime, household_id: int) -> None:
    """The door was merged into another: its alerts, open and closed, go along."""
    for alert in alerts:
        alert.household_id = household_id
        audit.record(actor, "alert.door_merged", alert, now=now)
