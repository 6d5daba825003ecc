"""Entries of the book, and what keeps an order from closing, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from blueprints.settlement import blueprint
from blueprints.settlement.balance import Spoils
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import EntryKind, HandedTo, Method
from core.labels import label
from core.money import yuan

if TYPE_CHECKING:
    from blueprints.settlement.queries.orders import Trouble


@blueprint.app_template_filter("money_told")
def entry_told(entry: MoneyEntry) -> str:
    """收现金 36.50 元（赵一） · 撤销：收现金 36.50 元."""
    told = _plain(entry)
    return _("撤销：%(what)s", what=told) if entry.reverses_id is not None else told


def _plain(entry: MoneyEntry) -> str:
    cents = yuan(entry.cents)
    name = entry.holder.name if entry.holder else ""
    match entry.kind, entry.method, entry.handed_to:
        case EntryKind.PAYMENT, Method.CASH, _to:
            return _("%(name)s收现金 %(cents)s 元", name=name, cents=cents)
        case EntryKind.PAYMENT, Method.FREE, _to:
            return _("免费 %(cents)s 元", cents=cents)
        case EntryKind.PAYMENT, method, _to:
            return _("收款 %(cents)s 元（%(how)s）", cents=cents, how=label(method))
        case EntryKind.REFUND, Method.CASH, _to:
            return _("%(name)s退现金 %(cents)s 元", name=name, cents=cents)
        case EntryKind.REFUND, method, _to:
            return _("退款 %(cents)s 元（%(how)s）", cents=cents, how=label(method))
        case EntryKind.HAND_OVER, _method, HandedTo.CASHIER:
            return _("%(name)s交给超市收银员 %(cents)s 元", name=name, cents=cents)
        case EntryKind.HAND_OVER, _method, HandedTo.COMMUNITY:
            return _("%(name)s上交社区 %(cents)s 元", name=name, cents=cents)
        case EntryKind.HAND_OVER, _method, _to:
            return _("%(name)s付给店家（或抵垫付） %(cents)s 元", name=name, cents=cents)
    return _("%(what)s %(cents)s 元", what=label(entry.kind), cents=cents)


def problem_told(trouble: Trouble) -> str:
    cents = yuan(trouble.problem.cents)
    name = trouble.user.name if trouble.user else ""
    match trouble.problem.what:
        case Spoils.NOT_DELIVERED:
            return _("还没有送到。")
        case Spoils.UNPAID:
            return _("还差 %(cents)s 元没有收。", cents=cents)
        case Spoils.OVERPAID:
            return _("多收了 %(cents)s 元，要退给住户。", cents=cents)
        case Spoils.COMPLAINT:
            return _("居民反映的问题还没有处理完。")
        case Spoils.IN_HANDS:
            return _("%(name)s手上还有 %(cents)s 元现金没有上交。", name=name, cents=cents)
        case Spoils.NO_BILL:
            return _("还没有填供货方的账单。")
        case Spoils.BILL_OPEN:
            return _("供货方还差 %(cents)s 元没有付：请记交给收银员的钱，或社区垫付。", cents=cents)
        case Spoils.BILL_OVER:
            return _("付给供货方的比账单多 %(cents)s 元。", cents=cents)
    raise AssertionError(trouble.problem.what)
