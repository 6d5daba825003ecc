"""The one way into the book: entries are added, the sums beside them move in the same transaction, and it is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.settlement import ledger, queries
from blueprints.settlement.ledger import Draft
from blueprints.settlement.models import Holding, MoneyEntry, RequestAccount
from blueprints.settlement.rules import EntryKind, HandedTo, may
from core import audit, clock
from core.actors import Actor
from core.database import db
from core.errors import Conflict, Invalid, Refused
from core.money import yuan

_TAKEN_BACK = {True: "money.reversed", False: "money.entered"}


@dataclass
class Matter:
    """A request with its order and its account, both locked: what most verbs are about."""

    request: PurchaseRequest
    order: PurchaseOrder | None
    account: RequestAccount

    @property
    def is_closed(self) -> bool:
        if self.order is not None:
            return self.order.state is OrderState.CLOSED
        return self.request.state is RequestState.SETTLED

    def check_open(self) -> None:
        if self.is_closed:
            raise closed(self.order)

    def draft(self, kind: EntryKind, cents: int, **given: Any) -> Draft:
        order_id, supplier_id = (self.order.id, self.order.supplier_id) if self.order else (None, None)
        values = {"order_id": order_id, "supplier_id": supplier_id, "after_close": self.is_closed, **given}
        return Draft(kind=kind, cents=cents, request_id=self.request.id, **values)

    def entries(self) -> list[MoneyEntry]:
        return queries.book_of_request(self.request)


def closed(order: PurchaseOrder | None) -> Conflict:
    if order is not None and order.closed_by and order.closed_at:
        name, time = order.closed_by.name, clock.stamp(order.closed_at)
        return Conflict(
            _("这张采购单已由%(name)s于%(time)s结账，账目不能再改，只能更正。", name=name, time=time), by=name, at=order.closed_at
        )
    return Conflict(_("这一单已经结清，账目不能再改，只能更正。"))


def check_role(what: str, actor: Actor) -> None:
    if not may(what, actor):
        raise Refused


def matter_of(request: PurchaseRequest) -> Matter:
    """Take hold of it: first the order, then the account, and nobody else changes either meanwhile."""
    order = queries.order_of(request)
    if order is not None:
        order = queries.locked_order(order.id)
    account = queries.locked_accounts(request.community_id, [request.id])[request.id]
    return Matter(request, order, account)


def write(drafts: Sequence[Draft], *, community_id: int, actor: Actor, now: datetime) -> list[MoneyEntry]:
    """Add the entries and move accounts, purses and holdings; all or nothing.

    Raises Invalid where a sum would fall below zero. The order, where there is one, is locked already.
    """
    if any(draft.handed_to is HandedTo.SHOP and draft.order_id is not None and draft.reverses_id is None for draft in drafts):
        raise Invalid(_("采购单的现金只能交给收银员或者社区。"), field="handed_to")  # else it would be gone, and nobody has had it
    accounts = queries.locked_accounts(community_id, [draft.request_id for draft in drafts if draft.request_id is not None])
    with db.session.no_autoflush:  # nothing reaches the database before every sum has been looked at
        _move_accounts(accounts, drafts)
        _move_cash(drafts, community_id)
    entries = [_entry(draft, community_id, actor, now) for draft in drafts]
    db.session.add_all(entries)
    db.session.flush()
    audit.record_many(
        actor,
        [
            {
                "action": _TAKEN_BACK[draft.reverses_id is not None],
                "entity_type": MoneyEntry.__tablename__,
                "entity_id": entry.id,
                "before": {},
                "after": {name: value for name, value in vars(draft).items() if value not in (None, "", False)},
            }
            for draft, entry in zip(drafts, entries, strict=True)
        ],
        now=now,
        community_id=community_id,
    )
    return entries


def _entry(draft: Draft, community_id: int, actor: Actor, now: datetime) -> MoneyEntry:
    return MoneyEntry(
        **vars(draft),
        community_id=community_id,
        at=now,
        day=clock.day_of(now),
        entered_by_id=actor.user_id,
        entered_by_name=actor.name,
    )


def _move_accounts(accounts: dict[int, RequestAccount], drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if draft.request_id is not None and (column := ledger.COLUMN.get(draft.kind)):
            account = accounts[draft.request_id]
            setattr(account, column, getattr(account, column) + draft.effect)
            account.order_id = draft.order_id
    for account in accounts.values():
        sums = account.sums
        if min(vars(sums).values()) < 0 or sums.due < 0:
            raise Invalid(_("这样算下来，应收会变成负数。请先看看下面的记录。"))
        if sums.net_paid < 0:
            raise Invalid(_("退的钱比收的多。请先看看下面的记录。"))


def _move_cash(drafts: Sequence[Draft], community_id: int) -> None:
    moves = [(draft.holder_id, draft.order_id, *ledger.in_hands(draft)) for draft in drafts if draft.holder_id is not None]
    moves = [move for move in moves if move[2] or move[3]]
    holders = {holder_id for holder_id, *_rest in moves}
    purses = queries.locked_purses(community_id, holders)
    holdings = queries.locked_holdings(community_id, holders, {order_id for _holder, order_id, *_rest in moves})
    for holder_id, order_id, collected, handed in moves:
        key = (holder_id, order_id)
        if key not in holdings:
            holdings[key] = Holding(community_id=community_id, user_id=holder_id, order_id=order_id, collected=0, handed=0)
            db.session.add(holdings[key])
        holdings[key].collected += collected
        holdings[key].handed += handed
        purses[holder_id].cents += collected - handed
    for (holder_id, _order), holding in holdings.items():
        if holding.cents < 0 or holding.handed < 0:
            name = purses[holder_id].user.name
            told = _("%(name)s手上没有这么多这一单的现金，差 %(cents)s 元。", name=name, cents=yuan(-min(holding.cents, holding.handed)))
            gives_back = any(draft.kind is EntryKind.REFUND and draft.reverses_id is None for draft in drafts)
            raise Invalid(told + _("请换一种退法，例如微信。") if gives_back else told)
