"""The resident's page for one request: follow, change, cancel, confirm."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request, session, url_for
from flask_babel import gettext as _

from blueprints.orders import actions as order_actions
from blueprints.orders import queries as order_queries
from blueprints.purchases import actions, picking
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import can_cancel, can_change, can_confirm
from blueprints.residents import blueprint, limits, queries, slips
from blueprints.residents.bought import bill_of
from blueprints.residents.forms import CancelForm, ChangeForm, OneTapForm, ReplyForm
from blueprints.settlement.queries import account_of, complaints_of
from blueprints.settlement.rules import can_complain
from core import clock, htmx
from core.actors import Actor, public_actor
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.i18n import select_locale
from core.permissions import public
from core.submissions import submit_once
from core.web import public_url


@blueprint.get("/s/<string:slip_token>")
@public
def slip(slip_token: str) -> Any:
    return show_slip(queries.by_slip(slip_token))


@blueprint.get("/s/<string:slip_token>/change")
@public
def change(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    if not can_change(holder(found), found):
        return show_slip(found, _("已经批准了，不能再改。要改请打社区电话。"), 409)
    return _show_change(found, ChangeForm(formdata=None).fill(found))


@blueprint.post("/s/<string:slip_token>/change")
@public
def do_change(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    form, actor = ChangeForm(), holder(found)
    if picking.is_step(form):
        return _show_change(found, form, take_step(found, form))
    if not form.validate():
        return _show_change(found, form, 422)

    def work() -> str:
        asked = queries.by_slip(slip_token, lock=True)
        actions.change_request(asked, actor=actor, now=clock.now(), version=form.seen_version(), **form.answers())
        return url_for("residents.slip", slip_token=slip_token)

    return _answer(slip_token, form, actor, work)


@blueprint.get("/s/<string:slip_token>/cancel")
@public
def cancel(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    if not can_cancel(holder(found), found):
        return show_slip(found, _("东西已经在买或在送，不能再取消。请打社区电话。"), 409)
    return render_template("residents/cancel.html", asked=found, form=CancelForm(formdata=None))


@blueprint.post("/s/<string:slip_token>/cancel")
@public
def do_cancel(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    form, actor = CancelForm(), holder(found)
    if not form.validate():
        return render_template("residents/cancel.html", asked=found, form=form), 422

    def work() -> str:
        asked = queries.by_slip(slip_token, lock=True)
        actions.cancel_request(asked, actor=actor, now=clock.now(), reason=form.reason.data or "")
        return url_for("residents.slip", slip_token=slip_token)

    return _answer(slip_token, form, actor, work)


@blueprint.post("/s/<string:slip_token>/confirm")
@public
def confirm(slip_token: str) -> Any:
    found = queries.by_slip(slip_token)
    form, actor = OneTapForm(), holder(found)
    if not form.validate():
        return show_slip(found, _("这一页放得太久了，请再点一次“我收到了”。"), 422)

    def work() -> str:
        actions.confirm_receipt(queries.by_slip(slip_token, lock=True), actor=actor, now=clock.now())
        return url_for("residents.slip", slip_token=slip_token)

    return _answer(slip_token, form, actor, work)


@blueprint.post("/s/<string:slip_token>/lines/<int:line_id>/reply")
@public
def reply(slip_token: str, line_id: int) -> Any:
    """The household takes what the shop offers instead, or does not."""
    found = queries.by_slip(slip_token)
    form, actor = ReplyForm(), holder(found)
    if not form.validate() or form.accepts.data not in ("yes", "no"):
        return show_slip(found, _("这一页放得太久了，请再点一次“要”或“不要”。"), 422)

    def work() -> str:
        line = order_queries.line_of_request(queries.by_slip(slip_token), line_id)
        accepts = form.accepts.data == "yes"
        order_actions.reply_to(line, actor=actor, now=clock.now(), accepts=accepts, by_name=actor.name, version=form.seen_version)
        return url_for("residents.slip", slip_token=slip_token)

    return _answer(slip_token, form, actor, work)


def take_step(found: PurchaseRequest, form: Any) -> int:
    """A row or search button of a form that begins from a slip; the status of the answer."""
    building_id, place = found.household.building_id, picking.place_of(found.household)
    return picking.take_step(form, place, may_search=lambda: limits.may_search(building_id=building_id))


def holder(found: PurchaseRequest) -> Actor:
    """Whoever holds the slip's address acts in the name it was filed under."""
    return public_actor(found.name, found.community_id)


def _answer(slip_token: str, form: Any, actor: Actor, work: Any) -> Any:
    """Do it once; when it is too late, the slip itself says so, as it now stands."""
    try:
        return go_to(submit_once(form, actor, work))
    except Conflict as error:
        return show_slip(queries.by_slip(slip_token), error.message, 409)
    except Invalid as error:
        return show_slip(queries.by_slip(slip_token), error.message, 422)


def show_slip(found: PurchaseRequest, problem: str = "", status: int = 200) -> Any:
    """The whole slip, or for htmx the part that changes; an unchanged one costs a 304."""
    actor, others, mine = holder(found), queries.others_open(found), session.get("slips", [])
    order, account, complaints = order_queries.slip_of(found), account_of(found), complaints_of(found)
    bill, told = bill_of(order, account), [(one.id, one.version) for one in complaints]
    seen = (found.id, found.version, [(one.id, one.version) for one in others], mine, order, bill, told)
    mark = slips.etag(*seen, select_locale(), clock.day_of(clock.now()))
    if status == 200 and htmx.is_fragment_request() and mark in request.if_none_match:
        return make_response("", 304)
    response = htmx.render(
        "residents/slip.html",
        "residents/_slip.html",
        status=status,
        asked=found,
        slip=slips.read(found, order),
        order=order,
        bill=bill,
        complaints=complaints,
        problem=problem,
        community=queries.community_of(found),
        address=public_url(url_for("residents.slip", slip_token=found.slip_token)),
        others=others,
        known=[one for one in others if one.slip_token in mine],
        can_change=can_change(actor, found),
        can_cancel=can_cancel(actor, found),
        can_confirm=can_confirm(actor, found),
        can_repeat=slips.can_repeat(found),
        can_complain=can_complain(actor, found),
        is_fetched=slips.is_fetched(found, order),
        form=OneTapForm(formdata=None),
        reply_form=lambda: ReplyForm(formdata=None),
        etag=mark,
    )
    response.set_etag(mark)
    return response


def _show_change(found: PurchaseRequest, form: ChangeForm, status: int = 200) -> Any:
    action = url_for("residents.do_change", slip_token=found.slip_token)
    picking.show_prices(form, picking.place_of(found.household))
    context = {"asked": found, "form": form, "action": action}
    if form.was_stepped:
        return htmx.render("residents/change.html", "residents/_lines.html", status=status, **context)
    return render_template("residents/change.html", **context), status
