"""A household's usual orders, and the reminders that come round by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from blueprints.places.events import WantedLine
from blueprints.places.models import Household
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import queries, usual
from blueprints.purchases.models import UsualOrder
from blueprints.purchases.rules import MAX_LINES, can_keep_usual
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused


def save_usual_order(
    household: Household,
    *,
    actor: Actor,
    now: datetime,
    title: str,
    name: str,
    phone: str | None,
    kind: RequestKind,
    lines: Sequence[WantedLine],
    note: str = "",
) -> UsualOrder:
    """Keep it for the next time. The household is locked and in the actor's scope already."""
    if not can_keep_usual(actor):
        raise Refused
    _check_lines(lines)
    if len(queries.usual_of_household(household)) >= usual.MOST_OF_A_DOOR:
        raise Invalid(_("一户最多存 %(most)s 张常买单，请先去掉一张。", most=usual.MOST_OF_A_DOOR))
    kept = UsualOrder(
        community_id=household.community_id,
        household_id=household.id,
        title=title,
        name=name,
        phone=phone or None,
        kind=kind,
        lines=[usual.write_line(line) for line in lines],
        note=note,
        created_at=now,
    )
    db.session.add(kept)
    audit.record(actor, "usual_order.saved", kept, now=now)
    return kept


def change_usual_order(
    kept: UsualOrder,
    *,
    actor: Actor,
    now: datetime,
    version: int | None,
    title: str,
    name: str,
    phone: str | None,
    kind: RequestKind,
    lines: Sequence[WantedLine],
    note: str = "",
) -> None:
    """`version` is the one that was seen. Raises Conflict when somebody was faster."""
    _check_own(kept, actor, version)
    _check_lines(lines)
    kept.title, kept.name, kept.phone, kept.kind, kept.note = title, name, phone or None, kind, note
    kept.lines = [usual.write_line(line) for line in lines]
    _touch(kept)
    audit.record(actor, "usual_order.changed", kept, now=now)


def end_usual_order(kept: UsualOrder, *, actor: Actor, now: datetime, version: int | None) -> None:
    _check_own(kept, actor, version)
    _end(kept, actor=actor, now=now)


def note_filed(kept: UsualOrder, *, actor: Actor, now: datetime, seen: date | None) -> None:
    """A request was just filed from it: a reminder waits for its next round. `seen` is the day the form was opened for."""
    _check_open(kept, actor)
    if kept.next_on is not None:
        _check_seen(kept, seen)
        _next_round(kept, actor=actor, now=now, event="usual_order.filed")


def skip_once(kept: UsualOrder, *, actor: Actor, now: datetime, seen: date | None) -> None:
    """Not this time. Raises Conflict when it is not due (any more)."""
    _check_open(kept, actor)
    _check_seen(kept, seen)
    if kept.next_on is None or kept.next_on > clock.day_of(now):
        raise Conflict(_("还没到要买的日子。"))
    _next_round(kept, actor=actor, now=now, event="usual_order.skipped")


def set_reminder(
    *,
    actor: Actor,
    now: datetime,
    household: Household,
    name: str,
    phone: str | None,
    every_days: int | None,
    lines: Sequence[WantedLine],
    source_type: str,
    source_id: int,
    first_on: date | None = None,
) -> None:
    """Begin, change or end (`every_days` None) the reminder of this source."""
    kept = queries.usual_of_source(household.community_id, source_type, source_id, lock=True)
    if every_days is None:
        if kept is not None:
            _end(kept, actor=actor, now=now)
        return
    rows = [usual.write_line(line) for line in lines[:MAX_LINES]]
    if kept is None:
        kept = UsualOrder(
            community_id=household.community_id,
            household_id=household.id,
            title=_("定期买药"),
            kind=RequestKind.MEDICINE,
            source_type=source_type,
            source_id=source_id,
            created_at=now,
            name=name,
            phone=phone or None,
            lines=rows,
            every_days=every_days,
            next_on=first_on or _in_days(now, every_days),
        )
        db.session.add(kept)
        audit.record(actor, "usual_order.reminder_set", kept, now=now)
        return
    if first_on is None and kept.every_days != every_days and kept.next_on is not None:
        first_on = min(kept.next_on, _in_days(now, every_days))
    kept.name, kept.phone, kept.lines, kept.every_days = name, phone or None, rows, every_days
    kept.next_on = first_on or kept.next_on
    if db.session.is_modified(kept):
        _touch(kept)
        audit.record(actor, "usual_order.reminder_set", kept, now=now)


def move_usual_orders_of_door(*, actor: Actor, now: datetime, community_id: int, household_id: int, merged_into_id: int | None) -> None:
    """They follow a merged door, and end with one that is gone."""
    for kept in queries.usual_of_door_locked(community_id, household_id):
        if merged_into_id is None:
            _end(kept, actor=actor, now=now)
            continue
        kept.household_id = merged_into_id
        _touch(kept)
        audit.record(actor, "usual_order.moved", kept, now=now)


def _next_round(kept: UsualOrder, *, actor: Actor, now: datetime, event: str) -> None:
    if kept.next_on is not None and kept.every_days is not None:
        kept.next_on = usual.next_day(kept.next_on, kept.every_days, clock.day_of(now))
    _touch(kept)
    audit.record(actor, event, kept, now=now)


def _end(kept: UsualOrder, *, actor: Actor, now: datetime) -> None:
    kept.ended_at = now
    _touch(kept)
    audit.record(actor, "usual_order.ended", kept, now=now)


def _touch(kept: UsualOrder) -> None:
    kept.version += 1


def _check_open(kept: UsualOrder, actor: Actor) -> None:
    if not can_keep_usual(actor):
        raise Refused
    if kept.ended_at is not None:
        raise Conflict(_("这张常买单已在%(time)s停用。", time=clock.stamp(kept.ended_at)), at=kept.ended_at)


def _check_own(kept: UsualOrder, actor: Actor, version: int | None) -> None:
    _check_open(kept, actor)
    if kept.is_elsewhere:
        raise Conflict(_("这是帮扶里设的提醒，请在帮扶的“常用药”里改。"))
    if version != kept.version:
        raise Conflict(_("这张常买单刚刚被别人改动了，请看看现在的内容。"))


def _check_seen(kept: UsualOrder, seen: date | None) -> None:
    if kept.next_on != seen:
        raise Conflict(_("这次的提醒刚才已经有人办了，下一次是 %(day)s。", day=kept.next_on.isoformat() if kept.next_on else ""))


def _check_lines(lines: Sequence[WantedLine]) -> None:
    if not lines:
        raise Invalid(_("请至少写一样要买的东西。"), field="lines")
    if len(lines) > MAX_LINES:
        raise Invalid(_("一张单子最多写 %(limit)s 样，请分成两张。", limit=MAX_LINES), field="lines")


def _in_days(now: datetime, days: int) -> date:
    return clock.day_of(now) + timedelta(days=days)
