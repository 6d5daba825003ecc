"""What is typed about care cases and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.care.actions import CaseFacts, ContactFacts, EmergencyContact, MedicineFacts, ReminderFacts
from blueprints.care.models import CareCase
from blueprints.care.rules import BUYABLE, MOST_DAYS_BETWEEN, CareNeed, Condition, EndReason, Mood
from blueprints.care.schedule import MAX_INTERVAL, MIN_INTERVAL, Frequency, FrequencyKind
from blueprints.places.vocabulary import CareCategory, ContactMethod
from core import clock
from core.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    DateTimeField,
    HiddenField,
    MultiChoiceField,
    NoteField,
    NumberField,
    PhoneField,
    Rows,
    SelectField,
    TemperatureField,
    TextField,
)
from core.labels import choices

YES, NO = "yes", "no"


def today() -> date:
    return clock.day_of(clock.now())


def months_away() -> date:
    return today() + timedelta(days=90)


class QuickForm(BaseForm):
    """One tap. `seen` is the id of the last contact the card showed."""

    seen = HiddenField()

    @property
    def seen_id(self) -> int | None:
        text = str(self.seen.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class UndoForm(BaseForm):
    """Nothing is typed: one button."""


class PurchaseForm(BaseForm):
    need = HiddenField()

    def validate_need(self, field: HiddenField) -> None:
        if field.data not in {need.value for need in BUYABLE}:
            raise wtforms.ValidationError(_("这项需要不能代购。"))


class ContactForm(BaseForm):
    reached = ChoiceField(_l("联系上了吗"), required=_l("请选有没有联系上。"), choices=[(YES, _l("联系上了")), (NO, _l("没联系上"))])
    method = ChoiceField(_l("怎么联系的"), required=_l("请选怎么联系的。"))
    condition = ChoiceField(_l("身体怎么样"))
    temperature = TemperatureField(_l("体温"), description=_l("量了才填，例如 36.5。"))
    mood = ChoiceField(_l("心情"))
    medicine_days_left = NumberField(_l("药还够吃几天"), high=365)
    needs = MultiChoiceField(_l("需要什么"))
    action_taken = NoteField(_l("已经怎么帮的"), description=_l("例如：已联系家属，下午陪同看病。"))
    next_on = DateField(_l("下次改到哪天"), earliest=today, latest=months_away, description=_l("平常不用填，按定好的次数来。"))
    contacted_at = DateTimeField(_l("什么时候联系的"), description=_l("不填就是现在。补记以前的才填。"))
    note = NoteField(_l("备注"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = choices(ContactMethod)
        self.condition.choices = choices(Condition)
        self.condition.flags.required = True  # when somebody was reached, which is the rule
        self.mood.choices = choices(Mood)
        self.needs.choices = choices(CareNeed)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        well = super().validate(*args, **kwargs)
        if self.reached.data == YES and not self.condition.data and not self.condition.errors:
            self.add_error(_("请选身体怎么样。"), "condition")
            return False
        return well

    def facts(self) -> ContactFacts:
        return ContactFacts(
            reached=self.reached.data == YES,
            method=ContactMethod(self.method.data),
            condition=Condition(self.condition.data) if self.condition.data else None,
            temperature=self.temperature.data,
            mood=Mood(self.mood.data) if self.mood.data else None,
            medicine_days_left=self.medicine_days_left.data,
            needs=tuple(CareNeed(value) for value in self.needs.data or ()),
            action_taken=self.action_taken.data or "",
            next_on=self.next_on.data,
            note=self.note.data or "",
            contacted_at=self.contacted_at.data,
        )


class CaseForm(BaseForm):
    """Why, how often, and whom to call in need: for opening and for changing."""

    categories = MultiChoiceField(_l("为什么要帮扶"), required=_l("请至少选一项。"), description=_l("可以选几项。"))
    frequency = ChoiceField(_l("多久联系一次"), required=_l("请选多久联系一次。"))
    interval_days = NumberField(_l("每几天"), low=MIN_INTERVAL, high=MAX_INTERVAL, description=_l("只有选了“每几天一次”才填，例如 3。"))
    emergency_name = TextField(_l("紧急联系人"), max_length=40)
    emergency_phone = PhoneField(_l("紧急联系人电话"))
    emergency_relation = TextField(_l("是本人的什么人"), max_length=20, description=_l("例如：女儿。"))
    note = NoteField(_l("备注"), description=_l("例如：耳背，电话要多响几声。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories.choices = choices(CareCategory)
        self.frequency.choices = choices(FrequencyKind)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        well = super().validate(*args, **kwargs)
        if self.frequency.data == FrequencyKind.EVERY_N_DAYS and self.interval_days.data is None and not self.interval_days.errors:
            self.add_error(_("请填每几天联系一次。"), "interval_days")
            return False
        return well

    def facts(self) -> CaseFacts:
        kind = FrequencyKind(self.frequency.data)
        return CaseFacts(
            categories=tuple(CareCategory(value) for value in self.categories.data or ()),
            frequency=Frequency(kind, self.interval_days.data if kind is FrequencyKind.EVERY_N_DAYS else None),
            emergency=EmergencyContact(self.emergency_name.data or "", self.emergency_phone.data, self.emergency_relation.data or ""),
            note=self.note.data or "",
        )

    @staticmethod
    def data_of(case: CareCase) -> dict[str, Any]:
        names = ("categories", "interval_days", "emergency_name", "emergency_phone", "emergency_relation", "note")
        return {"frequency": case.frequency.value, **{name: getattr(case, name) for name in names}}


def _a_year_ago() -> date:
    return today() - timedelta(days=365)


class NewCaseForm(CaseForm):
    resident = ChoiceField(_l("帮扶谁"), required=_l("请选帮扶谁。"))
    worker = SelectField(_l("谁负责"))
    deputy = SelectField(_l("谁代班"))
    started_on = DateField(_l("从哪天开始"), earliest=_a_year_ago, latest=months_away)


class AssignForm(BaseForm):
    worker = SelectField(_l("谁负责"))
    deputy = SelectField(_l("谁代班"), description=_l("负责人不在时由这个人联系。"))


class EndForm(BaseForm):
    reason = ChoiceField(_l("为什么结束"), required=_l("请选为什么结束。"))
    note = NoteField(_l("说明"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = choices(EndReason)


class MedicineRow(wtforms.Form):
    name = TextField(_l("药名"))
    dose = TextField(_l("怎么吃"), description=_l("例如：每天早上 1 片。"))
    days_supply = NumberField(_l("够吃几天"), low=0, high=365)
    supply_from = DateField(_l("从哪天算起"), earliest=_a_year_ago, latest=months_away)

    def validate_days_supply(self, field: NumberField) -> None:
        if field.data is not None and not self.name.data:
            raise wtforms.ValidationError(_("请先填药名。"))


class MedicinesForm(BaseForm):
    medicines = Rows(MedicineRow, _l("常用药"), high=12)
    every_days = NumberField(
        _l("每几天提醒代买"), low=1, high=MOST_DAYS_BETWEEN, description=_l("到日子会出现在“今天”里，一点就能代买。不填就不提醒。")
    )
    first_on = DateField(
        _l("下次哪天提醒"), earliest=today, latest=months_away, description=_l("不填就照原来的日子；新设的，按药吃完的日子提前几天。")
    )

    def reminder(self) -> ReminderFacts:
        return ReminderFacts(self.every_days.data, self.first_on.data if self.every_days.data else None)

    def facts(self) -> Sequence[MedicineFacts]:
        return [
            MedicineFacts(row["name"], row["dose"] or "", row["days_supply"], row["supply_from"])
            for row in self.medicines.filled(by="name")
        ]

    @staticmethod
    def data_of(case: CareCase) -> dict[str, Any]:
        names = ("name", "dose", "days_supply", "supply_from")
        return {
            "every_days": case.buy_every_days,
            "medicines": [{name: getattr(medicine, name) for name in names} for medicine in case.medicines],
        }
