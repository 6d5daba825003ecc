"""What is typed about a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.inspections.forms.rows import PersonRow, WantedRow
from blueprints.inspections.models import Inspection
from blueprints.inspections.rules import ARRIVAL_DAYS, CareWish, Findings, Hazard, Need, Outcome, PersonFound, PurchaseWish, usual_outcome
from blueprints.places.events import WantedLine
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import CareCategory, ContactMethod, IfMissing, RequestKind, Tenancy
from core import clock
from core.forms import (
    BaseForm,
    CheckField,
    ChoiceField,
    DateTimeField,
    MultiChoiceField,
    NoteField,
    PhoneField,
    Rows,
    SelectField,
    TextField,
)
from core.labels import choices

NEWCOMER = "new"


class QuickForm(BaseForm):
    """Nothing is typed: one tap."""


class InspectionForm(BaseForm):
    outcome = ChoiceField(_l("走访结果"), required=_l("请选择走访结果。"), choices=choices(Outcome))
    method = ChoiceField(_l("怎么走访的"), required=_l("请选择怎么走访的。"), choices=choices(ContactMethod))
    visited_at = DateTimeField(_l("走访时间"), description=_l("不填就是现在。"))
    people = Rows(PersonRow, _l("家里的人"), low=1, high=30)
    tenancy = SelectField(_l("房屋使用"), required=_l("请选择房屋使用情况。"), choices=choices(Tenancy))
    tenant_note = TextField(_l("租户变更"), max_length=200, description=_l("换了租户、房东电话等。"))
    hazards = MultiChoiceField(_l("发现的隐患"), choices=choices(Hazard))
    hazard_note = NoteField(_l("隐患说明"))
    needs = MultiChoiceField(_l("有什么需要"), choices=choices(Need))
    need_note = NoteField(_l("需要说明"))
    note = NoteField(_l("备注"))
    care_resident = SelectField(_l("帮扶谁"), choices=[])
    care_categories = MultiChoiceField(_l("为什么要帮扶"), choices=choices(CareCategory))
    care_note = NoteField(_l("帮扶说明"))
    lines = Rows(WantedRow, _l("要买的东西"), low=1, high=15)
    purchase_kind = ChoiceField(_l("买哪一类"), choices=choices(RequestKind), default=RequestKind.GROCERIES.value)
    purchase_name = TextField(_l("谁要买"), max_length=40)
    purchase_phone = PhoneField(_l("联系电话"), description=_l("老人没有电话可以不填。"))
    purchase_urgent = CheckField(_l("急用"))

    def offer(self, residents: Sequence[Resident]) -> None:
        """Who a care case may be for."""
        self.care_resident.choices = [*((str(one.id), one.name) for one in residents), (NEWCOMER, _("这次新登记的人"))]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        return all([fine, self._arrivals_are_recent(), self._care_is_whole(), self._purchase_is_whole()])

    def _arrivals_are_recent(self) -> bool:
        visited = clock.day_of(self.visited_at.data or clock.now())
        fine = True
        for entry in self.people.entries:
            day = entry.form.arrived_on.data
            if day and not visited - timedelta(days=ARRIVAL_DAYS) <= day <= visited:
                entry.form.arrived_on.errors = [*entry.form.arrived_on.errors, _("只登记走访前 14 天以内到的。")]
                fine = False
        return fine

    def _care_is_whole(self) -> bool:
        if not (self.care_resident.data or self.care_categories.data or self.care_note.data):
            return True
        if not self.care_resident.data:
            self.add_error(_("请选择帮扶谁。"), field="care_resident")
            return False
        if not self.care_categories.data:
            self.add_error(_("请选择为什么要帮扶。"), field="care_categories")
            return False
        if self.care_resident.data == NEWCOMER and not any(row.name and not row.resident_id for row in self._people()):
            self.add_error(_("这次没有新登记的人，请选择帮扶谁。"), field="care_resident")
            return False
        return True

    def _purchase_is_whole(self) -> bool:
        if not self.lines.filled(by="item"):
            return True
        fine = True
        for name, message in (
            ("purchase_name", _("请填写谁要买。")),
            ("purchase_kind", _("请选择买哪一类。")),
        ):
            if not self[name].data and not self[name].errors:
                self.add_error(message, field=name)
                fine = False
        return fine

    def _people(self) -> list[PersonFound]:
        return [_person(row) for row in self.people.filled(by="name")]

    def findings(self, now: datetime) -> Findings:
        """What the valid form says."""
        care = purchase = None
        if self.care_resident.data:
            who = None if self.care_resident.data == NEWCOMER else int(self.care_resident.data)
            care = CareWish(who, tuple(CareCategory(one) for one in self.care_categories.data or ()), self.care_note.data or "")
        lines = tuple(_wanted(row) for row in self.lines.filled(by="item"))
        if lines:
            purchase = PurchaseWish(
                name=self.purchase_name.data,
                phone=self.purchase_phone.data,
                kind=RequestKind(self.purchase_kind.data),
                is_urgent=bool(self.purchase_urgent.data),
                note=self.need_note.data or "",
                lines=lines,
            )
        return Findings(
            visited_at=self.visited_at.data or now,
            outcome=Outcome(self.outcome.data),
            method=ContactMethod(self.method.data),
            tenancy=Tenancy(self.tenancy.data),
            tenant_note=self.tenant_note.data or "",
            people=tuple(self._people()),
            hazards=tuple(Hazard(one) for one in self.hazards.data or ()),
            hazard_note=self.hazard_note.data or "",
            needs=tuple(Need(one) for one in self.needs.data or ()),
            need_note=self.need_note.data or "",
            note=self.note.data or "",
            care=care,
            purchase=purchase,
        )


class CorrectionForm(InspectionForm):
    """The same form over what was written before."""


def known(household: Household, residents: Sequence[Resident]) -> dict[str, Any]:
    """What a new form is filled with: everything as the file has it."""
    first = next((one for one in residents if one.phone), residents[0] if residents else None)
    return {
        "outcome": usual_outcome(household.tenancy).value,
        "method": ContactMethod.VISIT.value,
        "tenancy": household.tenancy.value,
        "people": [{"resident_id": one.id, "name": one.name} for one in residents],
        "purchase_name": first.name if first else "",
        "purchase_phone": first.phone if first else None,
        "purchase_kind": RequestKind.GROCERIES.value,
    }


def written(inspection: Inspection, residents: Sequence[Resident]) -> dict[str, Any]:
    """What a correction is filled with: the version before, and whoever is on the file beside."""
    noted = {person.resident_id for person in inspection.people}
    people = [
        {
            "resident_id": person.resident_id,
            "name": person.name,
            "moved_out": person.presence == "moved_out",
            "fever": person.fever,
            "respiratory": person.respiratory,
            "temperature": person.temperature,
            "arrived_from": person.arrived_from,
            "arrived_on": person.arrived_on,
        }
        for person in inspection.people
    ]
    people += [{"resident_id": one.id, "name": one.name} for one in residents if one.id not in noted]
    same = ("tenant_note", "hazards", "hazard_note", "needs", "need_note", "note", "visited_at")
    values = {name: getattr(inspection, name) for name in same}
    tenancy = inspection.tenancy.value
    if inspection.outcome is Outcome.VACANT and inspection.tenancy_before:
        tenancy = inspection.tenancy_before  # "vacant" came with the outcome and goes with it
    chosen = {"outcome": inspection.outcome.value, "method": inspection.method.value, "tenancy": tenancy}
    return {**known(inspection.household, residents), **values, **chosen, "people": people}


def _person(row: dict[str, Any]) -> PersonFound:
    raw = str(row["resident_id"] or "")
    return PersonFound(
        name=row["name"],
        resident_id=int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None,
        phone=row["phone"],
        moved_out=bool(row["moved_out"]),
        fever=bool(row["fever"]),
        respiratory=bool(row["respiratory"]),
        temperature=row["temperature"],
        arrived_from=row["arrived_from"] or "",
        arrived_on=row["arrived_on"],
    )


def _wanted(row: dict[str, Any]) -> WantedLine:
    return WantedLine(
        item=row["item"],
        amount=row["amount"],
        unit=row["unit"] or _("份"),
        if_missing=IfMissing(row["if_missing"] or IfMissing.ASK_ME.value),
    )
