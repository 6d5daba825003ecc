"""How much cash is in whose hands, and handing it over; taking back a wrong entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts import queries as account_queries
from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.orders import queries as order_queries
from blueprints.settlement import actions, blueprint, queries
from blueprints.settlement.forms import HandOverForm, ReverseForm
from blueprints.settlement.rules import HandedTo
from core import clock
from core.actors import Actor
from core.errors import Conflict, Invalid, OutOfScope, Refused, still_here
from core.htmx import go_to
from core.labels import choices
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

COLLECTORS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.get("/purse")
@requires(*COLLECTORS)
def purse() -> Any:
    """The own one."""
    return _show(current_actor().user_id or 0)


@blueprint.get("/purses")
@requires(Role.SECRETARY, Role.OFFICER)
def purses() -> Any:
    rows = queries.purses(current_actor())
    return render_template("settlement/purses.html", purses=rows, total=sum(row.cents for row in rows))


@blueprint.get("/people/<int:user_id>/purse")
@requires(Role.SECRETARY, Role.OFFICER)
def purse_of(user_id: int) -> Any:
    return _show(user_id)


@blueprint.post("/purse/hand-over")
@requires(Role.GRID_WORKER)
def hand_over() -> Any:
    return _hand_over(current_actor().user_id or 0, url_for("settlement.purse"))


@blueprint.post("/people/<int:user_id>/purse/hand-over")
@requires(Role.SECRETARY)
def take_over(user_id: int) -> Any:
    """What the secretary takes from somebody, or enters for them."""
    return _hand_over(user_id, url_for("settlement.purse_of", user_id=user_id))


def _hand_over(user_id: int, answer: str) -> Any:
    actor = current_actor()
    user = account_queries.user_in_scope(actor, user_id)
    form = _form(actor, user.id)
    if not form.validate():
        return _show(user_id, form, 422)

    def work() -> str:
        order = order_queries.order_in_scope(actor, int(form.order.data)) if form.order.data else None
        actions.hand_over(user_id, HandedTo(form.handed_to.data), form.cents.data, actor=actor, now=clock.now(), order=order)
        return answer

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(user_id, form, 422)
    except Conflict as error:
        return _show(user_id, form, still_here(error))
    flash(_("已记下。"))
    return go_to(url)


def _form(actor: Actor, user_id: int, **given: Any) -> HandOverForm:
    """A worker hands to the cashier or the shop; what reaches the community is entered by the secretary who takes it."""
    form = HandOverForm(**given)
    if actor.role == Role.GRID_WORKER:
        form.handed_to.choices = [(value, text) for value, text in choices(HandedTo) if value != HandedTo.COMMUNITY]
    held = queries.held_by(user_id)
    form.order.choices = [(str(one.order.id), f"{one.order.number} · {one.order.supplier.name}") for one in held if one.order]
    return form


def _show(user_id: int, form: HandOverForm | None = None, status: int = 200) -> Any:
    actor = current_actor()
    user: User = account_queries.user_in_scope(actor, user_id)
    if actor.role == Role.GRID_WORKER and user.id != actor.user_id:
        raise OutOfScope
    before = _position(request.args.get("before", ""))
    rows = queries.cash_entries(user.id, before=before, limit=queries.PURSE_PAGE + 1)
    held = queries.held_by(user.id)
    page = rows[: queries.PURSE_PAGE]
    if form is None:
        first = held[0] if len(held) == 1 else None
        form = _form(actor, user.id, formdata=None, order=str(first.order_id) if first and first.order_id else None)
        form.cents.data = first.cents if first else None
    context = {
        "user": user,
        "is_mine": user.id == actor.user_id,
        "cents": queries.purse_of(user.id),
        "held": held,
        "entries": page,
        "more": f"{page[-1].at.isoformat()}_{page[-1].id}" if len(rows) > queries.PURSE_PAGE else "",
        "form": form if actor.role != Role.OFFICER else None,
        "hand_over_url": url_for("settlement.hand_over")
        if actor.role == Role.GRID_WORKER
        else url_for("settlement.take_over", user_id=user.id),
        "may_reverse": lambda entry: not (entry.order and entry.order.closed_at) and actions.may_reverse(entry, actor),
        "undone": queries.reversed_ids(page),
    }
    return render_template("settlement/purse.html", **context), status


def _position(text: str) -> tuple[datetime, int] | None:
    """(at, id) of the last row shown, as it stands in the address; None for what cannot be read."""
    at, _sign, number = text.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, row_id(number)) if moment.tzinfo is not None and 2000 <= moment.year <= 2100 else None
    except ValueError:
        return None


@blueprint.get("/money-entries/<int:money_entry_id>/reversal")
@requires(*COLLECTORS)
def reversal(money_entry_id: int) -> Any:
    return _show_reversal(money_entry_id, ReverseForm(formdata=None), 200)


@blueprint.post("/money-entries/<int:money_entry_id>/reverse")
@requires(*COLLECTORS)
def reverse(money_entry_id: int) -> Any:
    form, actor = ReverseForm(), current_actor()
    queries.entry_in_scope(actor, money_entry_id)
    if not form.validate():
        return _show_reversal(money_entry_id, form, 422)

    def work() -> str:
        entry = queries.entry_in_scope(actor, money_entry_id)
        actions.reverse(entry, actor=actor, now=clock.now(), reason=form.reason.data)
        return _place_of(entry, actor)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_reversal(money_entry_id, form, 422)
    except Conflict as error:
        return _show_reversal(money_entry_id, form, still_here(error))
    flash(_("已撤销。"))
    return go_to(url)


def _place_of(entry: Any, actor: Actor) -> str:
    """The page an entry stands on."""
    if entry.request_id is not None:
        return url_for("settlement.request_money", request_id=entry.request_id)
    if entry.order_id is not None and actor.role != Role.GRID_WORKER:
        return url_for("settlement.order_account", order_id=entry.order_id)
    if actor.role == Role.GRID_WORKER or entry.holder_id is None:
        return url_for("settlement.purse")
    return url_for("settlement.purse_of", user_id=entry.holder_id)


def _show_reversal(money_entry_id: int, form: ReverseForm, status: int) -> Any:
    actor = current_actor()
    entry = queries.entry_in_scope(actor, money_entry_id)
    if not actions.may_reverse(entry, actor):
        raise Refused
    undone = queries.reversal_of(entry)
    context = {"entry": entry, "form": form, "undone": undone, "back_url": _place_of(entry, actor)}
    return render_template("settlement/reversal.html", **context), status
