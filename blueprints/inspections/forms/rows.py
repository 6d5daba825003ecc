"""The small forms inside the form of a visit: one person, one thing to buy."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form

from blueprints.places.vocabulary import IfMissing
from core.forms import AmountField, CheckField, DateField, HiddenField, PhoneField, SelectField, TemperatureField, TextField
from core.labels import choices


def _complain(field: Any, message: str) -> bool:
    field.errors = [*field.errors, message]
    return False


class PersonRow(Form):
    """With `resident_id` somebody on the file, whose name stands fast; without it somebody new."""

    resident_id = HiddenField()
    name = TextField(_l("姓名"), max_length=40)
    phone = PhoneField(_l("电话"))
    moved_out = CheckField(_l("搬走了"))
    fever = CheckField(_l("发热"))
    respiratory = CheckField(_l("咳嗽、咽痛等"))
    temperature = TemperatureField(_l("体温（℃）"))
    arrived_from = TextField(_l("14 天内从哪里来"), max_length=60)
    arrived_on = DateField(_l("哪天到的"))

    def says_something(self) -> bool:
        data = self.data
        return any(data[key] for key in ("phone", "moved_out", "fever", "respiratory", "temperature", "arrived_from", "arrived_on"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if not self.name.data and self.says_something():
            fine = _complain(self.name, _("请填写姓名。"))
        if self.arrived_from.data and not self.arrived_on.data and not self.arrived_on.errors:
            fine = _complain(self.arrived_on, _("请填写哪天到的。"))
        if self.arrived_on.data and not self.arrived_from.data and not self.arrived_from.errors:
            fine = _complain(self.arrived_from, _("请填写从哪里来。"))
        return fine


class WantedRow(Form):
    """One thing to be bought."""

    item = TextField(_l("买什么"), max_length=60)
    amount = AmountField(_l("多少"))
    unit = TextField(_l("单位"), max_length=10)
    if_missing = SelectField(_l("没有怎么办"), choices=choices(IfMissing), default=IfMissing.ASK_ME.value)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if self.item.data and self.amount.data is None and not self.amount.errors:
            fine = _complain(self.amount, _("请填写要多少。"))
        if self.amount.data is not None and not self.item.data:
            fine = _complain(self.item, _("请填写买什么。"))
        return fine
