"""What the secretary types while an order is gathered."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from blueprints.places.vocabulary import RequestKind
from core.forms import BaseForm, DateField, DateTimeField, MoneyField, NoteField, SelectField, TextField, TimeField
from core.labels import choices


class OneTapForm(BaseForm):
    """Nothing is typed: one button."""


class ListForm(BaseForm):
    """The questions asked of the list of orders; sent by GET."""

    class Meta:
        csrf = False

    supplier = SelectField(_l("保供单位"))
    day = DateField(_l("哪一天开的"))


class AskForm(BaseForm):
    """Which requests are wanted for a new order; sent by GET."""

    class Meta:
        csrf = False

    supplier = SelectField(_l("向谁采购"), required=_l("请选一家保供单位。"))
    kind = SelectField(_l("买哪一类"))
    estate = SelectField(_l("小区"))
    until = DateTimeField(_l("截止到"), description=_l("只收这个时间之前批准的；不填就收到现在为止的。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(RequestKind)


class OpenForm(AskForm):
    """The same, with the ticked requests: an order is made."""

    class Meta:
        csrf = True


class PutOnForm(BaseForm):
    """Onto which order the ticked requests go: a draft, or a new one for a supplier ("new-<id>")."""

    target = SelectField(_l("放进哪张采购单"), required=_l("请选一张采购单。"))


class JoinItemsForm(BaseForm):
    name = TextField(_l("合并后叫什么"), required=_l("请写合并后的名称。"))


class PlanForm(BaseForm):
    """When the van is expected."""

    day = DateField(_l("到货日期"), required=_l("请选到货日期。"))
    begin = TimeField(_l("从几点"), required=_l("请填从几点。"))
    until = TimeField(_l("到几点"), required=_l("请填到几点。"))


class ChangeForm(BaseForm):
    fee = MoneyField(_l("服务费（元，每张代购单）"), low=0, required=_l("没有就填 0。"))
    note = NoteField(_l("给供货方的话"), max_length=300, description=_l("例如：请走东门，冷冻的单独装。"))


class CancelForm(BaseForm):
    reason = NoteField(_l("作废的原因"), required=_l("请写明为什么作废。"), max_length=150)
