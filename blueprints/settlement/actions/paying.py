"""What is due for a request, what the household pays or gets back, and what is left open for good or for later."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders.models import OrderLine
from blueprints.purchases.models import PurchaseRequest
from blueprints.settlement import ledger, queries
from blueprints.settlement.actions import book
from blueprints.settlement.actions.book import Matter
from blueprints.settlement.models import Complaint, MoneyEntry
from blueprints.settlement.rules import AT_HAND, AT_THE_DOOR, FOR_PAYMENT, FOR_REFUND, HELD, EntryKind, Method, may
from core.actors import Actor
from core.errors import Conflict, Invalid, Refused
from core.money import MOST, yuan

_PROMISES = (EntryKind.OWED, EntryKind.WRITE_OFF, EntryKind.PAYMENT)  # what gives way when less is due; of payments only free ones


def pay(
    request: PurchaseRequest, *, actor: Actor, now: datetime, method: Method, cents: int, holder_id: int | None = None, reason: str = ""
) -> list[MoneyEntry]:
    """The household pays; never more than is open. What was to be paid later may be paid also after closing.

    Cash is in the hands of `holder_id`, by default of whoever enters it.
    """
    book.check_role("collect", actor)
    matter = book.matter_of(request)
    _check_method(method, FOR_PAYMENT if may("keep", actor) else AT_THE_DOOR, reason)
    owed, still_open = matter.account.owed, max(0, matter.account.sums.still_open)
    if matter.is_closed and not owed:
        raise book.closed(matter.order)
    _check_no_more(cents, still_open + owed, _("这一单已经收齐了，不能再收。"), _("最多只能再收 %(most)s 元，可能有人刚刚收过了。"))
    if method is Method.CASHIER and (matter.order is None or matter.is_closed):
        raise Invalid(_("这笔钱没有超市收银员可以收，请选别的方式。"), field="method")
    drafts = []
    if cents > still_open:
        why = _("补交了欠款")
        drafts += ledger.give_way(matter.entries(), cents - still_open, why, kinds=(EntryKind.OWED,), after_close=matter.is_closed)
    drafts.append(matter.draft(EntryKind.PAYMENT, cents, method=method, holder_id=_holder(method, holder_id, actor), reason=reason))
    return _write(matter, drafts, actor, now)


def refund(
    request: PurchaseRequest, *, actor: Actor, now: datetime, method: Method, cents: int, reason: str, holder_id: int | None = None
) -> list[MoneyEntry]:
    """Give back what was paid too much."""
    book.check_role("keep", actor)
    matter = book.matter_of(request)
    matter.check_open()
    _check_method(method, FOR_REFUND, reason)
    _check_reason(reason)
    too_much = min(max(0, -matter.account.sums.still_open), ledger.money_taken(matter.entries()))
    _check_no_more(cents, too_much, _("这一单没有多收钱，不用退。要少收，请先写“减收”。"), _("只多收了 %(most)s 元，不能退更多。"))
    if method is Method.CASHIER and matter.order is None:
        raise Invalid(_("这一单没有超市收银员，请选别的方式。"), field="method")
    draft = matter.draft(EntryKind.REFUND, cents, method=method, holder_id=_holder(method, holder_id, actor), reason=reason)
    return _write(matter, [draft], actor, now)


def owe(request: PurchaseRequest, *, actor: Actor, now: datetime, cents: int, reason: str = "") -> list[MoneyEntry]:
    """It is agreed that they pay later."""
    return _leave(EntryKind.OWED, request, actor, now, cents, reason)


def write_off(request: PurchaseRequest, *, actor: Actor, now: datetime, cents: int, reason: str) -> list[MoneyEntry]:
    """It will never be paid, and that is accepted."""
    _check_reason(reason)
    return _leave(EntryKind.WRITE_OFF, request, actor, now, cents, reason)


def _leave(kind: EntryKind, request: PurchaseRequest, actor: Actor, now: datetime, cents: int, reason: str) -> list[MoneyEntry]:
    book.check_role("keep", actor)
    matter = book.matter_of(request)
    matter.check_open()
    most = max(0, matter.account.sums.still_open)
    _check_no_more(cents, most, _("这一单没有还没收的钱。"), _("还没收的只有 %(most)s 元。"))
    return _write(matter, [matter.draft(kind, cents, reason=reason)], actor, now)


def discount(request: PurchaseRequest, *, actor: Actor, now: datetime, cents: int, reason: str) -> list[MoneyEntry]:
    return _lower(EntryKind.DISCOUNT, request, actor, now, cents, reason, None, None)


def credit(
    request: PurchaseRequest,
    *,
    actor: Actor,
    now: datetime,
    cents: int,
    reason: str,
    line: OrderLine | None = None,
    complaint: Complaint | None = None,
) -> list[MoneyEntry]:
    """Less is due, because something was missing, broken or went back. What was paid for it is then to be refunded."""
    return _lower(EntryKind.CREDIT, request, actor, now, cents, reason, line, complaint)


def _lower(
    kind: EntryKind,
    request: PurchaseRequest,
    actor: Actor,
    now: datetime,
    cents: int,
    reason: str,
    line: OrderLine | None,
    complaint: Complaint | None,
) -> list[MoneyEntry]:
    book.check_role("keep", actor)
    _check_reason(reason)
    matter = book.matter_of(request)
    matter.check_open()
    _check_no_more(cents, matter.account.sums.due, _("这一单没有应收的钱。"), _("应收只有 %(most)s 元，不能减更多。"))
    ids = {"line_id": line.id if line else None, "complaint_id": complaint.id if complaint else None}
    drafts = [matter.draft(kind, cents, reason=reason, **ids)]
    too_much = cents - matter.account.sums.still_open
    if too_much > 0:
        drafts += ledger.give_way(matter.entries(), too_much, reason, kinds=_PROMISES)
    return _write(matter, drafts, actor, now)


def charge(request: PurchaseRequest, *, actor: Actor, now: datetime, cents: int, reason: str) -> list[MoneyEntry]:
    """More is due than was reckoned: the price was read wrongly, something was left off the list."""
    book.check_role("keep", actor)
    _check_reason(reason)
    matter = book.matter_of(request)
    matter.check_open()
    _check_at_hand(matter)
    _check_no_more(cents, MOST - matter.account.goods, _("货款太大了，请检查。"), _("最多 %(most)s 元。"))
    return _write(matter, [matter.draft(EntryKind.GOODS, cents, reason=reason)], actor, now)


def set_goods(request: PurchaseRequest, *, actor: Actor, now: datetime, cents: int) -> list[MoneyEntry]:
    """What was paid over the counter, for a request without an order. Once money is taken only the secretary changes it."""
    book.check_role("collect", actor)
    matter = book.matter_of(request)
    matter.check_open()
    if matter.order is not None or queries.stands_on_an_order(request):
        raise Conflict(_("这一单在采购单上，货款按到货的数量和价钱算。"))
    _check_at_hand(matter)
    if matter.account.sums.net_paid and actor.role == Role.GRID_WORKER:
        raise Conflict(_("已经收过钱了，货款要请社区书记改。"))
    why = _("货款重新填写")
    former = [entry for entry in ledger.standing(matter.entries()) if entry.kind is EntryKind.GOODS]
    drafts = [ledger.opposite(entry, why) for entry in former] + [matter.draft(EntryKind.GOODS, cents)]
    too_much = sum(entry.cents for entry in former) - cents - matter.account.sums.still_open
    if too_much > 0:
        drafts += ledger.give_way(matter.entries(), too_much, why, kinds=_PROMISES)
    return _write(matter, drafts, actor, now)


def clear_taken_back(request: PurchaseRequest, *, actor: Actor, now: datetime, reason: str) -> None:
    """The goods went back: nothing is due any more. What was paid for them is then to be refunded."""
    due = queries.account_of(request)
    if due is not None and due.sums.due > 0:
        _lower(EntryKind.CREDIT, request, actor, now, due.sums.due, reason, None, None)


def _write(matter: Matter, drafts: list[ledger.Draft], actor: Actor, now: datetime) -> list[MoneyEntry]:
    return book.write(drafts, community_id=matter.request.community_id, actor=actor, now=now)


def _holder(method: Method, holder_id: int | None, actor: Actor) -> int | None:
    if method not in HELD:
        return None
    if actor.role == Role.GRID_WORKER and holder_id not in (None, actor.user_id):
        raise Refused
    holder = holder_id or actor.user_id
    if holder is None:
        raise Invalid(_("请选现金在谁手上。"), field="holder")
    return holder


def _check_method(method: Method, allowed: tuple[Method, ...], reason: str) -> None:
    if method not in allowed:
        raise Invalid(_("请从列出的方式中选一个。"), field="method")
    if method is Method.FREE and not reason.strip():
        raise Invalid(_("请写明为什么免费。"), field="reason")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("请写明原因。"), field="reason")


def _check_at_hand(matter: Matter) -> None:
    if matter.request.state not in AT_HAND:
        raise Conflict(_("东西还没有买好，没有应收的钱。"))


def _check_no_more(cents: int, most: int, nothing: str, less: str) -> None:
    """`nothing` is said where there is none at all, `less` where there is less."""
    if cents <= 0:
        raise Invalid(_("金额要大于 0。"), field="cents")
    if cents > most:
        raise Invalid(nothing if most <= 0 else less % {"most": yuan(most)}, field="cents")
