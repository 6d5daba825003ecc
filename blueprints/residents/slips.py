"""What a slip says: how far the request is, and what comes next. Reads a request, changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.orders.queries import SlipOrder
from blueprints.orders.rules import HandOut
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import DeliveryState, RequestState
from core.labels import label

S = RequestState
ENDED = (S.REJECTED, S.CANCELLED)
_ORDER = (S.SUBMITTED, S.APPROVED, S.ORDERED, S.BOUGHT, S.OUT_FOR_DELIVERY, S.DELIVERED)


@dataclass(frozen=True)
class Step:
    text: str
    at: datetime | None
    is_current: bool


@dataclass(frozen=True)
class Slip:
    headline: str
    next: str
    tone: str
    steps: Sequence[Step]
    carrier: str
    is_final: bool


def read(request: PurchaseRequest, order: SlipOrder | None = None) -> Slip:
    headline, following, tone = _words(request, order)
    return Slip(
        headline=headline,
        next=following,
        tone=tone,
        steps=() if request.state in ENDED else _steps(request, order),
        carrier="" if is_fetched(request, order) else carrier(request),
        is_final=request.state in (*ENDED, S.SETTLED) or request.confirmed_at is not None,
    )


def is_fetched(request: PurchaseRequest, order: SlipOrder | None) -> bool:
    """Do they come down for it, or did they? Delivered without anybody having set out: it was fetched."""
    if request.state in (S.DELIVERED, S.SETTLED):
        return request.out_at is None
    return order is not None and order.how is HandOut.PICK_UP and request.state is not S.OUT_FOR_DELIVERY


def can_repeat(request: PurchaseRequest) -> bool:
    """Once it is decided, the same may be asked for anew; of two that were merged, by the one that stays."""
    return request.state is not S.SUBMITTED and request.merged_into_id is None


def carrier(request: PurchaseRequest) -> str:
    """Surname and role of who delivers: 赵（网格员）."""
    worker = request.assigned_to
    return _("%(surname)s（%(role)s）", surname=worker.name[:1], role=label(worker.role)) if worker else ""


def etag(*facts: object) -> str:
    """Changes with everything a slip shows. The day is among the facts: 今天 becomes 昨天."""
    return hashlib.sha256("\0".join(map(str, facts)).encode()).hexdigest()[:24]


def _steps(request: PurchaseRequest, order: SlipOrder | None) -> list[Step]:
    """What has happened, and what is still to come. A shop's order and being carried up are steps only where they are taken."""
    steps = [(S.SUBMITTED, _("您交了单"), request.submitted_at), (S.APPROVED, _("社区批准"), request.approved_at)]
    if request.ordered_at is not None:
        steps.append((S.ORDERED, _("向商店订货"), request.ordered_at))
    steps.append((S.BOUGHT, _("东西买好"), request.bought_at))
    if is_fetched(request, order):
        steps.append((S.DELIVERED, _("取走"), request.delivered_at))
    else:
        steps += [(S.OUT_FOR_DELIVERY, _("送出"), request.out_at), (S.DELIVERED, _("送到"), request.delivered_at)]
    state = S.DELIVERED if request.state is S.SETTLED else request.state
    reached = max((number for number, (step, _text, _at) in enumerate(steps) if _ORDER.index(step) <= _ORDER.index(state)), default=0)
    return [Step(text, at if number <= reached else None, number == reached) for number, (_step, text, at) in enumerate(steps)]


def _words(request: PurchaseRequest, order: SlipOrder | None) -> tuple[str, str, str]:
    """(state, what happens next, tone)."""
    state = request.state
    if state is S.SUBMITTED:
        following = _("社区批准以后就去买，一般当天答复，急件先办。可能会打电话和您核对。批准以前，您可以自己改或取消。")
        return _("收到了，等社区批准"), following, "info"
    if state is S.APPROVED and order is not None and order.nothing_came:
        return _("这次没有买到，再给您买"), _("%(shop)s这次没有您要的东西。下次订货再给您买，也可以取消。", shop=order.supplier), "warn"
    if state is S.APPROVED:
        return _("批准了，准备去买"), _("买好、送出的时候，这一页会自己变。现在还可以取消。"), "info"
    if state is S.ORDERED and order is not None and order.questions:
        return _("商店问您一件事"), _("请看下面，点“要”或“不要”。不点也行，社区会打电话问您。"), "warn"
    if state is S.ORDERED:
        shop = order.supplier if order is not None else _("商店")
        return _("已经向商店订货"), _("%(shop)s配好货，就给您送来。", shop=shop), "info"
    if state is S.BOUGHT:
        last = request.deliveries[-1] if request.deliveries else None
        failed = [delivery for delivery in request.deliveries if delivery.state is DeliveryState.FAILED]
        if failed and last is not None:
            reason = label(failed[-1].failure_reason)
            return _("这次没送成，还会再送"), _("没送成的原因：%(reason)s。请保持电话畅通，也可以打社区电话约时间。", reason=reason), "warn"
        if is_fetched(request, order):
            return _("东西到了，请下楼取"), _("请在下面写的时间来取，来时说取货号，并把单号给工作人员看。"), "info"
        return _("买好了，等着送"), _("很快送到您家门口，请保持电话畅通。"), "info"
    if state is S.OUT_FOR_DELIVERY:
        return _("正在送来"), _("请留意敲门和电话。收东西时，把下面的单号给送货的人看。"), "info"
    if state is S.REJECTED:
        return _("没有批准"), _("原因：%(reason)s。有疑问请打社区电话。", reason=request.rejected_reason), "bad"
    if state is S.CANCELLED:
        if request.merged_into_id is not None:
            return _("已和另一张并在一起"), _("请看并好的那一张，东西都在上面。"), "info"
        return _("已取消"), request.cancelled_reason or _("需要的话可以再交一张。"), "quiet"
    if request.confirmed_at is not None or state is S.SETTLED:
        return _("办完了"), _("谢谢您。东西不对的话，点下面的“少了东西或坏了”，也可以打社区电话。"), "good"
    following = _("东西对的话，请点“我收到了”。不对就点下面的“少了东西或坏了”，也可以打社区电话。")
    return _("取走了") if is_fetched(request, order) else _("送到了"), following, "good"
