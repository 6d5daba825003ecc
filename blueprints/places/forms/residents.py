"""What is typed about a person or a door."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from blueprints.places import id_numbers
from blueprints.places.vocabulary import Gender, Tenancy
from core import clock, labels
from core.forms import BaseForm, CheckField, ChoiceField, DateField, NoteField, PhoneField, TextField

# Chinese names, names of minorities with a dot between (买买提·艾力), Latin names.
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇A-Za-zÀ-ÿ][\u3400-\u9fff\U00020000-\U0003ffff〇A-Za-zÀ-ÿ·.'\- ]*")


def today() -> date:
    return clock.day_of(clock.now())


def tidy_name(text: str | None) -> str:
    """Every sign used for the dot between parts of a name becomes "·"."""
    return re.sub(r"\s*[•‧∙・･]\s*", "·", text or "").replace("．", "·")


def check_name(_form: Any, field: Any) -> None:
    field.data = tidy_name(field.data)
    if not _NAME.fullmatch(field.data):
        raise ValidationError(_("姓名只能是汉字或字母，中间可以有“·”。"))


def check_id_number(_form: Any, field: Any) -> None:
    if id_numbers.read(field.data, today=today()) is None:
        raise ValidationError(_("证件号码不对，请核对每一位。"))


class ResidentForm(BaseForm):
    name = TextField(_l("姓名"), required=_l("请填写姓名。"), max_length=40, validators=[check_name])
    relation = TextField(_l("与户主关系"), max_length=20, description=_l("例如：本人、妻、子、租客"))
    phone = PhoneField(_l("电话"))
    id_number = TextField(
        _l("证件号码"), max_length=18, validators=[check_id_number], description=_l("填了身份证号，出生日期和性别会自动填好。")
    )
    birth_date = DateField(_l("出生日期"), latest=today)
    gender = ChoiceField(_l("性别"), choices=labels.choices(Gender))
    is_tenant = CheckField(_l("是租客"))
    remark = TextField(_l("备注"), max_length=200)

    def fields(self) -> dict[str, Any]:
        """What the actions take."""
        return {
            "name": self.name.data,
            "relation": self.relation.data or "",
            "phone": self.phone.data,
            "id_number": self.id_number.data or None,
            "birth_date": self.birth_date.data,
            "gender": Gender(self.gender.data or Gender.UNKNOWN),
            "is_tenant": bool(self.is_tenant.data),
            "remark": self.remark.data or "",
        }


class NewResidentForm(ResidentForm):
    moved_in_on = DateField(_l("哪天搬来的"), latest=today)

    def fields(self) -> dict[str, Any]:
        return {**super().fields(), "moved_in_on": self.moved_in_on.data}


class MoveOutForm(BaseForm):
    moved_out_on = DateField(_l("哪天搬走的"), required=_l("请填写哪天搬走的。"), latest=today)


class PlainForm(BaseForm):
    """Nothing is typed: one button."""


class HouseholdForm(BaseForm):
    tenancy = ChoiceField(_l("房屋使用"), required=_l("请选一项。"), choices=labels.choices(Tenancy))
    note = NoteField(_l("这一户的备注"), description=_l("例如：家里有狗；老人耳背，请多敲几下门。"))
