"""What happened to a request, in plain words, from its audit events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.purchases import blueprint, queries
from blueprints.purchases.rules import FailureReason
from core import clock
from core.audit import AuditEvent
from core.labels import label


@blueprint.app_template_filter("waited")
def waited(since: datetime) -> str:
    """How long somebody has been waiting: 已等 3 小时."""
    hours = (clock.now() - since).total_seconds() / 3600
    if hours < 1:
        return _("已等 %(number)s 分钟", number=max(0, int(hours * 60)))
    if hours < 48:
        return _("已等 %(number)s 小时", number=int(hours))
    return _("已等 %(number)s 天", number=int(hours / 24))


@dataclass(frozen=True)
class Told:
    at: datetime
    who: str
    what: str


def told(events: Iterable[AuditEvent]) -> list[Told]:
    """One sentence per event, oldest first. One query for the names of workers."""
    events = list(events)
    names = queries.names_of({event.after["assigned_to_id"] for event in events if event.after.get("assigned_to_id")})
    return [Told(at=event.at, who=event.actor_name, what=_sentence(event, names)) for event in events]


def _sentence(event: AuditEvent, names: dict[int, str]) -> str:
    after = event.after
    worker = names.get(after.get("assigned_to_id") or 0, "")
    match event.action:
        case "request.filed":
            return _("提交：%(lines)s", lines=after.get("lines", ""))
        case "request.changed":
            return _("改了内容：%(lines)s", lines=after["lines"]) if after.get("lines") else _("改了联系方式或备注")
        case "request.verified":
            return _("打电话核实了。%(note)s", note=after.get("verified_note") or "")
        case "request.approved":
            return _("批准，派给%(name)s", name=worker) if worker else _("批准，还没派人")
        case "request.rejected":
            return _("没有批准：%(reason)s", reason=after.get("rejected_reason", ""))
        case "request.cancelled" | "request.merged_away":
            reason = after.get("cancelled_reason")
            return _("取消：%(reason)s", reason=reason) if reason else _("取消")
        case "request.merged":
            return _("并入 %(codes)s，现在是：%(lines)s", codes="、".join(after.get("merged", [])), lines=after.get("lines", ""))
        case "request.assigned":
            return _("改派给%(name)s", name=worker)
        case "request.ordered":
            return _("向保供单位下单")
        case "request.unordered":
            return (
                _("退出采购单，等下一次：%(reason)s", reason=after.get("reason", "")) if after.get("reason") else _("退出采购单，等下一次")
            )
        case "request.received":
            return _("货到了小区门口")
        case "request.fetched":
            proof = _("单号对上了") if after.get("code_checked") else _("%(name)s收下", name=after.get("handed_to", ""))
            return _("在取货点取走：%(proof)s", proof=proof)
        case "request.taken_back":
            return _("没有交到手，退回供货方：%(reason)s", reason=after.get("cancelled_reason", ""))
        case "request.bought":
            return _("买好了")
        case "request.out":
            return _("出发配送（第 %(attempt)s 次）", attempt=after.get("attempt", 1))
        case "request.delivered":
            proof = _("单号对上了") if after.get("code_checked") else _("%(name)s收下", name=after.get("handed_to", ""))
            return _("送到了：%(proof)s", proof=proof)
        case "request.delivery_failed":
            reason = label(FailureReason(after["failure_reason"]))
            return _("没送成：%(reason)s %(note)s", reason=reason, note=after.get("failure_note") or "")
        case "request.settled":
            return _("结清")
        case "request.confirmed":
            return _("确认收到")
        case "request.moved":
            return _("随门牌合并改到现在这一户")
    return event.action
