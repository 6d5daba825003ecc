"""After closing: wrong entries are taken back and right ones put in their place, in one go."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import queries as order_queries
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import OrderState
from blueprints.purchases import queries as purchase_queries
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from blueprints.settlement import actions, blueprint, ledger, queries
from blueprints.settlement.forms import CorrectionForm
from blueprints.settlement.ledger import Draft
from blueprints.settlement.models import MoneyEntry
from blueprints.settlement.rules import HELD, EntryKind, HandedTo, Method
from blueprints.settlement.views.payments import holders
from blueprints.settlement.words import entry_told
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id


@blueprint.get("/orders/<int:order_id>/correction")
@requires(Role.SECRETARY)
def correct_order(order_id: int) -> Any:
    order = order_queries.order_in_scope(current_actor(), order_id)
    return _choose(order, None)


@blueprint.post("/orders/<int:order_id>/correction")
@requires(Role.SECRETARY)
def save_order_correction(order_id: int) -> Any:
    order = order_queries.order_in_scope(current_actor(), order_id)
    return _save(order, None, url_for("settlement.order_account", order_id=order_id))


@blueprint.get("/requests/<int:request_id>/money/correction")
@requires(Role.SECRETARY)
def correct_request(request_id: int) -> Any:
    """Of a settled request without an order."""
    return _choose(*_subject(request_id))


@blueprint.post("/requests/<int:request_id>/money/correction")
@requires(Role.SECRETARY)
def save_request_correction(request_id: int) -> Any:
    return _save(*_subject(request_id), url_for("settlement.request_money", request_id=request_id))


def _subject(request_id: int) -> tuple[PurchaseOrder | None, PurchaseRequest]:
    found = purchase_queries.request_in_scope(current_actor(), request_id)
    return queries.order_of(found), found


def _book(order: PurchaseOrder | None, found: PurchaseRequest | None) -> list[MoneyEntry]:
    return queries.told_book_of_order(order) if order is not None else queries.told_book(found)  # type: ignore[arg-type]


def _choose(order: PurchaseOrder | None, found: PurchaseRequest | None) -> Any:
    """First what was wrong (?entries=…); then the same again, to be changed into what is right."""
    chosen = set(request.args.getlist("entries", type=row_id))
    form = CorrectionForm(formdata=None)
    wrong = [entry for entry in ledger.standing(_book(order, found)) if entry.id in chosen]
    form.entries.data = [str(entry.id) for entry in wrong]
    if wrong:
        form.rows.pop_entry()
        for entry in wrong:
            form.rows.append_entry(_typed(entry))
    return _show(order, found, form, 200)


def _typed(entry: MoneyEntry) -> dict[str, Any]:
    more = entry.method or entry.handed_to
    return {
        "what": f"{entry.kind.value}:{more.value}" if more else entry.kind.value,
        "request": str(entry.request_id or ""),
        "holder": str(entry.holder_id or ""),
        "cents": entry.cents,
    }


def _save(order: PurchaseOrder | None, found: PurchaseRequest | None, answer: str) -> Any:
    form, actor = CorrectionForm(), current_actor()
    order_id, request_id = order.id if order else None, found.id if found else None
    _offer(form, order, found)
    if form.rows.was_edited():
        form.rows.edit()
        return _show(order, found, form, 200)
    if not form.validate():
        return _show(order, found, form, 422)

    def work() -> str:
        locked = order_queries.order_in_scope(actor, order_id, lock=True) if order_id else None
        subject = purchase_queries.request_in_scope(actor, request_id) if request_id else None
        wanted = set(form.entries.data)
        wrong = [entry for entry in _book(locked, subject) if str(entry.id) in wanted]
        drafts = [_draft(row, request_id) for row in form.rows.filled(by="cents")]
        actions.correct_closed(wrong, drafts, actor=actor, now=clock.now(), reason=form.reason.data, order=locked)
        return answer

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(order, found, form, 422)
    except Conflict as error:
        return _show(order, found, form, still_here(error))
    flash(_("已更正，原来的账目都留着。"))
    return go_to(url)


def _draft(row: dict[str, Any], request_id: int | None) -> Draft:
    kind_text, _sign, more = (row["what"] or "").partition(":")
    if not kind_text:
        raise Invalid(_("请选每一行记的是什么。"))
    kind = EntryKind(kind_text)
    method = Method(more) if kind in (EntryKind.PAYMENT, EntryKind.REFUND) else None
    handed_to = HandedTo(more) if kind is EntryKind.HAND_OVER else None
    holder = int(row["holder"]) if row["holder"] and (method in HELD or handed_to) else None
    if holder is None and (method in HELD or handed_to):
        raise Invalid(_("请选现金在谁手上。"))
    is_of_order = kind in (EntryKind.HAND_OVER, EntryKind.ADVANCE, EntryKind.BILL)
    about = None if is_of_order else (int(row["request"]) if row["request"] else request_id)
    return Draft(kind, row["cents"], request_id=about, method=method, handed_to=handed_to, holder_id=holder)


def _offer(form: CorrectionForm, order: PurchaseOrder | None, found: PurchaseRequest | None) -> list[MoneyEntry]:
    """The choices: the entries that stand, the requests they are about, everybody's hands."""
    standing = ledger.standing(_book(order, found))
    form.entries.choices = [(str(entry.id), entry_told(entry)) for entry in standing]
    requests = {entry.request_id: entry.request for entry in standing if entry.request is not None}
    people = holders(current_actor())
    for row in form.rows.entries:
        row.form.request.choices = [(str(one.id), f"{one.household.address} {one.name}") for one in requests.values()]
        row.form.holder.choices = people
    return standing


def _show(order: PurchaseOrder | None, found: PurchaseRequest | None, form: CorrectionForm, status: int) -> Any:
    standing = _offer(form, order, found)
    is_closed = order.state is OrderState.CLOSED if order else found is not None and found.state is RequestState.SETTLED
    context = {"order": order, "purchase": found, "form": form, "standing": standing, "is_closed": is_closed}
    template = "settlement/order_correction.html" if order else "settlement/request_correction.html"
    return render_template(template, **context), status
