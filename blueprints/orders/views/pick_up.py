"""取货点: find the bag somebody has come for, and hand it over. Also the page of a single bag, wherever it is handed out."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.bags import Bag, money_of
from blueprints.orders.finding import asks_for
from blueprints.orders.forms.handing_out import TakeBackForm
from blueprints.orders.queries import BuildingOnOrder
from blueprints.orders.rules import can_hand_out
from blueprints.orders.shown import short_name
from blueprints.purchases.forms import DeliverForm
from blueprints.purchases.limits import code_was_right, may_try_code
from blueprints.purchases.rules import can_fetch, can_take_back
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

_LONGEST = 60  # signs of what is typed to find a bag


@blueprint.get("/orders/<int:order_id>/pick-up")
@requires(*STAFF)
def pick_up(order_id: int) -> Any:
    """Whose time it is now, and the field in which number, telephone or door is typed; one hit opens at once."""
    actor, now = current_actor(), clock.now()
    order = queries.order_in_scope(actor, order_id)
    where = queries.at_desk(actor, order)
    typed = request.args.get("q", "").replace("\x00", "")[:_LONGEST].strip()
    found = [bag.entry_id for bag in queries.findable_bags(order, where) if asks_for(typed, bag)] if typed else []
    if len(found) == 1:
        return redirect(url_for("orders.bag_page", order_id=order_id, entry_id=found[0]), code=303)
    bags = queries.bags_of(order, where, entry_ids=found) if found else []
    return render_template(
        "orders/pick_up.html",
        order=order,
        typed=typed,
        bags=bags,
        money=money_of(actor, [bag.request.id for bag in bags]),
        buildings=sorted(queries.buildings_of(order, where), key=lambda one: _when(one, now)),
        now=now,
        short_name=short_name,
    )


def _when(one: BuildingOnOrder, now: Any) -> tuple[int, float]:
    """Those whose time it is first, then those to come, then those that are late, last those who wait upstairs."""
    if not one.is_pick_up or one.plan is None or one.plan.starts_at is None or one.plan.ends_at is None:
        return 3, 0
    starts, ends = one.plan.starts_at, one.plan.ends_at
    return 0 if starts <= now < ends else 1 if now < starts else 2, starts.timestamp()


@blueprint.get("/orders/<int:order_id>/bags/<int:entry_id>")
@requires(*STAFF)
def bag_page(order_id: int, entry_id: int) -> Any:
    return _show(order_id, entry_id)


@blueprint.post("/orders/<int:order_id>/bags/<int:entry_id>/hand-over")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def hand_over(order_id: int, entry_id: int) -> Any:
    form, actor = DeliverForm(), current_actor()
    order = queries.order_in_scope(actor, order_id)
    bag = queries.bag_of(order, queries.at_desk(actor, order), entry_id)
    request_id, number, typed = bag.request.id, bag.number, bool(form.code.data)
    if typed and not may_try_code(request_id):
        form.add_error(_("单号错得太多次了，今天请改为写明谁收的。"), "code")
        return _show(order_id, entry_id, form=form, status=429)

    def change(bag: Bag) -> None:
        actions.hand_over(bag, actor=actor, now=clock.now(), code=form.code.data or "", handed_to=form.handed_to.data or "")

    answer = _do(order_id, entry_id, form, change, url_for("orders.pick_up", order_id=order_id))
    if answer.status_code < 400:
        flash(_("取货号 %(number)s 已交到手。", number=number))
        if typed:
            code_was_right(request_id)
    return answer


@blueprint.post("/orders/<int:order_id>/bags/<int:entry_id>/take-back")
@requires(Role.SECRETARY)
def take_back(order_id: int, entry_id: int) -> Any:
    """For good: the goods go back to the supplier."""
    form, actor = TakeBackForm(), current_actor()

    def change(bag: Bag) -> None:
        actions.take_back(bag, actor=actor, now=clock.now(), reason=form.reason.data)

    answer = _do(order_id, entry_id, form, change, url_for("orders.sorting", order_id=order_id))
    if answer.status_code < 400:
        flash(_("已记下：退回供货方。"))
    return answer


def _do(order_id: int, entry_id: int, form: BaseForm, change: Any, done: str) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    queries.bag_of(order, queries.at_desk(actor, order), entry_id)
    if not form.validate():
        return _show(order_id, entry_id, form=form, status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        change(queries.bag_locked(order, queries.at_desk(actor, order), entry_id))
        return done

    try:
        return go_to(submit_once(form, actor, work))
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(order_id, entry_id, form=form, status=422)
    except Conflict as error:
        return _show(order_id, entry_id, status=still_here(error))


def _show(order_id: int, entry_id: int, *, form: BaseForm | None = None, status: int = 200) -> Any:
    """The page of one bag; `form` is the one just refused."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    bag = queries.bag_of(order, queries.at_desk(actor, order), entry_id)
    is_open = can_hand_out(actor, order)
    return make_response(
        render_template(
            "orders/bag.html",
            order=order,
            bag=bag,
            name=short_name(bag.request.name),
            cents=money_of(actor, [bag.request.id]).get(bag.request.id),
            plan=queries.plan_of(order, bag.request.household.building_id),
            now=clock.now(),
            hand_over_form=_own(form, DeliverForm) if is_open and can_fetch(actor, bag.request) else None,
            take_back_form=_own(form, TakeBackForm) if is_open and can_take_back(actor, bag.request) else None,
        ),
        status,
    )


def _own(form: BaseForm | None, kind: type[BaseForm]) -> BaseForm:
    return form if isinstance(form, kind) else kind(formdata=None)
