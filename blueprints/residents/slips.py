"""What a slip says: how far the request is, and what comes next. Reads a request, changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import DeliveryState, RequestState
from core.labels import label

S = RequestState
ENDED = (S.REJECTED, S.CANCELLED)


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


def read(request: PurchaseRequest) -> Slip:
    headline, following, tone = _words(request)
    return Slip(
        headline=headline,
        next=following,
        tone=tone,
        steps=() if request.state in ENDED else _steps(request),
        carrier=carrier(request),
        is_final=request.state in (*ENDED, S.SETTLED) or request.confirmed_at is not None,
    )


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


def _steps(request: PurchaseRequest) -> list[Step]:
    moments = [
        (_("您交了单"), request.submitted_at),
        (_("社区批准"), request.approved_at),
        (_("东西买好"), request.bought_at),
        (_("送出"), request.out_at),
        (_("送到"), request.delivered_at),
    ]
    done = {S.SUBMITTED: 1, S.APPROVED: 2, S.ORDERED: 2, S.BOUGHT: 3, S.OUT_FOR_DELIVERY: 4, S.DELIVERED: 5, S.SETTLED: 5}[request.state]
    return [Step(text, at if number < done else None, number == done - 1) for number, (text, at) in enumerate(moments)]


def _words(request: PurchaseRequest) -> tuple[str, str, str]:
    """(state, what happens next, tone)."""
    state = request.state
    if state is S.SUBMITTED:
        following = _("社区批准以后就去买，一般当天答复，急件先办。可能会打电话和您核对。批准以前，您可以自己改或取消。")
        return _("收到了，等社区批准"), following, "info"
    if state is S.APPROVED:
        return _("批准了，准备去买"), _("买好、送出的时候，这一页会自己变。现在还可以取消。"), "info"
    if state is S.ORDERED:
        return _("已经向商店订货"), _("商店配好货，就给您送来。"), "info"
    if state is S.BOUGHT:
        last = request.deliveries[-1] if request.deliveries else None
        failed = [delivery for delivery in request.deliveries if delivery.state is DeliveryState.FAILED]
        if failed and last is not None:
            reason = label(failed[-1].failure_reason)
            return _("这次没送成，还会再送"), _("没送成的原因：%(reason)s。请保持电话畅通，也可以打社区电话约时间。", reason=reason), "warn"
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
        return _("办完了"), _("谢谢您。东西不对的话，请打社区电话。"), "good"
    return _("送到了"), _("东西对的话，请点“我收到了”。不对就打社区电话。"), "good"
