"""Something was missing or broken: said by the household, closed by the secretary with what was done, and perhaps money back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders.models import OrderLine
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement import ledger, queries
from blueprints.settlement.actions import book, paying
from blueprints.settlement.models import Complaint
from blueprints.settlement.rules import HANDED_OVER, MOST_COMPLAINTS, ComplaintKind, EntryKind, Method, can_close_complaint, can_complain
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.money import yuan

AFTER_CLOSE = (Method.WECHAT, Method.ALIPAY, Method.CARD)  # cash and cashier have been settled with everybody
_GIVES_WAY = (EntryKind.OWED, EntryKind.WRITE_OFF, EntryKind.PAYMENT)


def open_complaint(
    request: PurchaseRequest, *, actor: Actor, now: datetime, kind: ComplaintKind, text: str, line: OrderLine | None = None
) -> Complaint:
    """Add one. The order is held first, so that it is not closed in the same moment; then the request, so that twice is once."""
    order = queries.order_of(request)
    if order is not None:
        queries.locked_order(order.id)
    request = queries.locked_request(request.id)
    if not can_complain(actor, request):
        if request.state not in HANDED_OVER:
            raise Conflict(_("东西还没有送到，送到以后再说。急事请打社区电话。"))
        raise Refused
    if not text.strip():
        raise Invalid(_("请写一写怎么回事。"), field="text")
    if line is not None and line.request_id != request.id:
        raise Invalid(_("请从列出的选项中选一个。"), field="line")
    still_open = queries.open_complaints_of(request)
    if any((one.kind, one.line_id) == (kind, line.id if line else None) and one.text == text for one in still_open):
        raise Conflict(_("这件事已经记下了，社区正在办。"))
    if len(still_open) >= MOST_COMPLAINTS:
        raise Conflict(_("这一单已经记了 %(most)s 件事，请等社区办好，或者打社区电话。", most=MOST_COMPLAINTS))
    complaint = Complaint(
        community_id=request.community_id,
        request_id=request.id,
        order_id=order.id if order else None,
        line_id=line.id if line else None,
        kind=kind,
        text=text,
        opened_at=now,
        opened_by=actor.name,
    )
    db.session.add(complaint)
    audit.record(actor, "complaint.opened", complaint, now=now)
    return complaint


def close_complaint(
    complaint: Complaint,
    *,
    actor: Actor,
    now: datetime,
    version: int | None,
    outcome: str,
    cents: int | None = None,
    method: Method | None = None,
) -> None:
    """Say what was done. `cents` is taken off what the household owes; what it has paid too much then goes back by `method`.

    `complaint` is locked; `version` is the one that was seen. Raises Refused, Conflict, Invalid.
    """
    if complaint.closed_at is not None:
        name, time = complaint.closed_by.name if complaint.closed_by else "", clock.stamp(complaint.closed_at)
        raise Conflict(_("已由%(name)s于%(time)s办好。", name=name, time=time), by=name, at=complaint.closed_at)
    if not can_close_complaint(actor, complaint):
        raise Refused
    if version != complaint.version:
        raise Conflict(_("这件事刚刚有人改过，请看看现在的内容。"))
    if not outcome.strip():
        raise Invalid(_("请写明是怎么办的，居民会看到。"), field="outcome")
    if cents:
        _take_off(complaint, cents, method, actor=actor, now=now, reason=outcome[:200])
    complaint.closed_at, complaint.closed_by_id, complaint.outcome = now, actor.user_id, outcome
    complaint.version += 1
    after = {"outcome": outcome, **({"cents": cents, "method": method} if cents else {})}
    audit.record(actor, "complaint.closed", complaint, now=now, before={}, after=after)


def _take_off(complaint: Complaint, cents: int, method: Method | None, *, actor: Actor, now: datetime, reason: str) -> None:
    request = complaint.request
    matter = book.matter_of(request)
    if matter.is_closed:
        _take_off_after_close(matter, complaint, cents, method, actor=actor, now=now, reason=reason)
        return
    paying.credit(request, actor=actor, now=now, cents=cents, reason=reason, line=complaint.line, complaint=complaint)
    account = queries.account_of(request)
    too_much = min(cents, max(0, -account.sums.still_open)) if account is not None else 0
    if too_much:
        paying.refund(request, actor=actor, now=now, method=_checked(method, too_much), cents=too_much, reason=reason)


def _take_off_after_close(
    matter: book.Matter, complaint: Complaint, cents: int, method: Method | None, *, actor: Actor, now: datetime, reason: str
) -> None:
    """What is taken off and what goes back are the same sum, so that the closed account stays balanced."""
    book.check_role("keep", actor)
    sums = matter.account.sums
    if cents > sums.due:
        raise Invalid(_("应收只有 %(most)s 元，不能减更多。", most=yuan(sums.due)), field="cents")
    ids = {"line_id": complaint.line_id, "complaint_id": complaint.id}
    drafts = [matter.draft(EntryKind.CREDIT, cents, reason=reason, **ids)]
    drafts += ledger.give_way(matter.entries(), cents - max(0, sums.still_open), reason, kinds=_GIVES_WAY, after_close=True)
    too_much = -_still_open(matter, drafts)
    if too_much > 0:
        how = _checked(method, too_much)
        if how not in AFTER_CLOSE:
            raise Invalid(_("已经结账，现金和收银员的账都对过了，请用微信、支付宝或刷卡退。"), field="method")
        drafts.append(replace(matter.draft(EntryKind.REFUND, too_much, reason=reason, method=how), complaint_id=complaint.id))
    book.write(drafts, community_id=complaint.community_id, actor=actor, now=now)


def _still_open(matter: book.Matter, drafts: Sequence[ledger.Draft]) -> int:
    sums = matter.account.sums
    for draft in drafts:
        sums = ledger.moved(sums, draft)
    return sums.still_open


def _checked(method: Method | None, cents: int) -> Method:
    if method is None:
        raise Invalid(_("这一单已经收过钱，要退 %(cents)s 元，请选怎么退。", cents=yuan(cents)), field="method")
    return method
