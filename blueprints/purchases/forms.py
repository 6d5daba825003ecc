"""What is typed about requests and deliveries."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases.rules import MAX_LINES, FailureReason, Source
from blueprints.purchases.wanted import STEPS, LineFields, PicksFromLists, wanted_line
from core.forms import BaseForm, CheckField, ChoiceField, HiddenField, NoteField, PhoneField, Rows, SelectField, TextField
from core.labels import choices


class LineForm(LineFields):
    """One thing to be bought. An empty row is left out."""

    if_missing = SelectField(_l("没有货怎么办"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.if_missing.choices = choices(IfMissing)
        self.if_missing.data = self.if_missing.data or IfMissing.ASK_ME.value

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.item.data and self.amount.data is None and not self.amount.errors:
            self.amount.errors = [_("请填数量。")]
            return False
        if not self.item.data and self.amount.data is not None:
            self.item.errors = [_("请填要买什么。")]
            return False
        return valid


class RequestForm(BaseForm, PicksFromLists):
    """A request on somebody's behalf, or a change of one."""

    name = TextField(_l("谁要买"), required=_l("请填姓名。"), max_length=20)
    phone = PhoneField(_l("联系电话"), description=_l("老人没有电话可以不填。"))
    kind = ChoiceField(_l("买哪一类"), required=_l("请选一类。"))
    lines = Rows(LineForm, _l("要买的东西"), high=MAX_LINES, steps=STEPS)
    is_urgent = CheckField(_l("很急，今天就要"))
    note = NoteField(_l("备注"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(RequestKind)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        valid = super().validate(*args, **kwargs)
        if not self.lines.filled(by="item") and not self.lines.errors:
            self.lines.entries[0].form.item.errors = [_("请至少写一样要买的东西。")]
            self.lines.errors = [{"item": self.lines.entries[0].form.item.errors}]
            return False
        return valid

    def wanted(self) -> list[WantedLine]:
        kind = RequestKind(self.kind.data)
        return [wanted_line(row, kind, IfMissing(row["if_missing"] or "ask_me")) for row in self.lines.filled(by="item")]


class UsualForm(RequestForm):
    """What a household buys again and again, under a name of its own."""

    title = TextField(_l("叫什么"), required=_l("请起个名字，例如：每周买菜。"), max_length=30)
    is_urgent = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields = {"title": self._fields.pop("title"), **self._fields}  # mistakes are listed as the page stands


class OneTapForm(BaseForm):
    """Nothing is typed: one button."""


class SkipForm(BaseForm):
    """`seen` is the day that is skipped, as the page showed it."""

    seen = HiddenField()


class VerifyForm(BaseForm):
    verified_note = NoteField(_l("电话里怎么说"), max_length=200, description=_l("例如：本人接的电话，确认要买。"))


class ApproveForm(BaseForm):
    worker = SelectField(_l("派给谁送"))


class AssignForm(BaseForm):
    worker = SelectField(_l("派给谁送"), required=_l("请选一位配送员。"))


class RejectForm(BaseForm):
    reason = NoteField(_l("不批准的原因"), required=_l("请写明为什么不批准，居民会看到。"), max_length=200)


class CancelForm(BaseForm):
    cancelled_reason = NoteField(_l("取消的原因"), required=_l("请写明为什么取消。"), max_length=200)


class DeliverForm(BaseForm):
    code = TextField(_l("小票上的单号"), max_length=12, description=_l("请对方打开小票，或念出 6 位单号。"))
    handed_to = TextField(_l("没有小票？写明谁收的"), max_length=60, description=_l("例如：女儿代收；放在邻居 102 家。"))


class FailForm(BaseForm):
    failure_reason = ChoiceField(_l("为什么没送成"), required=_l("请选一个原因。"))
    failure_note = TextField(_l("补充说明"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.failure_reason.choices = choices(FailureReason)


class BatchForm(BaseForm):
    """What the secretary does with the ticked rows of the queue."""

    PROPOSED = "proposed"

    worker = SelectField(_l("派给谁送"))
    reason = TextField(_l("不批准的原因"), max_length=200)


class FilterForm(BaseForm):
    """The questions asked of the queue; sent by GET, so nothing of it is ever written."""

    class Meta:
        csrf = False

    grid = SelectField(_l("网格"))
    estate = SelectField(_l("小区"))
    building = SelectField(_l("楼栋"))
    kind = SelectField(_l("类别"))
    source = SelectField(_l("来源"))
    older = SelectField(_l("等了多久"))
    verified = SelectField(_l("电话核实"))
    assigned = SelectField(_l("配送员"))
    code = TextField(_l("单号"), max_length=8)
    urgent = CheckField(_l("只看急件"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(RequestKind)
        self.source.choices = choices(Source)
        self.verified.choices = [("yes", _("已核实")), ("no", _("还没核实"))]
