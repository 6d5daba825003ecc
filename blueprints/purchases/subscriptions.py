"""What purchases does when another slice tells that something happened."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from blueprints.accounts.events import WorkHandedOver
from blueprints.places.events import HouseholdRemoved, MedicineReminderSet, PurchaseNeeded, WantedLine
from blueprints.purchases import actions, queries
from blueprints.purchases.rules import Source
from core.events import subscribe
from core.labels import label


def file_needed_request(event: PurchaseNeeded) -> None:
    """A need found at a door or on the phone becomes a request on that person's behalf."""
    lines = event.lines or (WantedLine(item=_short(event.note) or label(event.kind), amount=Decimal(1), unit=_("份")),)
    actions.file_request(
        actor=event.actor,
        now=event.now,
        household=queries.household_of(event.household_id),
        source=Source.WORKER,
        name=event.name,
        phone=event.phone,
        kind=event.kind,
        is_urgent=event.is_urgent,
        lines=lines,
        note=event.note,
    )


def hand_over(event: WorkHandedOver) -> None:
    actions.hand_over_work(
        actor=event.actor,
        now=event.now,
        community_id=event.community_id,
        from_user_id=event.from_user_id,
        to_user_id=event.to_user_id,
    )


def follow_door(event: HouseholdRemoved) -> None:
    actions.move_requests_of_door(
        actor=event.actor,
        now=event.now,
        community_id=event.community_id,
        household_id=event.household_id,
        merged_into_id=event.merged_into_id,
    )
    actions.move_usual_orders_of_door(
        actor=event.actor,
        now=event.now,
        community_id=event.community_id,
        household_id=event.household_id,
        merged_into_id=event.merged_into_id,
    )


def keep_reminder(event: MedicineReminderSet) -> None:
    """A care case wants its medicines bought every so many days, or no longer."""
    actions.set_reminder(
        actor=event.actor,
        now=event.now,
        household=queries.household_of(event.household_id),
        name=event.name,
        phone=event.phone,
        every_days=event.every_days,
        lines=event.lines,
        source_type=event.source_type,
        source_id=event.source_id,
        first_on=event.first_on,
    )


def _short(note: str) -> str:
    return note.split("\n")[0][:60].strip()


subscribe(PurchaseNeeded, file_needed_request)
subscribe(WorkHandedOver, hand_over)
subscribe(HouseholdRemoved, follow_door)
subscribe(MedicineReminderSet, keep_reminder)
