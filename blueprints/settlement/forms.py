"""What is typed about money. Sums are typed in yuan and kept in cents."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l

from blueprints.settlement.rules import AT_THE_DOOR, FOR_PAYMENT, FOR_REFUND, EntryKind, HandedTo, Method
from core import labels, money
from core.forms import BaseForm, ChoiceField, MoneyField, MultiChoiceField, Rows, SelectField, TextField

REASON = 200  # signs, as the book keeps them
_SUM = _l("请填金额。")


def _methods(methods: tuple[Method, ...]) -> list[tuple[str, Any]]:
    return [(value, text) for value, text in labels.choices(Method) if Method(value) in methods]


class OneTapForm(BaseForm):
    """Nothing is typed: one button."""


class PayForm(BaseForm):
    """`holder` only where somebody else's cash is entered."""

    method = ChoiceField(_l("怎么付的"), required=_l("请选怎么付的。"), choices=_methods(FOR_PAYMENT))
    cents = MoneyField(_l("收了多少（元）"), required=_SUM)
    holder = SelectField(_l("现金在谁手上"), description=_l("只有收现金时要选；不选就是您自己。"))
    reason = TextField(_l("说明"), max_length=REASON, description=_l("选“免费”时必须写明为什么。"))

    def for_the_door(self) -> None:
        """Without what only the secretary may grant."""
        self.method.choices, self.reason.description = _methods(AT_THE_DOOR), ""


class GoodsForm(BaseForm):
    goods_cents = MoneyField(_l("买东西一共花了（元）"), required=_l("请填一共花了多少钱。"), description=_l("按小票填。"))


class OweForm(BaseForm):
    owe_cents = MoneyField(_l("欠多少（元）"), required=_SUM)
    owe_reason = TextField(_l("说明"), max_length=REASON, description=_l("例如：月底子女来付。"))


class WriteOffForm(BaseForm):
    write_off_cents = MoneyField(_l("免收多少（元）"), required=_SUM)
    write_off_reason = TextField(_l("为什么免收"), required=_l("请写明原因。"), max_length=REASON)


class DiscountForm(BaseForm):
    discount_cents = MoneyField(_l("优惠多少（元）"), required=_SUM)
    discount_reason = TextField(_l("为什么优惠"), required=_l("请写明原因。"), max_length=REASON)


class CreditForm(BaseForm):
    credit_cents = MoneyField(_l("少收多少（元）"), required=_SUM)
    credit_reason = TextField(_l("少了、坏了或退了什么"), required=_l("请写明原因。"), max_length=REASON)


class ChargeForm(BaseForm):
    charge_cents = MoneyField(_l("多收多少（元）"), required=_SUM)
    charge_reason = TextField(_l("为什么要补收"), required=_l("请写明原因。"), max_length=REASON)


class RefundForm(BaseForm):
    refund_method = ChoiceField(_l("怎么退的"), required=_l("请选怎么退的。"), choices=_methods(FOR_REFUND))
    refund_cents = MoneyField(_l("退多少（元）"), required=_SUM)
    refund_holder = SelectField(_l("从谁手上的现金里退"), description=_l("只有退现金时要选；不选就是您自己。"))
    refund_reason = TextField(_l("为什么退"), required=_l("请写明原因。"), max_length=REASON)


class ReverseForm(BaseForm):
    reason = TextField(_l("为什么撤销"), required=_l("请写明原因。"), max_length=REASON, description=_l("例如：金额写错了。"))


class HandOverForm(BaseForm):
    handed_to = ChoiceField(_l("交给谁"), required=_l("请选交给谁。"), choices=labels.choices(HandedTo))
    order = SelectField(_l("哪张采购单"), description=_l("交给收银员时要选；上交社区可以不选，先交最早的。"))
    cents = MoneyField(_l("交了多少（元）"), required=_SUM, high=money.MOST_TOGETHER)


class BillForm(BaseForm):
    bill_cents = MoneyField(_l("账单一共（元）"), required=_SUM, high=money.MOST_TOGETHER)


class AdvanceForm(BaseForm):
    advance_cents = MoneyField(_l("社区付给供货方（元）"), required=_SUM, high=money.MOST_TOGETHER)
    advance_reason = TextField(_l("说明"), max_length=REASON, description=_l("例如：转账，凭证号 123。"))


class NewEntryForm(wtforms.Form):
    """One entry that takes a wrong one's place; an empty row is left out."""

    what = SelectField(_l("记什么"))
    request = SelectField(_l("哪一单"))
    holder = SelectField(_l("现金在谁手上"))
    cents = MoneyField(_l("金额（元）"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what.choices = kinds_of_entries()


def kinds_of_entries() -> list[tuple[str, str]]:
    """ "payment:cash" → 收款：现金: a kind together with how it was paid or to whom it was handed."""
    kinds: list[tuple[str, str]] = []
    for value, text in labels.choices(EntryKind):
        more: list[tuple[str, Any]] = {
            EntryKind.PAYMENT: _methods(FOR_PAYMENT),
            EntryKind.REFUND: _methods(FOR_REFUND),
            EntryKind.HAND_OVER: labels.choices(HandedTo),
        }.get(EntryKind(value), [])
        kinds += [(f"{value}:{one}", f"{text}：{how}") for one, how in more] or [(value, str(text))]
    return kinds


class CorrectionForm(BaseForm):
    """`entries` are those that were wrong; the rows are what should have been written."""

    entries = MultiChoiceField(_l("哪几笔写错了"), required=_l("请勾出写错的账目。"))
    reason = TextField(_l("为什么更正"), required=_l("请写明原因。"), max_length=REASON)
    rows = Rows(NewEntryForm, _l("应该是"), high=8)
