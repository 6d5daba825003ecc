"""分拣: bag after bag in walking order, each good ticked off, bags counted, and what came back from a trip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import make_response, render_template, request, url_for

from blueprints.accounts.rules import STAFF, Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.bags import Bag, Stage, money_of
from blueprints.orders.forms.handing_out import BagsForm, PackForm
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.rules import can_hand_out
from blueprints.purchases.queries import request_scope
from core import clock, htmx
from core.actors import Actor
from core.errors import Conflict, Invalid, still_here
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

_PACKERS = (Role.GRID_WORKER, Role.SECRETARY)
_MOST_AT_ONCE = 60  # bags on one page; of a larger order one building at a time


@blueprint.get("/orders/<int:order_id>/sorting")
@requires(*STAFF)
def sorting(order_id: int) -> Any:
    return _show(order_id)


@blueprint.post("/orders/<int:order_id>/lines/<int:line_id>/check-off")
@requires(*_PACKERS)
def check_off(order_id: int, line_id: int) -> Any:
    """One thing is in its bag, or is not."""
    form = PackForm()

    def work(order: PurchaseOrder, actor: Actor) -> Bag:
        bag, line = queries.bag_with_line(order, request_scope(actor), line_id)
        actions.check_off(bag, line, form.is_packed.data == "yes", actor=actor, now=clock.now())
        return bag

    return _do(order_id, form, work, line_id=line_id)


@blueprint.post("/orders/<int:order_id>/bags/<int:entry_id>/pack")
@requires(*_PACKERS)
def pack(order_id: int, entry_id: int) -> Any:
    """Everything is in; or the bag is opened again."""
    form = PackForm()

    def work(order: PurchaseOrder, actor: Actor) -> Bag:
        bag = queries.bag_locked(order, request_scope(actor), entry_id)
        actions.pack_bag(bag, form.is_packed.data == "yes", actor=actor, now=clock.now())
        return bag

    return _do(order_id, form, work, entry_id=entry_id)


@blueprint.post("/orders/<int:order_id>/bags/<int:entry_id>/count")
@requires(*_PACKERS)
def count_bags(order_id: int, entry_id: int) -> Any:
    form = BagsForm()

    def work(order: PurchaseOrder, actor: Actor) -> Bag:
        bag = queries.bag_locked(order, request_scope(actor), entry_id)
        actions.count_bags(bag, form.bags.data, actor=actor, now=clock.now(), seen=form.seen.data)
        return bag

    return _do(order_id, form, work, entry_id=entry_id)


def _do(
    order_id: int,
    form: BaseForm,
    work: Callable[[PurchaseOrder, Actor], Bag],
    *,
    entry_id: int | None = None,
    line_id: int | None = None,
) -> Any:
    """Form, action, and the bag as it is now: under htmx only what has changed, else the list, at that bag."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    if entry_id is None:
        entry_id = queries.bag_with_line(order, request_scope(actor), line_id or 0)[0].entry.id
    queries.bag_of(order, request_scope(actor), entry_id)
    here = url_for("orders.sorting", order_id=order_id, building=request.args.get("building", type=row_id))
    if not form.validate():
        return _problem(order_id, entry_id, next(iter(form.errors.values()))[0], 422)

    def tx() -> str:
        bag = work(queries.order_in_scope(actor, order_id, lock=True), actor)
        return f"{here}#bag-{bag.entry.id}"

    try:
        url = submit_once(form, actor, tx)
    except Invalid as error:
        return _problem(order_id, entry_id, error.message, 422)
    except Conflict as error:
        if htmx.is_fragment_request():
            return _problem(order_id, entry_id, error.message, 409)
        return _show(order_id, status=still_here(error))
    if not htmx.is_fragment_request():
        return go_to(url)
    return render_template("orders/_packed.html", **_one(order_id, entry_id, line_id=line_id))


def _one(order_id: int, entry_id: int, *, line_id: int | None = None) -> dict[str, Any]:
    """A single bag with the counts above it."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    bag = queries.bag_of(order, request_scope(actor), entry_id)
    building_id = request.args.get("building", type=row_id)
    return {
        **_tools(actor, order),
        "bag": bag,
        "line_id": line_id,
        "cents": money_of(actor, [bag.request.id]).get(bag.request.id),
        "counts": queries.counts_of(order, request_scope(actor), building_id=building_id),
        "building_id": building_id,
    }


def _problem(order_id: int, entry_id: int, message: str, status: int) -> Any:
    """What was not done and why, said at the bag, which is drawn as it is now."""
    if not htmx.is_fragment_request():
        return _show(order_id, problems={entry_id: message}, status=status)
    response = make_response(render_template("orders/_packed.html", problem=message, **_one(order_id, entry_id)), status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#bag-{entry_id}", "outerHTML"
    return response


def _show(order_id: int, *, problems: dict[int, str] | None = None, status: int = 200) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    where = request_scope(actor)
    buildings = queries.buildings_of(order, where)
    chosen = _chosen(buildings)
    bags = queries.bags_of(order, where, building_id=chosen.building.id if chosen else None)
    shown = [chosen] if chosen else buildings
    returned = queries.bags_of(order, queries.is_returned(where))
    return make_response(
        render_template(
            "orders/sorting.html",
            **_tools(actor, order),
            buildings=buildings,
            building_id=chosen.building.id if chosen else None,
            all_at_once=sum(one.counts.bags for one in buildings) <= _MOST_AT_ONCE,
            sections=[(one, [bag for bag in bags if bag.request.household.building_id == one.building.id]) for one in shown],
            money=money_of(actor, [bag.request.id for bag in bags]),
            counts=queries.counts_of(order, where, building_id=chosen.building.id if chosen else None),
            came_back=[bag for bag in returned if bag.came_back],
            taken_back=[bag for bag in returned if bag.stage is Stage.TAKEN_BACK],
            problems=problems or {},
        ),
        status,
    )


def _tools(actor: Actor, order: PurchaseOrder) -> dict[str, Any]:
    """`forms` makes a fresh one for each button; None when nothing may be packed (any more)."""
    makers = {"pack": lambda: PackForm(formdata=None), "bags": lambda: BagsForm(formdata=None)}
    return {"order": order, "forms": makers if can_hand_out(actor, order) else None}


def _chosen(buildings: list[queries.BuildingOnOrder]) -> queries.BuildingOnOrder | None:
    """The building asked for; of a large order the first that is not packed yet."""
    asked = request.args.get("building", type=row_id)
    found = next((one for one in buildings if one.building.id == asked), None)
    if found is not None or sum(one.counts.bags for one in buildings) <= _MOST_AT_ONCE:
        return found
    return next((one for one in buildings if one.counts.packed < one.counts.bags), buildings[0])
