"""What is typed on the supplier's side: one small form an item, the same for supplier and office."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.orders.models import OrderItem
from blueprints.orders.rules import LINK_DAYS, MAX_LINK_DAYS, Answer
from core.forms import AmountField, BaseForm, CheckField, ChoiceField, HiddenField, MoneyField, NumberField, TextField
from core.labels import choices

MOST = 99_999  # of one item for a whole community


class AnswerForm(BaseForm):
    """Ids carry the item's, so that many of these stand on one page; names do not."""

    version = HiddenField()
    answer = ChoiceField(_l("有没有货"), required=_l("请选一样：有货、换别的、不够、没有。"))
    replaced_by = TextField(_l("换成什么"))
    got = AmountField(_l("实际数量"), high=MOST)
    price = MoneyField(_l("单价（元）"), low=0)

    def __init__(self, item: OrderItem, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.answer.choices = [choice for choice in choices(Answer) if choice[0] != Answer.OPEN.value]
        self.got.label.text = _("实际数量（%(unit)s）", unit=item.unit)
        self.price.label.text = _("单价（元/%(unit)s）", unit=item.unit)
        for field in self:
            field.id = field.label.field_id = f"{field.short_name}-{item.id}"

    @classmethod
    def of(cls, item: OrderItem) -> AnswerForm:
        """As it was answered last; the price that was expected stands there until then."""
        form = cls(item, formdata=None)
        form.version.data = str(item.version)
        is_open = item.answer is Answer.OPEN
        form.answer.data = None if is_open else item.answer.value
        form.replaced_by.data = item.replaced_by
        form.got.data = None if is_open or not item.got or (item.answer is Answer.THERE and item.got == item.wanted) else item.got
        form.price.data = item.expected_price if item.price is None else item.price
        return form

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if self.answer.data == Answer.MISSING.value:
            self._forget("replaced_by", "got", "price")
        elif self.answer.data != Answer.REPLACED.value:
            self._forget("replaced_by")
        valid = super().validate(*args, **kwargs)
        if self.answer.data == Answer.REPLACED.value:
            valid = self._must("replaced_by", _("请写换成什么。")) and valid
        if self.answer.data == Answer.SHORT.value:
            valid = self._must("got", _("请填实际有多少。")) and valid
        if self.answer.data in (Answer.THERE.value, Answer.REPLACED.value, Answer.SHORT.value):
            valid = self._must("price", _("请填单价。")) and valid
        return valid

    def answers(self) -> dict[str, Any]:
        """As the action takes them."""
        text = str(self.version.data)
        return {
            "version": int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0,
            "answer": Answer(self.answer.data),
            "got": self.got.data,
            "price": self.price.data,
            "replaced_by": self.replaced_by.data or "",
        }

    def _forget(self, *names: str) -> None:
        """Fields the chosen answer does not ask for are not shown, so nothing in them may be wrong."""
        for name in names:
            self[name].data, self[name].process_errors = None, []

    def _must(self, name: str, message: str) -> bool:
        field = self[name]
        if field.data not in (None, "") or field.errors:
            return not field.errors
        field.errors = [message]
        return False


class RestForm(BaseForm):
    """Nothing is typed: everything else is there at the expected price."""


class FinishForm(BaseForm):
    rest_is_missing = CheckField(_l("没填的都算没有货"))


class LinkForm(BaseForm):
    days = NumberField(_l("几天内有效"), low=1, high=MAX_LINK_DAYS, required=_l("请填几天内有效。"), default=LINK_DAYS)


class RevokeForm(BaseForm):
    """Nothing is typed: one button."""
