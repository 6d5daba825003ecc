"""The account of one order, and what keeps it from closing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from blueprints.accounts.models import User
from blueprints.orders.models import OrderEntry, PurchaseOrder
from blueprints.places.models import Building, Household
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.settlement import balance, ledger
from blueprints.settlement.balance import Problem
from blueprints.settlement.models import Complaint, Holding, MoneyEntry, RequestAccount
from blueprints.settlement.queries.books import book_of_order
from blueprints.settlement.rules import EntryKind, HandedTo, Method, Sums
from blueprints.settlement.words import problem_told
from core.database import db

_DONE = (RequestState.DELIVERED, RequestState.SETTLED)


def requests_on(order: PurchaseOrder, *, lock: bool = False) -> list[PurchaseRequest]:
    """The requests that stand on it, in the order of their ids."""
    on_it = sa.select(OrderEntry.request_id).where(
        OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None)
    )
    statement = (
        sa.select(PurchaseRequest)
        .where(PurchaseRequest.community_id == order.community_id, PurchaseRequest.id.in_(on_it))
        .order_by(PurchaseRequest.id)
    )
    if lock:
        statement = statement.with_for_update()
    return list(db.session.execute(statement, execution_options={"populate_existing": lock}).scalars())


@dataclass(frozen=True)
class Line:
    """A request on an order, with its account."""

    entry: OrderEntry
    sums: Sums
    methods: dict[Method, int]

    @property
    def request(self) -> PurchaseRequest:
        return self.entry.request


def lines_of(order: PurchaseOrder, book: list[MoneyEntry]) -> list[Line]:
    """Every request on it by bag number (walking order), with what it is charged and how it was paid. Two queries."""
    statement = (
        sa.select(OrderEntry)
        .join(OrderEntry.request)
        .join(PurchaseRequest.household)
        .join(Household.building)
        .options(contains_eager(OrderEntry.request).contains_eager(PurchaseRequest.household).contains_eager(Household.building))
        .where(OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None))
        .order_by(OrderEntry.bag_number.is_(None), OrderEntry.bag_number, Building.sort_key, Household.sort_key, OrderEntry.id)
    )
    sums = sums_on(order)
    by_request: dict[int, list[MoneyEntry]] = {}
    for entry in book:
        if entry.request_id is not None:
            by_request.setdefault(entry.request_id, []).append(entry)
    return [
        Line(one, sums.get(one.request_id, Sums()), ledger.by_method(by_request.get(one.request_id, ())))
        for one in db.session.scalars(statement)
    ]


def sums_on(order: PurchaseOrder) -> dict[int, Sums]:
    """request → its sums, from the accounts kept beside the book."""
    statement = (
        sa.select(RequestAccount)
        .where(RequestAccount.community_id == order.community_id, RequestAccount.order_id == order.id)
        .order_by(RequestAccount.request_id)
    )
    rows = db.session.execute(statement, execution_options={"populate_existing": True}).scalars()
    return {row.request_id: row.sums for row in rows}


def holders_on(order: PurchaseOrder) -> list[Holding]:
    """Who collected cash at this order, and what became of it."""
    statement = (
        sa.select(Holding)
        .join(Holding.user)
        .options(contains_eager(Holding.user))
        .where(Holding.community_id == order.community_id, Holding.order_id == order.id)
        .order_by(User.name, Holding.id)
    )
    return list(db.session.execute(statement, execution_options={"populate_existing": True}).scalars())


def handed_on(book: list[MoneyEntry]) -> dict[tuple[int, HandedTo], int]:
    """(holder, to whom) → cents, of the entries of an order."""
    sums: dict[tuple[int, HandedTo], int] = {}
    for entry in book:
        if entry.kind is EntryKind.HAND_OVER and entry.holder_id is not None and entry.handed_to is not None:
            key = (entry.holder_id, entry.handed_to)
            sums[key] = sums.get(key, 0) + entry.effect
    return sums


def open_complaints_on(order: PurchaseOrder) -> list[Complaint]:
    """Of the order itself or of a request on it."""
    on_it = sa.select(OrderEntry.request_id).where(
        OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None)
    )
    statement = (
        sa.select(Complaint)
        .options(joinedload(Complaint.request))
        .where(
            Complaint.community_id == order.community_id,
            Complaint.closed_at.is_(None),
            sa.or_(Complaint.order_id == order.id, Complaint.request_id.in_(on_it)),
        )
        .order_by(Complaint.id)
    )
    return list(db.session.scalars(statement))


def open_complaints_of(request: PurchaseRequest) -> list[Complaint]:
    statement = sa.select(Complaint).where(
        Complaint.community_id == request.community_id, Complaint.request_id == request.id, Complaint.closed_at.is_(None)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Trouble:
    """What keeps an order from closing, with whom it is about."""

    problem: Problem
    request: PurchaseRequest | None = None
    user: User | None = None
    bag_number: int | None = None

    @property
    def sentence(self) -> str:
        return problem_told(self)


@dataclass(frozen=True)
class Spot:
    """Troubles that one visit to the same page mends: a bag that is neither delivered nor paid is one errand."""

    first: Trouble
    sentences: tuple[str, ...]


def spots_of(troubles: list[Trouble]) -> list[Spot]:
    """One for each request (complaints apart: they are closed on a page of their own), person and supplier."""
    together: dict[object, list[Trouble]] = {}
    for place, one in enumerate(troubles):
        is_joined = one.problem.request_id is not None and one.problem.complaint_id is None
        together.setdefault(("request", one.problem.request_id) if is_joined else place, []).append(one)
    return [Spot(found[0], tuple(one.sentence for one in found)) for found in together.values()]


def problems_of(order: PurchaseOrder, book: list[MoneyEntry] | None = None) -> list[Trouble]:
    """Why it cannot be closed; empty when it can."""
    requests = {one.id: one for one in requests_on(order)}
    holders = holders_on(order)
    state = balance.State(
        accounts={**{request_id: Sums() for request_id in requests}, **sums_on(order)},
        delivered={one.id for one in requests.values() if one.state in _DONE},
        gone={one.id for one in requests.values() if one.state is RequestState.CANCELLED},
        in_hands={one.user_id: one.cents for one in holders},
        complaints=[(one.id, one.request_id) for one in open_complaints_on(order)],
        supplier=ledger.supplier_side(book if book is not None else book_of_order(order)),
    )
    users = {one.user_id: one.user for one in holders}
    bags = bag_numbers(order)
    return [
        Trouble(one, requests.get(one.request_id or 0), users.get(one.user_id or 0), bags.get(one.request_id or 0))
        for one in balance.problems(state)
    ]


def bag_numbers(order: PurchaseOrder) -> dict[int, int | None]:
    statement = sa.select(OrderEntry.request_id, OrderEntry.bag_number).where(
        OrderEntry.community_id == order.community_id, OrderEntry.order_id == order.id, OrderEntry.dropped_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
