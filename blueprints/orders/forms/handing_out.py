"""What is tapped and typed from the gate to the people."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.orders.rules import MAX_BAGS, HandOut
from blueprints.orders.windows import MINUTES
from core.forms import BaseForm, ChoiceField, DateField, HiddenField, NoteField, NumberField, Rows, TextField, TimeField
from core.labels import choices


class PackForm(BaseForm):
    """A button that says what shall be true: "yes" or "no". Pressed twice, or by two, it says the same."""

    is_packed = HiddenField()

    def validate_is_packed(self, field: HiddenField) -> None:
        if field.data not in ("yes", "no"):
            raise wtforms.ValidationError(_("请再点一次。"))


class BagsForm(BaseForm):
    """How many bags; `seen` is the number that stood there."""

    bags = NumberField(_l("袋数"), low=1, high=MAX_BAGS, required=_l("请填有几袋。"))
    seen = NumberField(_l("原来的袋数"), low=0, high=MAX_BAGS)


class TakeBackForm(BaseForm):
    reason = NoteField(
        _l("为什么退回"), required=_l("请写明为什么退回。"), max_length=100, description=_l("例如：家里一直没人，电话也打不通。")
    )


class PlanRowForm(wtforms.Form):
    """One building. `seen` is what its plan said when the page was drawn."""

    building = HiddenField()
    seen = HiddenField()
    how = ChoiceField(_l("怎么拿到东西"), required=_l("请选一种。"))
    place = TextField(_l("在哪里取"), max_length=40)
    starts = TimeField(_l("从几点"))
    ends = TimeField(_l("到几点"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.how.choices = choices(HandOut)

    @property
    def is_pick_up(self) -> bool:
        return self.how.data == HandOut.PICK_UP.value

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if not self.is_pick_up:
            return valid
        for field, message in (
            (self.place, _("请写明在哪里取。")),
            (self.starts, _("请填从几点。")),
            (self.ends, _("请填到几点。")),
        ):
            if field.data in (None, "") and not field.errors:
                field.errors = [message]
                valid = False
        if valid and self.ends.data <= self.starts.data:
            self.ends.errors = [_("结束时间要晚于开始时间。")]
            return False
        return valid


class PlanForm(BaseForm):
    """All buildings of an order; the upper fields are what "自动排时段" goes by."""

    day = DateField(_l("哪一天"), required=_l("请选哪一天。"))
    starts = TimeField(_l("从几点开始取"))
    ends = TimeField(_l("最晚到几点"))
    minutes = NumberField(_l("每栋楼几分钟"), low=5, high=240)
    place = TextField(_l("在哪里取"), max_length=40, description=_l("例如：小区南门，快递柜旁边。"))
    rows = Rows(PlanRowForm, _l("楼栋"), low=0, high=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.minutes.data is None and not self.minutes.errors:
            self.minutes.data = MINUTES

    def is_proposable(self) -> bool:
        """Is there all that a proposal needs? Says what is missing."""
        needed = (
            (self.day, _("请选哪一天。")),
            (self.starts, _("请填从几点。")),
            (self.ends, _("请填到几点。")),
            (self.minutes, _("请填每栋楼几分钟。")),
            (self.place, _("请写明在哪里取。")),
        )
        for field, message in needed:
            if field.data in (None, "") and not field.errors:
                field.errors = [message]
        return not any(field.errors for field, _message in needed)
