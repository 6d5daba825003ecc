"""The account of one order: who paid what, where the money is, the supplier's bill, and closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import queries as order_queries
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState, can_close
from blueprints.settlement import actions, blueprint, ledger, queries, sheets
from blueprints.settlement.forms import AdvanceForm, BillForm, OneTapForm
from blueprints.settlement.rules import EntryKind, may
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.excel import workbook_response
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

READERS = (Role.SECRETARY, Role.OFFICER)


@blueprint.get("/orders/<int:order_id>/account")
@requires(*READERS)
def order_account(order_id: int) -> Any:
    return _show(order_id)


@blueprint.get("/orders/<int:order_id>/account.xlsx")
@requires(*READERS)
def order_account_sheet(order_id: int) -> Any:
    order = order_queries.order_in_scope(current_actor(), order_id)
    name = _("%(number)s %(supplier)s 账目", number=order.number, supplier=order.supplier.name)
    return workbook_response(name, sheets.account_sheets(order, queries.told_book_of_order(order)))


@blueprint.post("/orders/<int:order_id>/account/bill")
@requires(Role.SECRETARY)
def set_bill(order_id: int) -> Any:
    form = BillForm()
    actor = current_actor()
    return _enter(
        order_id, "bill", form, lambda order: actions.set_bill(order, form.bill_cents.data, actor=actor, now=clock.now()), _("账单已填好。")
    )


@blueprint.post("/orders/<int:order_id>/account/advance")
@requires(Role.SECRETARY)
def advance(order_id: int) -> Any:
    form, actor = AdvanceForm(), current_actor()

    def work(order: PurchaseOrder) -> None:
        actions.advance(order, form.advance_cents.data, actor=actor, now=clock.now(), reason=form.advance_reason.data)

    return _enter(order_id, "advance", form, work, _("垫付已记下。"))


@blueprint.post("/orders/<int:order_id>/account/close")
@requires(Role.SECRETARY)
def close_order(order_id: int) -> Any:
    actor = current_actor()
    return _enter(
        order_id,
        "close",
        OneTapForm(),
        lambda order: actions.close_order(order, actor=actor, now=clock.now()),
        _("已结账。从现在起账目不再改动。"),
    )


def _enter(order_id: int, verb: str, form: BaseForm, work: Callable[[PurchaseOrder], Any], done: str) -> Any:
    actor = current_actor()
    order_queries.order_in_scope(actor, order_id)
    if not form.validate():
        return _show(order_id, sent={verb: form}, status=422)

    def tx() -> str:
        work(order_queries.order_in_scope(actor, order_id, lock=True))
        return url_for("settlement.order_account", order_id=order_id)

    try:
        url = submit_once(form, actor, tx)
    except Invalid as error:
        if verb == "close":
            flash(error.message, "warn")
        else:
            form.add_error(error.message, f"{verb}_{error.field}" if error.field else None)
        return _show(order_id, sent={verb: form}, status=422)
    except Conflict as error:
        return _show(order_id, status=still_here(error))
    flash(done)
    return go_to(url)


def _show(order_id: int, *, sent: dict[str, BaseForm] | None = None, status: int = 200) -> Any:
    actor = current_actor()
    order = order_queries.order_in_scope(actor, order_id)
    book = queries.told_book_of_order(order)
    has_come = order.state in (OrderState.RECEIVED, OrderState.CLOSED)
    lines = queries.lines_of(order, book) if has_come else []
    side = ledger.supplier_side(book)
    forms: dict[str, BaseForm | None] = dict.fromkeys(("bill", "advance", "close"))
    if may("keep", actor) and order.state is OrderState.RECEIVED:
        forms = {
            "bill": BillForm(formdata=None, bill_cents=side.bill or max(0, side.charged) or None),
            "advance": AdvanceForm(formdata=None, advance_cents=side.missing if side.missing > 0 else None),
            "close": OneTapForm(formdata=None),
        }
    context = {
        "order": order,
        "has_come": has_come,
        "lines": lines,
        "total": sheets.total(lines),
        "methods": ledger.by_method(book),
        "side": side,
        "holders": queries.holders_on(order),
        "handed": queries.handed_on(book),
        "spots": queries.spots_of(queries.problems_of(order, book)) if has_come else [],
        "of_order": [entry for entry in book if entry.kind in (EntryKind.HAND_OVER, EntryKind.ADVANCE, EntryKind.BILL)],
        "late": [entry for entry in book if entry.after_close],
        "undone": {entry.reverses_id for entry in book},
        "forms": forms | (sent or {}),
        "sent": set(sent or ()),
        "may_close": can_close(actor, order),
        "may_reverse": lambda entry: order.state is OrderState.RECEIVED and actions.may_reverse(entry, actor),
        "may_correct": may("keep", actor) and order.state is OrderState.CLOSED,
    }
    return render_template("settlement/order.html", **context), status
