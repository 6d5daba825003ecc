"""How bags are spoken of, on the screen, on paper and in Excel alike."""

from __future__ import annotations

from flask_babel import gettext as _

from blueprints.orders import blueprint
from blueprints.orders.bags import Goods, ToPay
from blueprints.orders.filters import clock_time
from blueprints.orders.models import BuildingPlan
from blueprints.orders.queries import BuildingOnOrder
from blueprints.orders.rules import Outcome
from core import clock, money
from core.template_tools import day


@blueprint.app_template_filter("goods_text")
def goods_text(goods: Goods) -> str:
    """☐ 大米 10斤 · ☐ 金龙鱼油 1桶（换的，原要 鲁花油 1桶） · 没买到：鸡蛋 2盒."""
    if goods.outcome in (Outcome.MISSING, Outcome.LEFT_OUT):
        return _("没买到：%(what)s %(amount)s", what=goods.name, amount=goods.amount)
    return f"{'☑' if goods.is_packed else '☐'} {goods.name} {goods.amount}{difference(goods)}"


@blueprint.app_template_filter("difference")
def difference(goods: Goods) -> str:
    """How what came differs from what was asked for; empty where it does not."""
    if goods.outcome is Outcome.REPLACED:
        return _("（换的，原要 %(asked)s）", asked=goods.asked)
    if goods.outcome is Outcome.SHORT:
        return _("（没买够，原要 %(asked)s）", asked=goods.asked)
    return ""


@blueprint.app_template_filter("how_text")
def how_text(building: BuildingOnOrder) -> str:
    """下楼取：小区南门，11月23日 10:00—10:20; or 送上门."""
    if not building.is_pick_up or building.plan is None:
        return _("送上门")
    return _("下楼取：%(place)s，%(when)s", place=building.plan.place, when=window_text(building.plan))


@blueprint.app_template_filter("window_text")
def window_text(plan: BuildingPlan) -> str:
    """11月23日 10:00—10:20."""
    if plan.starts_at is None or plan.ends_at is None:
        return ""
    return f"{day(clock.local(plan.starts_at).date())} {clock_time(plan.starts_at)}—{clock_time(plan.ends_at)}"


@blueprint.app_template_filter("cash_text")
def cash_text(bag: ToPay | None) -> str:
    """应收 36.50 元, 已付清, 欠款 36.50 元已记下, 多收了 2.00 元; empty where nobody has reckoned yet."""
    if bag is None:
        return ""
    if bag.open > 0:
        return _("应收 %(sum)s 元", sum=money.yuan(bag.open))
    if bag.open < 0:
        return _("多收了 %(sum)s 元", sum=money.yuan(-bag.open))
    if bag.owed > 0:
        return _("欠款 %(sum)s 元已记下", sum=money.yuan(bag.owed))
    if bag.written_off > 0:
        return _("不用再付，免收 %(sum)s 元", sum=money.yuan(bag.written_off))
    return _("已付清") if bag.due else _("不用付钱")
