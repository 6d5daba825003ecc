"""Orders in every state: closed ones of last week, one being handed out, one half answered, one being gathered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from blueprints.accounts.models import User
from blueprints.orders import actions as orders
from blueprints.orders import queries as order_queries
from blueprints.orders.actions.answering import answer_item, finish_answering
from blueprints.orders.actions.links import make_link
from blueprints.orders.models import OrderItem, PurchaseOrder
from blueprints.orders.rules import Answer, HandOut
from blueprints.places.events import WantedLine
from blueprints.places.models import Household
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import queries as purchase_queries
from blueprints.purchases.actions import deciding, delivering, filing
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import FailureReason, Source
from blueprints.settlement import actions as money
from blueprints.settlement import queries as money_queries
from blueprints.settlement.actions.complaints import open_complaint
from blueprints.settlement.ledger import supplier_side
from blueprints.settlement.rules import ComplaintKind, HandedTo, Method
from blueprints.suppliers import queries as supplier_queries
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.rules import KIND_FOR
from core import clock
from core.actors import Actor, public_actor
from core.database import db
from demo import wishes
from demo.timeline import Neighbourhood, Timeline
from demo.wishes import Baskets, Wanted

CONSENT = "demo"
SHOP_ASSISTANT = "小吴（超市）"
METHODS = (Method.CASH, Method.WECHAT, Method.CASHIER, Method.ALIPAY, Method.CASH)


def play(place: Neighbourhood, timeline: Timeline, *, is_shown: bool) -> None:
    """The shown community gets all of them, the others one closed order each."""
    homes = [home for home in place.households if place.residents.get(home.id)]
    market = _supplier(place, RequestKind.GROCERIES)
    if market is None:
        return
    _closed(_Trip(place, timeline, market, days_ago=7), homes[::5], wishes.CLOSED)
    if not is_shown:
        return
    pharmacy = _supplier(place, RequestKind.MEDICINE)
    if pharmacy is not None:
        _closed(_Trip(place, timeline, pharmacy, RequestKind.MEDICINE, days_ago=5), homes[1::9], wishes.MEDICINE)
    first_grid_first = sorted(homes[2::12], key=lambda home: home.grid_id or 0)  # whose worker's account is printed
    _at_the_doors(_Trip(place, timeline, market), first_grid_first)
    _half_answered(_Trip(place, timeline, market), homes[3::14])
    _draft(_Trip(place, timeline, market), homes[4::17])


def _supplier(place: Neighbourhood, kind: RequestKind) -> Supplier | None:
    """The subdistrict's own before a shop round the corner."""
    found = [one for one in order_queries.suppliers_to_choose(place.secretary) if one.kind is KIND_FOR[kind]]
    return min(found, key=lambda one: one.owner_community_id is not None, default=None)


class _Trip:
    """One order on its way through a day. `end` is the last hour of work that is over, so that nobody works at night."""

    def __init__(
        self, place: Neighbourhood, timeline: Timeline, supplier: Supplier, kind: RequestKind = RequestKind.GROCERIES, days_ago: int = 0
    ) -> None:
        self.place, self.supplier, self.kind = place, supplier, kind
        local = clock.local(timeline.now)
        today, hours = clock.day_of(timeline.now), local.hour + local.minute / 60
        if hours < 9:
            self.end = clock.start_of(today) - timedelta(hours=6)
        else:
            self.end = min(timeline.now, clock.start_of(today) + timedelta(hours=19))
        self.end -= timedelta(days=days_ago)
        self.prices = {item.name: item for item in reversed(supplier_queries.all_prices(supplier.id)) if item.is_available}
        self.order: PurchaseOrder = None  # type: ignore[assignment]
        self.requests: list[PurchaseRequest] = []

    def before(self, hours: float) -> datetime:
        """So long before its end."""
        return self.end - timedelta(hours=hours)

    def worker(self, request: PurchaseRequest) -> Actor:
        return self.place.workers[request.household.grid_id or 0]

    def gather(self, homes: Sequence[Household], baskets: Baskets, hours: float) -> None:
        """File and approve requests, and put them on a new order."""
        for number, (home, wanted) in enumerate(zip(homes, baskets, strict=False)):
            self.requests.append(self._request(home, wanted, number, self.before(hours + 2 - number / 10)))
        actor, now = self.place.secretary, self.before(hours)
        self.order = orders.open_order(actor=actor, now=now, supplier=self.supplier, kind=self.kind)
        db.session.flush()
        found = purchase_queries.requests_in_scope(actor, [request.id for request in self.requests])
        orders.join_requests(self.order, found, actor=actor, now=now)

    def _request(self, home: Household, wanted: Sequence[Wanted], number: int, now: datetime) -> PurchaseRequest:
        who, worker = self.place.residents[home.id][0], self.place.workers[home.grid_id or 0]
        request = filing.file_request(
            actor=public_actor(who.name, self.place.community.id),
            now=now,
            household=home,
            source=Source.QR,
            name=who.name,
            phone=who.phone or "19900000099",
            kind=self.kind,
            is_urgent=number == 2 and self.kind is RequestKind.MEDICINE,
            lines=[self._line(*one, name=who.name) for one in wanted],
            consent_version=CONSENT,
        )
        if self.place.community.verify_before_approval:
            deciding.verify_request(request, actor=worker, now=now + timedelta(minutes=10))
        user: User = self.place.users[home.grid_id or 0]
        deciding.approve_request(request, actor=self.place.secretary, now=now + timedelta(minutes=30), worker=user)
        return request

    def _line(self, item: str, amount: str, unit: str, wish: wishes.IfMissing, *, name: str) -> WantedLine:
        listed = self.prices.get(item)
        priced = listed if listed is not None and listed.unit == unit else None
        is_medicine = self.kind is RequestKind.MEDICINE
        return WantedLine(
            item=item,
            amount=Decimal(amount),
            unit=unit,
            if_missing=wish,
            price_item_id=priced.id if priced else None,
            expected_price=priced.price if priced else None,
            strength=priced.spec if priced else "",
            prescription_for=name if is_medicine else "",
            shows_old_box=is_medicine,
        )

    def send(self, hours: float, arrives_before: float) -> None:
        actor, now = self.place.secretary, self.before(hours)
        arrives = self.before(arrives_before)
        orders.plan_arrival(self.order, actor=actor, now=now, arrives_from=arrives, arrives_until=arrives + timedelta(hours=2))
        orders.send_order(self.order, actor=actor, now=now)
        make_link(self.order, actor=actor, now=now)
        self.items = order_queries.items_of(self.order)

    def named(self, name: str) -> OrderItem:
        return next(item for item in self.items if item.name == name)

    def answer(
        self, item: OrderItem | str, hours: float, answer: Answer = Answer.THERE, got: str = "", price: int = 0, replaced_by: str = ""
    ) -> None:
        item = self.named(item) if isinstance(item, str) else item
        cents = None if answer is Answer.MISSING else price or self.price_of(item)
        amount = Decimal(got) if got else None if answer is Answer.MISSING else item.wanted
        supplier = public_actor(SHOP_ASSISTANT, self.place.community.id)
        given: dict[str, Any] = {"answer": answer, "got": amount, "price": cents, "replaced_by": replaced_by, "by_name": SHOP_ASSISTANT}
        answer_item(item, actor=supplier, now=self.before(hours), version=item.version, **given)

    def price_of(self, item: OrderItem) -> int:
        listed: PriceItem | None = self.prices.get(item.name)
        return item.expected_price or (listed.price if listed else wishes.PRICES[item.name])

    def answer_rest(self, hours: float) -> None:
        for item in self.items:
            if item.answer is Answer.OPEN:
                self.answer(item, hours)
        supplier = public_actor(SHOP_ASSISTANT, self.place.community.id)
        finish_answering(self.order, self.items, actor=supplier, now=self.before(hours), by_name=SHOP_ASSISTANT)

    def receive(self, hours: float) -> None:
        orders.receive_order(self.order, actor=self.place.secretary, now=self.before(hours))
        for bag in order_queries.bags_of(self.order, order_queries.at_desk(self.place.secretary, self.order)):
            if bag.request is not self.requests[-1]:  # one is still being packed
                orders.pack_bag(bag, True, actor=self.place.secretary, now=self.before(hours - 0.3))

    def deliver(self, request: PurchaseRequest, hours: float) -> None:
        self.go_out(request, hours + 0.2)
        delivering.deliver_request(request, actor=self.worker(request), now=self.before(hours), handed_to="本人")

    def go_out(self, request: PurchaseRequest, hours: float) -> None:
        delivering.start_delivery(request, actor=self.worker(request), now=self.before(hours))

    def due(self, request: PurchaseRequest) -> int:
        account = money_queries.account_of(request)
        return account.sums.still_open if account else 0

    def pay(self, request: PurchaseRequest, method: Method, hours: float) -> None:
        money.pay(request, actor=self.worker(request), now=self.before(hours), method=method, cents=self.due(request))


def _closed(trip: _Trip, homes: Sequence[Household], baskets: Baskets) -> None:
    """Everything came but a little; paid in every way, one apple credited, handed over, closed to the cent."""
    trip.gather(homes, baskets, 9)
    trip.send(8, 5)
    if trip.kind is RequestKind.GROCERIES:
        trip.answer("青菜", 7, Answer.SHORT, got="3")
        trip.answer("土豆", 7, Answer.MISSING)
    trip.answer_rest(6.5)
    trip.receive(4)
    secretary = trip.place.secretary
    for number, request in enumerate(trip.requests):
        trip.deliver(request, 3 - number / 4)
        trip.pay(request, METHODS[number % len(METHODS)], 3 - number / 4)
    spoiled = next((one for one in trip.requests if any(line.item == "苹果" for line in one.lines)), None)
    if spoiled is not None:
        half = trip.price_of(trip.named("苹果")) // 2
        given: dict[str, Any] = {"actor": secretary, "now": trip.before(1), "cents": half, "reason": "苹果烂了半斤"}
        money.credit(spoiled, **given)
        money.refund(spoiled, **given, method=Method.CASHIER)
    goods = supplier_side(money_queries.book_of_order(trip.order)).charged
    money.set_bill(trip.order, goods, actor=secretary, now=trip.before(0.8))
    for holding in money_queries.holders_on(trip.order):
        missing = supplier_side(money_queries.book_of_order(trip.order)).missing
        to_cashier = min(holding.cents, missing)
        for handed_to, cents in ((HandedTo.CASHIER, to_cashier), (HandedTo.COMMUNITY, holding.cents - to_cashier)):
            if cents:
                money.hand_over(holding.user_id, handed_to, cents, actor=secretary, now=trip.before(0.6), order=trip.order)
    missing = supplier_side(money_queries.book_of_order(trip.order)).missing
    if missing:
        money.advance(trip.order, missing, actor=secretary, now=trip.before(0.5))
    money.close_order(trip.order, actor=secretary, now=trip.before(0.3))


def _at_the_doors(trip: _Trip, homes: Sequence[Household]) -> None:
    """Being handed out: some paid, one owes, one bag came back, one complains, one is still to be packed."""
    trip.gather(homes, wishes.AT_THE_DOORS, 27)
    trip.send(25, 3)
    trip.answer("鸡蛋", 22, Answer.SHORT, got="40")
    trip.answer("卫生纸", 22, Answer.REPLACED, price=2690, replaced_by="抽纸 10 包装")
    trip.answer_rest(21)
    trip.receive(2)
    first, second, third, fourth, fifth, *_rest = trip.requests
    building = fifth.household.building
    window: dict[str, Any] = {"starts_at": trip.before(0), "ends_at": trip.before(-2)}
    orders.plan_building(
        trip.order, building, HandOut.PICK_UP, f"{building.name}楼下", **window, actor=trip.place.secretary, now=trip.before(1.8)
    )
    for request, method in ((first, Method.CASH), (second, Method.WECHAT)):
        trip.deliver(request, 1.2)
        trip.pay(request, method, 1.1)
    trip.deliver(third, 1)
    money.owe(third, actor=trip.place.secretary, now=trip.before(0.9), cents=trip.due(third), reason="儿子周末来付")
    trip.go_out(fourth, 0.8)
    failed: dict[str, Any] = {"reason": FailureReason.NOBODY_HOME, "note": "敲门没人应，电话没接"}
    delivering.fail_delivery(fourth, actor=trip.worker(fourth), now=trip.before(0.6), **failed)
    trip.go_out(fifth, 0.3)
    said: dict[str, Any] = {"kind": ComplaintKind.BROKEN, "text": "鸡蛋碎了 3 个"}
    open_complaint(second, actor=public_actor(second.name, second.community_id), now=trip.before(0.2), **said)


def _half_answered(trip: _Trip, homes: Sequence[Household]) -> None:
    """With the supplier: one thing short, one missing, one replaced that two households are asked about, the rest open."""
    trip.gather(homes, wishes.HALF_ANSWERED, 4)
    trip.send(3, -20)
    trip.answer("鸡蛋", 1.5, Answer.SHORT, got="35")
    trip.answer("牛奶", 1.4, Answer.REPLACED, price=6490, replaced_by="纯牛奶 24 盒装（另一个牌子）")
    trip.answer("土豆", 1.2, Answer.MISSING)
    trip.answer("青菜", 1)


def _draft(trip: _Trip, homes: Sequence[Household]) -> None:
    trip.gather(homes, wishes.DRAFT, 1)
