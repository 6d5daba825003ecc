"""Who gets what is short, what households reply, and the last look before receiving."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from blueprints.orders.models import OrderLine
from blueprints.orders.rules import ShareRule
from core.forms import AmountField, BaseForm, ChoiceField, HiddenField
from core.labels import choices

_LINE = "line_"
YES, NO = "yes", "no"


class RuleForm(BaseForm):
    share_rule = ChoiceField(_l("不够的时候怎么分"), required=_l("请选一种分法。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.share_rule.choices = choices(ShareRule)


class ShareField(AmountField):
    """As an amount, and 0 is one, too."""

    def parse(self, text: str) -> Decimal:
        try:
            if not Decimal(text.replace("。", ".")):
                return Decimal(0)
        except InvalidOperation:
            pass  # said below
        return super().parse(text)


class ByHandForm(BaseForm):
    """One field for each line that may get something; made by `by_hand_form`."""

    seen = HiddenField()
    item_name = ""

    @property
    def amounts(self) -> dict[int, Decimal | None]:
        return {int(name.removeprefix(_LINE)): field.data for name, field in self._fields.items() if name.startswith(_LINE)}

    def add_line_error(self, message: str, line_id: str | None) -> None:
        """An action's Invalid names the line by its id; what is wrong with the sum is told with the name of the item."""
        if line_id is None:
            self.add_error(_("%(what)s：%(message)s", what=self.item_name, message=message))
        else:
            self.add_error(message, f"{_LINE}{line_id}")


def by_hand_form(lines: Sequence[OrderLine], **kwargs: Any) -> ByHandForm:
    """With a field for each of `lines`, called by door and name, holding what was written before."""
    fields = {
        f"{_LINE}{line.id}": ShareField(
            _(
                "%(door)s %(name)s（要 %(amount)s）",
                door=line.request.household.address,
                name=line.request.name,
                amount=f"{line.wanted.normalize():f}",
            ),
            high=99_999,
            default=line.share,
        )
        for line in lines
    }
    name = lines[0].item.name if lines else ""
    return type("ByHandForm", (ByHandForm,), {**fields, "item_name": name})(**kwargs)


class ReplyForm(BaseForm):
    """Two buttons; `version` is the item's as the question was shown."""

    version = HiddenField()
    accepts = HiddenField()

    def validate_accepts(self, field: HiddenField) -> None:
        if field.data not in (YES, NO):
            raise ValidationError(_("请点“同意换”或“不要”。"))

    def validate_version(self, field: HiddenField) -> None:
        _must_be_number(field)


class ReceiveForm(BaseForm):
    """One button; `version` is the order's as the page was drawn."""

    version = HiddenField()

    def validate_version(self, field: HiddenField) -> None:
        _must_be_number(field)


def _must_be_number(field: HiddenField) -> None:
    text = str(field.data)
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValidationError(_("请再提交一次。"))
