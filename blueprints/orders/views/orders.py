"""The list of orders, and one of them: its items, its requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from flask import make_response, render_template, request

from blueprints.accounts.rules import STAFF
from blueprints.orders import blueprint, queries, rules
from blueprints.orders.forms.gathering import CancelForm, ChangeForm, JoinItemsForm, ListForm, OneTapForm, PlanForm
from blueprints.orders.gathered import Gathered
from blueprints.orders.history import told
from blueprints.orders.models import OrderEntry, OrderItem, PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.suppliers.windows import next_window
from core import clock, htmx
from core.forms import BaseForm
from core.permissions import current_actor, requires
from core.web import day_asked, row_id

GROUPS: dict[str, tuple[OrderState, ...]] = {"open": rules.OPEN, "all": tuple(OrderState)}


@blueprint.get("/orders")
@requires(*STAFF)
def orders() -> Any:
    actor, args = current_actor(), request.args
    state = args.get("state", "open")
    if state not in GROUPS and state not in set(OrderState):
        state = "open"
    form = ListForm(formdata=args)
    form.supplier.choices = [(str(one.id), one.name) for one in queries.suppliers_to_choose(actor)]
    narrow = {"supplier_id": args.get("supplier", type=row_id), "day": args.get("day", type=day_asked)}
    where = queries.order_filter(actor, states=GROUPS.get(state) or (OrderState(state),), **narrow)
    rows = queries.list_orders(where, after=_after(args.get("after", "")), limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    context = {
        "rows": shown,
        "next_after": _position(shown[-1].order) if len(rows) > queries.PAGE else None,
        "state": state,
        "states": OrderState,
        "counts": queries.count_by_state(queries.order_filter(actor, **narrow)),
        "form": form,
        "narrowed": any(narrow.values()),
        "may_gather": rules.may("gather", actor),
    }
    return htmx.render("orders/page.html", "orders/_list.html", **context)


@blueprint.get("/orders/<int:order_id>")
@requires(*STAFF)
def order_page(order_id: int) -> Any:
    return show(order_id)


@blueprint.get("/orders/<int:order_id>/entries")
@requires(*STAFF)
def entries(order_id: int) -> Any:
    return show_entries(order_id)


def show(order_id: int, *, sent: dict[str, BaseForm] | None = None, status: int = 200) -> Any:
    """The page of the items; `sent` holds the form that was just refused, to be shown again with what was typed."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    items = queries.items_of(order)
    context = {
        "order": order,
        "gathered": Gathered(items, queries.asked_by(order, actor), _listed(order, items)),
        "requests": queries.count_entries(order),
        "can": {verb: rules.may(verb, actor) and rules.is_allowed(verb, order.state) for verb in rules.TRANSITIONS},
        "forms": _forms(order) | (sent or {}),
        "one_tap": _one_tap,
        "history": told(queries.history_of(order)),
    }
    return make_response(render_template("orders/order.html", **context), status)


def show_entries(order_id: int, *, status: int = 200) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    context = {
        "order": order,
        "buildings": [(name, list(rows)) for name, rows in groupby(queries.entries_of(order, actor), key=_place)],
        "dropped": queries.dropped_entries_of(order, actor),
        "can_gather": rules.can_gather(actor, order),
        "one_tap": _one_tap,
    }
    return make_response(render_template("orders/entries.html", **context), status)


def _listed(order: PurchaseOrder, items: list[OrderItem]) -> set[int]:
    picked = {line.request_line.price_item_id for item in items for line in item.lines}
    return queries.listed_by(order.supplier_id, {one for one in picked if one is not None})


def _place(entry: OrderEntry) -> str:
    building = entry.request.household.building
    return building.estate.name + building.name


def _forms(order: PurchaseOrder) -> dict[str, BaseForm]:
    plan = PlanForm(formdata=None, **_arrival(order))
    change = ChangeForm(formdata=None, fee=order.fee, note=order.note)
    return {"plan": plan, "change": change, "cancel": CancelForm(formdata=None), "join": JoinItemsForm(formdata=None)}


def _arrival(order: PurchaseOrder) -> dict[str, Any]:
    """What is planned, else the supplier's next window."""
    begin, until = order.arrives_from, order.arrives_until
    if begin is None or until is None:
        window = next_window(order.supplier, clock.now())
        if window is None:
            return {}
        begin, until = window.starts_at, window.ends_at
    return {"day": clock.day_of(begin), "begin": clock.local(begin).time(), "until": clock.local(until).time()}


def _one_tap() -> OneTapForm:
    return OneTapForm(formdata=None)


def _position(order: PurchaseOrder) -> str:
    micros = (order.created_at - datetime.fromtimestamp(0, clock.SHANGHAI)) // timedelta(microseconds=1)
    return f"{micros}-{order.id}"


def _after(text: str) -> tuple[datetime, int] | None:
    """The position in ?after=1700000000000000-42: microseconds, id."""
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        return None
    return datetime.fromtimestamp(0, clock.SHANGHAI) + timedelta(microseconds=min(int(parts[0]), 4 * 10**15)), int(parts[1])
