"""What the card of one case shows: put together once, drawn by care/_card.html wherever a case appears."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from blueprints.accounts.rules import Role
from blueprints.care.forms import PurchaseForm, QuickForm, UndoForm
from blueprints.care.models import CareCase, CareContact, CareMedicine
from blueprints.care.rules import BUYABLE, CareNeed, age_on, can_contact, can_void, days_left, is_low, runs_out_on
from blueprints.care.schedule import CaseState, state_of
from core import clock
from core.actors import Actor

PENDING = (CaseState.DUE, CaseState.OVERDUE, CaseState.MISSED)
TONES = {
    CaseState.DUE: "warn",
    CaseState.OVERDUE: "bad",
    CaseState.MISSED: "bad",
    CaseState.DONE: "good",
    CaseState.UPCOMING: "quiet",
}


@dataclass(frozen=True)
class Supply:
    """A medicine and the days it still lasts, if known."""

    medicine: CareMedicine
    days_left: int | None
    is_low: bool


@dataclass(frozen=True)
class Card:
    case: CareCase
    state: CaseState | None  # None: ended
    age: int | None
    supplies: tuple[Supply, ...]
    medicine_days: int | None
    medicine_is_low: bool
    contact: CareContact | None  # the last one, if it was today
    may_contact: bool
    may_undo: bool
    may_open_door: bool
    offers: tuple[CareNeed, ...]  # needs of today's contact that one tap turns into a request
    all_well_form: QuickForm | None
    not_reached_form: QuickForm | None
    undo_form: UndoForm | None
    purchase_forms: dict[CareNeed, PurchaseForm]

    @property
    def contact_time(self) -> str:
        """Today's contact as 09:30."""
        return f"{clock.local(self.contact.contacted_at):%H:%M}" if self.contact else ""

    @property
    def some_supply_is_low(self) -> bool:
        """The line of medicines says so already."""
        return any(supply.is_low for supply in self.supplies)

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def tone(self) -> str:
        return TONES[self.state] if self.state else "quiet"


def card_of(actor: Actor, case: CareCase, now: datetime) -> Card:
    today = clock.day_of(now)
    last = case.last_contact
    contact = last if last is not None and clock.day_of(last.contacted_at) == today else None
    may_contact = can_contact(actor, case)
    may_undo = contact is not None and case.ended_at is None and can_void(actor, contact, now)
    offers = offers_of(contact) if contact is not None and may_contact else ()
    return Card(
        case=case,
        state=state_of(case.slot, now, case.last_reached_at),
        age=age_on(case.resident.birth_date, today),
        supplies=supplies_of(case, today),
        medicine_days=days_left(case.medicine_runs_out_on, today),
        medicine_is_low=is_low(case.medicine_runs_out_on, today),
        contact=contact,
        may_contact=may_contact,
        may_undo=may_undo,
        may_open_door=may_open_door(actor, case),
        offers=offers,
        all_well_form=_quick(case) if may_contact else None,
        not_reached_form=_quick(case) if may_contact else None,
        undo_form=UndoForm(formdata=None) if may_undo else None,
        purchase_forms={need: PurchaseForm(formdata=None, data={"need": need.value}) for need in offers},
    )


def cards_of(actor: Actor, cases: Iterable[CareCase], now: datetime) -> list[Card]:
    return [card_of(actor, case, now) for case in cases]


def offers_of(contact: CareContact) -> tuple[CareNeed, ...]:
    if contact.voided_at is not None:
        return ()
    return tuple(need for need in contact.need_list if need in BUYABLE and need.value not in contact.requested)


def supplies_of(case: CareCase, today: date) -> tuple[Supply, ...]:
    return tuple(_supply(medicine, today) for medicine in case.medicines)


def may_open_door(actor: Actor, case: CareCase) -> bool:
    """A stand-in from another grid sees the case, not the whole household."""
    return actor.role != Role.GRID_WORKER or case.household.grid_id in actor.grid_ids


def _supply(medicine: CareMedicine, today: date) -> Supply:
    known = medicine.supply_from is not None and medicine.days_supply is not None
    runs_out: Any = runs_out_on(medicine.supply_from, medicine.days_supply) if known else None  # type: ignore[arg-type]
    return Supply(medicine, days_left(runs_out, today), is_low(runs_out, today))


def _quick(case: CareCase) -> QuickForm:
    return QuickForm(formdata=None, data={"seen": case.last_contact_id or ""})
