"""Purchase requests of two weeks, some left in every state on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from blueprints.places.events import WantedLine
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases.actions import deciding, delivering, filing
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import FailureReason, Source
from core.actors import public_actor
from demo.timeline import Neighbourhood, Timeline

GROCERIES = (
    ("大米", "10", "斤"), ("鸡蛋", "30", "个"), ("青菜", "2", "斤"), ("土豆", "3", "斤"), ("五花肉", "1.5", "斤"), ("牛奶", "1", "箱"),
    ("豆腐", "2", "块"), ("挂面", "2", "把"), ("食用油", "1", "桶"), ("苹果", "4", "斤"), ("卫生纸", "1", "提"), ("洗洁精", "1", "瓶"),
)  # fmt: skip
MEDICINES = (("苯磺酸氨氯地平片", "2", "盒"), ("二甲双胍缓释片", "3", "盒"), ("布洛芬混悬液", "1", "瓶"), ("阿司匹林肠溶片", "1", "盒"))
# What has become of each request in turn, oldest first; what is not listed was delivered.
LATEST = (
    "submitted", "submitted", "approved", "submitted", "bought", "out", "submitted", "delivered", "submitted", "failed", "rejected", "out",
    "submitted", "approved", "confirmed", "submitted",
)  # fmt: skip
CONSENT = "demo"
PER_DAY = {0: 12, 1: 9, 2: 5}


def play(place: Neighbourhood, timeline: Timeline) -> None:
    homes = [home for home in place.households if place.residents.get(home.id)]
    share = max(0.2, len(homes) / 160)
    number = 0
    for days_ago in range(13, -1, -1):
        for _ in range(max(1, round(PER_DAY.get(days_ago, 4) * share))):
            number += 1
            home = timeline.random.choice(homes)
            request = _file(place, home, place.residents[home.id][0], timeline, days_ago, number)
            fate = (
                LATEST[number % len(LATEST)]
                if days_ago <= 1
                else ("delivered", "confirmed", "cancelled")[(number % 11 == 0) * 2 or number % 2]
            )
            _play_on(place, home, request, fate, timeline)


def _lines(timeline: Timeline, kind: RequestKind) -> list[WantedLine]:
    goods = MEDICINES if kind is RequestKind.MEDICINE else GROCERIES
    chosen = timeline.random.sample(goods, k=min(len(goods), timeline.random.choice((1, 2, 3, 4)) if kind is RequestKind.GROCERIES else 1))
    return [
        WantedLine(item=item, amount=Decimal(amount), unit=unit, if_missing=timeline.random.choice(tuple(IfMissing)))
        for item, amount, unit in chosen
    ]


def _file(place: Neighbourhood, home: Household, who: Resident, timeline: Timeline, days_ago: int, number: int) -> PurchaseRequest:
    kind = RequestKind.MEDICINE if number % 4 == 1 else RequestKind.GROCERIES
    by_worker = number % 5 == 0
    actor = place.workers[home.grid_id or 0] if by_worker else public_actor(who.name, place.community.id)
    return filing.file_request(
        actor=actor,
        now=timeline.moment(days_ago, 7, 15),
        household=home,
        source=Source.WORKER if by_worker else Source.QR,
        name=who.name,
        phone=who.phone or "19900000099",
        kind=kind,
        is_urgent=kind is RequestKind.MEDICINE and number % 3 == 1,
        lines=_lines(timeline, kind),
        note="药快吃完了，麻烦今天送" if number % 8 == 1 else "",
        consent_version="" if by_worker else CONSENT,
    )


def _play_on(place: Neighbourhood, home: Household, request: PurchaseRequest, fate: str, timeline: Timeline) -> None:
    """Walk the request along until its fate. Each step some minutes after the one before, never after now."""
    worker, user = place.workers[home.grid_id or 0], place.users[home.grid_id or 0]
    at = request.submitted_at

    def later(low: int, high: int) -> datetime:
        nonlocal at
        at = min(at + timedelta(minutes=timeline.random.randint(low, high)), timeline.now)
        return at

    if fate == "submitted":
        return
    if fate == "cancelled":
        filing.cancel_request(request, actor=public_actor(request.name, place.community.id), now=later(5, 60), reason="家里人已经买了")
        return
    if fate == "rejected":
        reason = "网购退换货不在代购范围内，可以联系快递上门"
        deciding.reject_request(request, actor=place.secretary, now=later(10, 90), reason=reason)
        return
    if place.community.verify_before_approval and request.source is Source.QR:
        deciding.verify_request(request, actor=worker, now=later(5, 40))
    deciding.approve_request(request, actor=place.secretary, now=later(10, 90), worker=user)
    if fate == "approved":
        return
    delivering.mark_bought(request, actor=worker, now=later(30, 120))
    if fate == "bought":
        return
    delivering.start_delivery(request, actor=worker, now=later(10, 40))
    if fate == "out":
        return
    if fate == "failed":
        delivering.fail_delivery(request, actor=worker, now=later(5, 30), reason=FailureReason.NOBODY_HOME, note="敲门没人应，电话没接")
        return
    delivering.deliver_request(request, actor=worker, now=later(5, 40), code=request.code)
    if fate == "confirmed":
        filing.confirm_receipt(request, actor=public_actor(request.name, place.community.id), now=later(5, 200))
