"""What money puts into the pages of earlier slices."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.orders.bags import ToPay
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.settlement import queries
from blueprints.settlement.forms import OneTapForm
from blueprints.settlement.rules import AT_HAND, Sums, can_complain, may
from core import slots
from core.actors import Actor


def money_of_request(actor: Actor, request: PurchaseRequest) -> Markup | None:
    """What is due, and one tap to take it; nothing while nothing can be due yet."""
    return money_of_requests(actor, [request], is_alone=True).get(request.id)


def money_of_requests(actor: Actor, requests: Collection[PurchaseRequest], *, is_alone: bool = False) -> dict[int, Markup]:
    """The same for a list: request → Markup. One query."""
    communities = {request.community_id for request in requests}
    accounts = {}
    for community_id in communities:
        accounts |= queries.accounts_of(community_id, [one.id for one in requests if one.community_id == community_id])
    told = {}
    for one in requests:
        account = accounts.get(one.id)
        if account is None and one.state not in AT_HAND:
            continue
        context = {
            "purchase": one,
            "sums": account.sums if account else Sums(),
            "has_account": account is not None,
            "may_take": may("collect", actor) and (one.state in AT_HAND if is_alone else one.state is RequestState.OUT_FOR_DELIVERY),
            "is_alone": is_alone,
            "one_tap": OneTapForm(formdata=None),
        }
        told[one.id] = slots.part("settlement/_request.html", **context)
    return told


def complaints_of_request(actor: Actor, request: PurchaseRequest) -> Markup:
    """What the household said was wrong, and the way to write it down for them."""
    context = {"complaints": queries.complaints_of(request), "may": can_complain(actor, request), "purchase": request}
    return slots.part("settlement/_request_complaints.html", **context)


def purse_card(actor: Actor, user: User) -> Markup | None:
    """How much cash somebody should hold: on the own page, and for the secretary on theirs."""
    if user.role not in (Role.GRID_WORKER, Role.SECRETARY):
        return None
    is_mine = user.id == actor.user_id
    if not is_mine and actor.role == Role.GRID_WORKER:
        return None
    return slots.part("settlement/_purse.html", user=user, cents=queries.purse_of(user.id), is_mine=is_mine)


def money_of_bags(actor: Actor, request_ids: Collection[int]) -> dict[int, ToPay]:
    """What the labels and the pick-up desk say is still to be paid, and what was promised or let off instead."""
    told = queries.sums_of(actor, request_ids)
    return {number: ToPay(sums.still_open, sums.due, sums.owed, sums.written_off) for number, sums in told.items()}


slots.fill("bag_money", money_of_bags)
slots.fill("request_money", money_of_request)
slots.fill("requests_money", money_of_requests)
slots.fill("request_order", complaints_of_request, order=60)
slots.fill("user_card", purse_card, order=20)
