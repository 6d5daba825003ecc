"""What one request costs and how it is paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts import queries as account_queries
from blueprints.accounts.rules import STAFF, Role
from blueprints.orders import queries as order_queries
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState, can_settle, shown_code
from blueprints.settlement import actions, blueprint, ledger, queries
from blueprints.settlement.forms import (
    ChargeForm,
    CreditForm,
    DiscountForm,
    GoodsForm,
    OneTapForm,
    OweForm,
    PayForm,
    RefundForm,
    WriteOffForm,
)
from blueprints.settlement.rules import Method, Sums, may
from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid, still_here
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import back_to

COLLECTORS = (Role.GRID_WORKER, Role.SECRETARY)
# What a secretary may enter beside payments: the form, the action.
_KEPT: dict[str, tuple[type[BaseForm], Callable[..., Any]]] = {
    "owe": (OweForm, actions.owe),
    "write_off": (WriteOffForm, actions.write_off),
    "credit": (CreditForm, actions.credit),
    "discount": (DiscountForm, actions.discount),
    "charge": (ChargeForm, actions.charge),
}
_FORMS = ("pay", "goods", "refund", *_KEPT)


@blueprint.get("/requests/<int:request_id>/money")
@requires(*STAFF)
def request_money(request_id: int) -> Any:
    return show(request_id)


@blueprint.post("/requests/<int:request_id>/money/pay")
@requires(*COLLECTORS)
def pay(request_id: int) -> Any:
    actor = current_actor()
    form = _pay_form(actor)

    def work(found: PurchaseRequest) -> None:
        holder = int(form.holder.data) if form.holder.data and actor.role != Role.GRID_WORKER else None
        given = {"method": Method(form.method.data), "cents": form.cents.data, "reason": form.reason.data}
        actions.pay(found, actor=actor, now=clock.now(), holder_id=holder, **given)

    return _enter(request_id, "pay", form, work, _("已记下收款。"), back_to(url_for("settlement.request_money", request_id=request_id)))


@blueprint.post("/requests/<int:request_id>/money/refund")
@requires(Role.SECRETARY)
def refund(request_id: int) -> Any:
    actor, form = current_actor(), RefundForm()
    form.refund_holder.choices = holders(actor)

    def work(found: PurchaseRequest) -> None:
        holder = int(form.refund_holder.data) if form.refund_holder.data else None
        given = {"method": Method(form.refund_method.data), "cents": form.refund_cents.data, "reason": form.refund_reason.data}
        actions.refund(found, actor=actor, now=clock.now(), holder_id=holder, **given)

    return _enter(request_id, "refund", form, work, _("已记下退款。"))


@blueprint.post("/requests/<int:request_id>/money/goods")
@requires(*COLLECTORS)
def goods(request_id: int) -> Any:
    actor, form = current_actor(), GoodsForm()

    def work(found: PurchaseRequest) -> None:
        actions.set_goods(found, actor=actor, now=clock.now(), cents=form.goods_cents.data)

    return _enter(request_id, "goods", form, work, _("货款已填好。"))


@blueprint.post("/requests/<int:request_id>/money/owe")
@requires(Role.SECRETARY)
def owe(request_id: int) -> Any:
    return _keep(request_id, "owe")


@blueprint.post("/requests/<int:request_id>/money/write-off")
@requires(Role.SECRETARY)
def write_off(request_id: int) -> Any:
    return _keep(request_id, "write_off")


@blueprint.post("/requests/<int:request_id>/money/discount")
@requires(Role.SECRETARY)
def discount(request_id: int) -> Any:
    return _keep(request_id, "discount")


@blueprint.post("/requests/<int:request_id>/money/credit")
@requires(Role.SECRETARY)
def credit(request_id: int) -> Any:
    return _keep(request_id, "credit")


@blueprint.post("/requests/<int:request_id>/money/charge")
@requires(Role.SECRETARY)
def charge(request_id: int) -> Any:
    return _keep(request_id, "charge")


@blueprint.post("/requests/<int:request_id>/money/settle")
@requires(Role.SECRETARY)
def settle(request_id: int) -> Any:
    actor = current_actor()

    def work(found: PurchaseRequest) -> None:
        actions.settle_alone(found, actor=actor, now=clock.now())

    return _enter(request_id, "settle", OneTapForm(), work, _("已结清。"))


def _keep(request_id: int, verb: str) -> Any:
    """One of the sums that only the secretary enters, with its reason."""
    form_type, action = _KEPT[verb]
    actor, form = current_actor(), form_type()

    def work(found: PurchaseRequest) -> None:
        action(found, actor=actor, now=clock.now(), cents=form[f"{verb}_cents"].data, reason=form[f"{verb}_reason"].data)

    return _enter(request_id, verb, form, work, _("已记下。"))


def _enter(
    request_id: int, verb: str, form: BaseForm, work: Callable[[PurchaseRequest], None], done: str, answer: str | None = None
) -> Any:
    """Check the form, do the work once, and show what became of it."""
    actor = current_actor()
    order_queries.request_at_hand(actor, request_id)
    if not form.validate():
        return show(request_id, sent={verb: form}, status=422)

    def tx() -> str:
        work(order_queries.request_at_hand(actor, request_id))
        return answer or url_for("settlement.request_money", request_id=request_id)

    try:
        url = submit_once(form, actor, tx)
    except Invalid as error:
        prefix = "" if verb == "pay" else f"{verb}_"
        form.add_error(error.message, f"{prefix}{error.field}" if error.field else None)
        return show(request_id, sent={verb: form}, status=422)
    except Conflict as error:
        return show(request_id, status=still_here(error))
    flash(done)
    return go_to(url)


def show(request_id: int, *, sent: dict[str, BaseForm] | None = None, status: int = 200) -> Any:
    """The page; `sent` holds the form that was just refused, with what was typed."""
    actor = current_actor()
    found = order_queries.request_at_hand(actor, request_id)
    account, order = queries.account_of(found), queries.order_of(found)
    sums = account.sums if account else Sums()
    book = queries.told_book(found)
    is_closed = order.closed_at is not None if order else found.state is RequestState.SETTLED
    context = {
        "purchase": found,
        "code": shown_code(actor, found.code, found),
        "order": order,
        "sums": sums,
        "book": book,
        "undone": {entry.reverses_id for entry in book},
        "is_closed": is_closed,
        "has_account": bool(book),
        "forms": dict.fromkeys(_FORMS) | _forms(actor, found, sums, order is not None, is_closed, book) | (sent or {}),
        "one_tap": lambda: OneTapForm(formdata=None),
        "may_reverse": lambda entry: not is_closed and actions.may_reverse(entry, actor) and not actions.is_reckoned(entry),
        "may_settle": order is None and sums.is_balanced and bool(book) and can_settle(actor, found),
        "sent": set(sent or ()),
    }
    return render_template("settlement/request.html", **context), status


def _forms(actor: Actor, found: PurchaseRequest, sums: Sums, on_order: bool, is_closed: bool, book: list[Any]) -> dict[str, BaseForm]:
    """The forms that make sense now; sums are filled in where they are known."""
    forms: dict[str, BaseForm] = {}
    still_open, keeps = max(0, sums.still_open), may("keep", actor)
    if may("collect", actor) and (sums.owed or (still_open and not is_closed)):
        forms["pay"] = _pay_form(actor, formdata=None, method=Method.CASH.value, cents=still_open or sums.owed)
    if is_closed:
        return forms
    if (
        may("collect", actor)
        and not on_order
        and found.state in (RequestState.BOUGHT, RequestState.OUT_FOR_DELIVERY, RequestState.DELIVERED)
    ):
        forms["goods"] = GoodsForm(formdata=None, goods_cents=sums.goods or None)
    if keeps and still_open:
        forms["owe"] = OweForm(formdata=None, owe_cents=still_open)
        forms["write_off"] = WriteOffForm(formdata=None, write_off_cents=still_open)
    if keeps and sums.due > 0:
        forms["credit"], forms["discount"] = CreditForm(formdata=None), DiscountForm(formdata=None)
    if keeps and on_order and found.state is not RequestState.CANCELLED:
        forms["charge"] = ChargeForm(formdata=None)
    if keeps and (too_much := min(-sums.still_open, ledger.money_taken(book))) > 0:
        forms["refund"] = RefundForm(formdata=None, refund_method=Method.CASH.value, refund_cents=too_much)
        forms["refund"].refund_holder.choices = holders(actor)
    return forms


def _pay_form(actor: Actor, **given: Any) -> PayForm:
    form = PayForm(**given)
    form.holder.choices = holders(actor)
    if not may("keep", actor):
        form.for_the_door()
    return form


def holders(actor: Actor) -> list[tuple[str, str]]:
    """Whose hands cash may be in: for a secretary everybody's of the community."""
    if actor.role == Role.GRID_WORKER or actor.community_id is None:
        return []
    return [(str(one.id), one.name) for one in account_queries.workers_of(actor.community_id)]
