"""错峰取物: how each building gets its bags, with a proposal that spaces them over the time there is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.orders import actions, blueprint, queries
from blueprints.orders.actions.handing_out import mark_of, planned
from blueprints.orders.forms.handing_out import PlanForm, PlanRowForm
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.queries import BuildingOnOrder
from blueprints.orders.rules import HandOut, can_plan
from blueprints.orders.windows import Window, overlaps, propose
from core import clock
from core.errors import Conflict, Invalid, OutOfScope, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.get("/orders/<int:order_id>/windows")
@requires(*STAFF)
def windows(order_id: int) -> Any:
    return _show(order_id)


@blueprint.post("/orders/<int:order_id>/windows/save")
@requires(Role.SECRETARY)
def save_windows(order_id: int) -> Any:
    """All buildings at once; the button "自动排时段" fills in the times and saves nothing."""
    form, actor = PlanForm(), current_actor()
    order = queries.order_in_scope(actor, order_id)
    names = {one.building.id: one.name for one in queries.buildings_of(order)}
    if "propose" in request.form:
        return _show(order_id, form=form, status=200 if _fill_in(form, names) else 422)
    if not form.validate():
        return _show(order_id, form=form, status=422)
    wrong: list[PlanRowForm] = []

    def work() -> str:
        wrong.clear()
        order = queries.order_in_scope(actor, order_id, lock=True)
        buildings = {one.building.id: one.building for one in queries.buildings_of(order)}
        for row in _rows(form):
            building = buildings.get(_number(row.building.data))
            if building is None:
                raise OutOfScope
            wrong[:] = [row]
            values = _values(row, form.day.data)
            actions.plan_building(order, building, *values, actor=actor, now=clock.now(), seen=row.seen.data)
        return url_for("orders.windows", order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        getattr(wrong[0], error.field or "how").errors = [error.message]
        return _show(order_id, form=form, status=422)
    except Conflict as error:
        return _show(order_id, status=still_here(error))
    flash(_("已保存取货安排。"))
    return go_to(url)


def _rows(form: PlanForm) -> list[Any]:
    return [entry.form for entry in form.rows.entries]


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _values(row: Any, day: date) -> tuple[HandOut, str, datetime | None, datetime | None]:
    if not row.is_pick_up:
        return HandOut.TO_DOOR, "", None, None
    return HandOut.PICK_UP, row.place.data, clock.at(day, row.starts.data), clock.at(day, row.ends.data)


def _fill_in(form: PlanForm, names: dict[int, str]) -> bool:
    """Put the proposed times into the rows: of the buildings that come down, or of all when none does yet."""
    if not form.is_proposable():
        return False
    rows = [row for row in _rows(form) if _number(row.building.data) in names]
    chosen = [row for row in rows if row.is_pick_up] or rows
    day = form.day.data
    try:
        times = propose(len(chosen), clock.at(day, form.starts.data), clock.at(day, form.ends.data), form.minutes.data)
    except ValueError:
        form.ends.errors = [_("时间太短，连一栋楼也排不下。")]
        return False
    for row, (starts_at, ends_at) in zip(chosen, times, strict=True):
        row.how.data = HandOut.PICK_UP.value
        row.place.data = form.place.data
        for field, moment in ((row.starts, starts_at), (row.ends, ends_at)):
            field.data, field.typed, field.errors = clock.local(moment).time(), None, []
    return True


def _show(order_id: int, *, form: PlanForm | None = None, status: int = 200) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    buildings = queries.buildings_of(order)
    names = {one.building.id: one.name for one in buildings}
    may_plan = can_plan(actor, order)
    return make_response(
        render_template(
            "orders/windows.html",
            order=order,
            buildings=buildings,
            form=(form or _form(order, buildings)) if may_plan else None,
            unsaved=form is not None and status == 200,
            names=lambda row: names.get(_number(row.building.data), ""),
            warnings=overlaps(_typed(form, names) if form is not None else _saved(buildings)),
        ),
        status,
    )


def _form(order: PurchaseOrder, buildings: list[BuildingOnOrder]) -> PlanForm:
    windows = [one.plan for one in buildings if one.is_pick_up and one.plan and one.plan.starts_at]
    first = min((plan.starts_at for plan in windows if plan.starts_at), default=None)
    begins = first or order.arrives_from
    until = max((plan.ends_at for plan in windows if plan.ends_at), default=None) or order.arrives_until
    return PlanForm(
        formdata=None,
        data={
            "day": clock.day_of(begins or clock.now()),
            "starts": clock.local(begins).time() if begins else None,
            "ends": clock.local(until).time() if until else None,
            "place": windows[0].place if windows else "",
            "rows": [_row(one) for one in buildings],
        },
    )


def _row(one: BuildingOnOrder) -> dict[str, Any]:
    how, place, starts_at, ends_at = planned(one.plan)
    return {
        "building": str(one.building.id),
        "seen": mark_of(planned(one.plan)),
        "how": how.value,
        "place": place,
        "starts": clock.local(starts_at).time() if starts_at else None,
        "ends": clock.local(ends_at).time() if ends_at else None,
    }


def _saved(buildings: list[BuildingOnOrder]) -> list[Window]:
    plans = [(one.name, one.plan) for one in buildings if one.is_pick_up]
    return [Window(name, plan.place, plan.starts_at, plan.ends_at) for name, plan in plans if plan and plan.starts_at and plan.ends_at]


def _typed(form: PlanForm, names: dict[int, str]) -> list[Window]:
    """What would be saved, as far as it can be read."""
    found = []
    for row in _rows(form):
        if row.is_pick_up and form.day.data and row.starts.data and row.ends.data and not (row.starts.errors or row.ends.errors):
            _how, place, starts_at, ends_at = _values(row, form.day.data)
            if starts_at and ends_at:
                found.append(Window(names.get(_number(row.building.data), ""), place or "", starts_at, ends_at))
    return found
