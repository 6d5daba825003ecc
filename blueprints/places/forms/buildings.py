"""What is typed about buildings and doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from blueprints.places.door_text import door_name, unit_key
from blueprints.places.numbering import BuildingPlan, Numbering, PlannedDoor, floor_of, plan_doors, read_doors_on, read_numbers
from core import labels
from core.forms import BaseForm, CheckField, ChoiceField, NumberField, SelectField, TextField


def readable(reader: Callable[[str], Any], message: Any) -> Callable[[Any, Any], None]:
    def check(_form: Any, field: Any) -> None:
        try:
            reader(field.data or "")
        except ValueError:
            raise ValidationError(str(message)) from None

    return check


def check_door(_form: Any, field: Any) -> None:
    name = door_name(field.data or "")
    if name is None:
        raise ValidationError(_("门牌号要有数字，例如 501、A101、商铺3。"))
    field.data = name


def split_doors(text: str) -> list[str]:
    """ "301，302室" → ["301", "302"]. Raises ValueError."""
    names = [door_name(part) for part in re.split(r"[\s,，、;；]+", text) if part]
    if not names or None in names:
        raise ValueError(text)
    return [name for name in names if name]


class GenerateForm(BaseForm):
    name = TextField(_l("楼栋名称"), required=_l("请填写楼栋名称。"), max_length=40, description=_l("例如：3号楼、A座"))
    units = NumberField(_l("几个单元"), low=0, high=20, required=_l("请填写几个单元。"), description=_l("不分单元填 0。"))
    floors = NumberField(_l("几层"), low=1, high=99, required=_l("请填写几层。"))
    doors_per_floor = NumberField(_l("每个单元每层几户"), low=1, high=50, required=_l("请填写每层几户。"))
    has_lift = CheckField(_l("有电梯"))
    grid = SelectField(_l("归哪个网格"))
    first_floor = NumberField(_l("从几层开始"), low=-3, high=60, description=_l("一楼是商铺、从二楼住人的填 2。"))
    numbering = ChoiceField(_l("门牌怎么编"), choices=labels.choices(Numbering))
    skipped_floors = TextField(
        _l("没有的楼层号"),
        description=_l("例如：4，14"),
        validators=[readable(read_numbers, _l("请用逗号隔开，例如：4，14。"))],
    )
    skipped_numbers = TextField(
        _l("没有的尾号"),
        description=_l("例如：4，就没有 104、204"),
        validators=[readable(read_numbers, _l("请用逗号隔开，例如：4，14。"))],
    )
    doors_on = TextField(
        _l("户数不一样的楼层"),
        max_length=200,
        description=_l("例如：1:2，18:1，就是一层 2 户、十八层 1 户"),
        validators=[readable(read_doors_on, _l("请写成“楼层:户数”，用逗号隔开，例如：1:2，18:1。"))],
    )

    def plan(self) -> dict[str, Any]:
        """What generate_building takes."""
        return {
            "units": self.units.data,
            "floors": self.floors.data,
            "doors_per_floor": self.doors_per_floor.data,
            "first_floor": 1 if self.first_floor.data is None else self.first_floor.data,
            "numbering": Numbering(self.numbering.data or Numbering.BY_FLOOR),
            "skipped_floors": read_numbers(self.skipped_floors.data or ""),
            "skipped_numbers": read_numbers(self.skipped_numbers.data or ""),
            "doors_on": read_doors_on(self.doors_on.data or ""),
        }

    def planned(self) -> list[PlannedDoor]:
        """The doors there would be."""
        plan = self.plan()
        units = tuple(str(number + 1) for number in range(plan.pop("units"))) or ("",)
        return plan_doors(BuildingPlan(units=units, **plan))


class BuildingForm(BaseForm):
    name = TextField(_l("楼栋名称"), required=_l("请填写楼栋名称。"), max_length=40)
    has_lift = CheckField(_l("有电梯"))


class AddDoorsForm(BaseForm):
    unit = TextField(_l("哪个单元"), max_length=20, description=_l("例如：2；不分单元就空着。写新的单元号会新建单元。"))
    door = TextField(
        _l("门牌号"),
        required=_l("请填写门牌号。"),
        max_length=400,
        description=_l("可以写几个，用逗号隔开，例如：301，302，商铺1"),
        validators=[readable(split_doors, _l("门牌号要有数字，例如 501、A101、商铺3。"))],
    )
    floor = NumberField(_l("第几层"), low=-5, high=120, description=_l("不填就按门牌号算。"))

    def planned(self) -> list[PlannedDoor]:
        unit = unit_key(self.unit.data or "")
        doors = split_doors(self.door.data or "")
        return [PlannedDoor(unit, floor_of(door) if self.floor.data is None else self.floor.data, door) for door in doors]


class RenameDoorForm(BaseForm):
    door = TextField(_l("门牌号"), required=_l("请填写门牌号。"), max_length=12, validators=[check_door])
    floor = NumberField(_l("第几层"), low=-5, high=120, required=_l("请填写第几层。"))


class MergeForm(BaseForm):
    into = SelectField(_l("并到哪一户"), required=_l("请选要并到的那一户。"))
