"""What happened to an order, in plain words, from its audit events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders.rules import ShareRule
from core.audit import AuditEvent
from core.labels import label
from core.money import yuan


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    what: str


def told(events: Iterable[AuditEvent]) -> list[Told]:
    """One sentence per event, oldest first. What has a page of its own (links, bags) is not told again here."""
    sentences = [(event, _sentence(event)) for event in events]
    return [Told(at=event.at, who=event.actor_name, what=what) for event, what in sentences if what]


def _sentence(event: AuditEvent) -> str:
    after = event.after
    match event.action:
        case "order.opened":
            return _("开单")
        case "order.joined":
            return _("加入 %(number)s 张代购单", number=len(after.get("requests", [])))
        case "order.left":
            reason = after.get("reason")
            return _("1 张代购单移出：%(reason)s", reason=reason) if reason else _("1 张代购单移出")
        case "order.changed":
            return _("服务费改为 %(yuan)s 元，改了给供货方的话", yuan=yuan(after.get("fee")))
        case "order.items_joined":
            return _("把%(items)s合并成“%(name)s”", items="、".join(after.get("items", [])), name=after.get("name", ""))
        case "order.item_split":
            return _("把“%(name)s”拆开：%(parts)s", name=after.get("name", ""), parts="、".join(after.get("parts", [])))
        case "order.planned":
            return _("定了到货时间")
        case "order.sent":
            return _("定单，%(number)s 张代购单编好取货号", number=after.get("requests", 0))
        case "order.link_made":
            return _("做了给供货方的链接")
        case "order.answered":
            return _("供货方填完了")
        case "order.share_rule_set":
            rule = after.get("share_rule")
            return _("缺货改为：%(rule)s", rule=label(ShareRule(rule))) if rule in set(ShareRule) else _("改了缺货怎么分")
        case "order.received":
            return _("收货")
        case "order.closed":
            return _("结账")
        case "order.cancelled":
            return _("作废：%(reason)s", reason=after.get("cancelled_reason", ""))
    return ""
