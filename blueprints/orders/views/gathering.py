"""Approved requests onto an order: a new one, or a draft there is; and off it again."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.forms.gathering import AskForm, OneTapForm, OpenForm
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.views.orders import show, show_entries
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.queries import requests_in_scope
from blueprints.suppliers.models import Supplier
from blueprints.suppliers.rules import KIND_FOR
from core import clock
from core.actors import Actor
from core.errors import Conflict, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

_TOLD = 8  # how many that could not join are told one by one


@blueprint.get("/orders/new")
@requires(Role.SECRETARY)
def new_order() -> Any:
    return _ask(AskForm(formdata=request.args), OneTapForm(formdata=None), 200)


@blueprint.post("/orders")
@requires(Role.SECRETARY)
def open_order() -> Any:
    form, actor, ids = OpenForm(), current_actor(), ticked()
    suppliers = _offer(form, actor)
    if not form.validate():
        return _ask(form, form, 422)
    if not ids:
        form.add_error(_("请至少勾选一张代购单。"))
        return _ask(form, form, 422)
    refused: actions.Refusals = []

    def work() -> str:
        order = actions.open_order(
            actor=actor,
            now=clock.now(),
            supplier=queries.supplier_to_choose(actor, int(form.supplier.data)),
            kind=_kind(form, suppliers),
            estate=queries.estate_to_choose(actor, int(form.estate.data)) if form.estate.data else None,
            cut_off_at=form.until.data,
        )
        refused[:] = put_them_on(order, ids, actor)
        return url_for("orders.order_page", order_id=order.id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _ask(form, form, still_here(error))
    tell(refused)
    return go_to(url)


@blueprint.get("/orders/<int:order_id>/joining")
@requires(Role.SECRETARY)
def joining(order_id: int) -> Any:
    return _show_joining(order_id, OneTapForm(formdata=None), 200)


@blueprint.post("/orders/<int:order_id>/join")
@requires(Role.SECRETARY)
def join(order_id: int) -> Any:
    form, actor, ids = OneTapForm(), current_actor(), ticked()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return _show_joining(order_id, form, 422)
    if not ids:
        form.add_error(_("请至少勾选一张代购单。"))
        return _show_joining(order_id, form, 422)
    refused: actions.Refusals = []

    def work() -> str:
        refused[:] = put_them_on(queries.order_in_scope(actor, order_id, lock=True), ids, actor)
        return url_for("orders.order_page", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return show(order_id, status=still_here(error))
    tell(refused)
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/requests/<int:request_id>/leave")
@requires(Role.SECRETARY)
def leave(order_id: int, request_id: int) -> Any:
    form, actor = OneTapForm(), current_actor()
    queries.request_on(queries.order_in_scope(actor, order_id), request_id)
    if not form.validate():
        return show_entries(order_id, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        found = queries.request_on(order, request_id, lock=True)
        actions.leave_order(order, found, actor=actor, now=clock.now())
        return url_for("orders.entries", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return show_entries(order_id, status=still_here(error))
    flash(_("已移出，这张代购单可以放进别的采购单。"))
    return go_to(url)


def kind_of(supplier: Supplier) -> RequestKind:
    """What is mostly bought there."""
    return next(kind for kind, known in KIND_FOR.items() if known is supplier.kind)


def estates_served(supplier: Supplier, community_id: int | None) -> set[int] | None:
    """Ids of the estates of this community it comes to; None: all of them."""
    areas = [area.estate_id for area in supplier.areas if area.community_id == community_id]
    return None if None in areas else {estate_id for estate_id in areas if estate_id is not None}


def put_them_on(order: PurchaseOrder, ids: list[int], actor: Actor) -> actions.Refusals:
    """Raises Conflict when not one of them could join, so that no empty order is left behind."""
    found = requests_in_scope(actor, ids)
    refused = actions.join_requests(order, found, actor=actor, now=clock.now())
    if len(refused) == len(found):
        raise Conflict(_("一张也没有加进来。") + _named(refused))
    return refused


def _named(refused: actions.Refusals) -> str:
    named = " ".join(f"{one.household.address}（{one.name}）{reason}。" for one, reason in refused[:_TOLD])
    more = _("……另有 %(number)s 张。", number=len(refused) - _TOLD) if len(refused) > _TOLD else ""
    return named + more


def tell(refused: actions.Refusals) -> None:
    if refused:
        flash(_("%(number)s 张没有加进来：", number=len(refused)) + _named(refused), "warn")


def ticked() -> list[int]:
    return [int(raw) for raw in request.form.getlist("ids") if raw.isascii() and raw.isdigit() and len(raw) < 16]


def _offer(form: AskForm, actor: Actor) -> list[Supplier]:
    suppliers = queries.suppliers_to_choose(actor)
    form.supplier.choices = [(str(one.id), one.name) for one in suppliers]
    form.estate.choices = [(str(one.id), one.name) for one in queries.estates_to_choose(actor)]
    return suppliers


def _chosen(form: AskForm, suppliers: list[Supplier]) -> Supplier | None:
    """The supplier asked for, the only one there is, or none yet."""
    only = suppliers[0] if len(suppliers) == 1 and not form.supplier.data else None
    return next((one for one in suppliers if str(one.id) == form.supplier.data), only)


def _kind(form: AskForm, suppliers: list[Supplier]) -> RequestKind:
    if form.kind.data in set(RequestKind):
        return RequestKind(form.kind.data)
    supplier = _chosen(form, suppliers)
    return kind_of(supplier) if supplier else RequestKind.GROCERIES


def _ask(asked: AskForm, form: Any, status: int) -> Any:
    actor = current_actor()
    suppliers = _offer(asked, actor)
    supplier = _chosen(asked, suppliers)
    waiting: list[PurchaseRequest] = []
    if supplier is not None:
        asked.supplier.data, asked.kind.data = str(supplier.id), _kind(asked, suppliers).value
        waiting = _fitting(actor, supplier, RequestKind(asked.kind.data), asked.estate.data, asked.until.data)
    chosen = set(ticked()) if request.method == "POST" else {one.id for one in waiting}
    context = {
        "asked": asked,
        "form": form,
        "suppliers": [] if supplier else _with_waiting(actor, suppliers),
        "supplier": supplier,
        "narrowed": any(request.values.get(name) for name in ("estate", "kind", "until")),
        "waiting": waiting,
        "ticked": chosen,
    }
    return make_response(render_template("orders/new.html", **context), status)


def _with_waiting(actor: Actor, suppliers: list[Supplier]) -> list[tuple[Supplier, int]]:
    """Each with the number of requests that wait for one of its kind where it comes."""
    counts = queries.waiting_by_kind(actor)
    found = []
    for supplier in suppliers:
        served, kind = estates_served(supplier, actor.community_id), kind_of(supplier)
        number = sum(many for (of_kind, estate), many in counts.items() if of_kind is kind and (served is None or estate in served))
        found.append((supplier, number))
    return found


def _fitting(actor: Actor, supplier: Supplier, kind: RequestKind, estate: str | None, until: Any) -> list[PurchaseRequest]:
    """What waits, is of this kind, and stands where the supplier comes."""
    served = estates_served(supplier, actor.community_id)
    if estate and estate.isdigit():
        served = {int(estate)} if served is None else served & {int(estate)}
    return queries.waiting_requests(actor, kinds=[kind], estate_ids=served, approved_until=until)


def _show_joining(order_id: int, form: OneTapForm, status: int) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    everything = request.args.get("all") == "1"
    if everything:
        waiting = queries.waiting_requests(actor)
    else:
        waiting = _fitting(actor, order.supplier, order.kind, str(order.estate_id or ""), None)
    context = {"order": order, "form": form, "waiting": waiting, "ticked": set(ticked()), "everything": everything}
    return make_response(render_template("orders/joining.html", **context), status)
