"""The queue of requests, and what is done with the ticked ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.purchases import actions, blueprint, queries
from blueprints.purchases.filtering import AGES, Wanted, position, read
from blueprints.purchases.forms import BatchForm, FilterForm, OneTapForm
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState, can_approve, can_assign, can_file
from core import clock, htmx, slots
from core.actors import Actor
from core.errors import Conflict, Invalid
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

_TOLD = 8  # how many outcomes are told one by one


@blueprint.get("/requests")
@requires(*STAFF)
def requests() -> Any:
    return _show(_batch_form(current_actor(), fresh=True), 200)


@blueprint.post("/requests/approve")
@requires(Role.SECRETARY)
def approve_many() -> Any:
    form, actor = _batch_form(current_actor()), current_actor()

    def approve(chosen: list[PurchaseRequest]) -> Callable[[PurchaseRequest], None]:
        worker_of = _worker_choice(form, actor, chosen)
        return lambda one: actions.approve_request(one, actor=actor, now=clock.now(), worker=worker_of(one))

    return _each(form, actor, approve, _("批准了 %(number)s 张。"))


@blueprint.post("/requests/reject")
@requires(Role.SECRETARY)
def reject_many() -> Any:
    form, actor = _batch_form(current_actor()), current_actor()
    if not form.reason.data:
        form.validate()
        form.add_error(_("请写明为什么不批准，居民会看到。"), "reason")
        return _show(form, 422)
    return _each(
        form,
        actor,
        lambda _chosen: lambda one: actions.reject_request(one, actor=actor, now=clock.now(), reason=form.reason.data),
        _("退回了 %(number)s 张。"),
    )


@blueprint.post("/requests/assign")
@requires(Role.SECRETARY)
def assign_many() -> Any:
    form, actor = _batch_form(current_actor()), current_actor()

    def assign(chosen: list[PurchaseRequest]) -> Callable[[PurchaseRequest], None]:
        worker_of = _worker_choice(form, actor, chosen)

        def one_of_them(one: PurchaseRequest) -> None:
            worker = worker_of(one)
            if worker is None:
                raise Invalid(_("这一户的网格还没有网格员，请选一位。"))
            actions.assign_request(one, actor=actor, now=clock.now(), worker=worker)

        return one_of_them

    return _each(form, actor, assign, _("派好了 %(number)s 张。"))


@blueprint.post("/requests/merge")
@requires(Role.SECRETARY)
def merge_many() -> Any:
    form, actor = _batch_form(current_actor()), current_actor()
    ids = _ticked()
    if not form.validate():
        return _show(form, 422)

    def work() -> str:
        kept = actions.merge_requests(queries.requests_in_scope(actor, ids), actor=actor, now=clock.now())
        return url_for("purchases.request_page", request_id=kept.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message)
        return _show(form, 422)
    flash(_("已合并成一张。"))
    return go_to(url)


def _each(form: BatchForm, actor: Actor, prepare: Callable[[list[PurchaseRequest]], Callable[[PurchaseRequest], None]], done: str) -> Any:
    """Do the same to every ticked request: one that was done already is told, and the others go through."""
    ids, wanted = _ticked(), wanted_here()
    if not form.validate():
        return _show(form, 422)
    if not ids:
        form.add_error(_("请先勾选要办的单子。"))
        return _show(form, 422)
    outcomes: list[tuple[str, str]] = []

    def work() -> str:
        outcomes.clear()
        chosen = queries.requests_in_scope(actor, ids)
        act = prepare(chosen)
        for one in chosen:
            try:
                act(one)
                outcomes.append((one.code, ""))
            except (Conflict, Invalid) as error:
                outcomes.append((one.code, error.message))
        return url_for("purchases.requests", **wanted.args)

    url = submit_once(form, actor, work)
    number = sum(1 for _code, trouble in outcomes if not trouble)
    if number:
        flash(done % {"number": number})
    troubles = [f"{code} {trouble}" for code, trouble in outcomes if trouble]
    if troubles:
        more = _("……另有 %(number)s 张。", number=len(troubles) - _TOLD) if len(troubles) > _TOLD else ""
        flash(_("%(number)s 张没有改动：", number=len(troubles)) + " ".join(troubles[:_TOLD]) + more, "warn")
    return go_to(url)


def _worker_choice(form: BatchForm, actor: Actor, chosen: list[PurchaseRequest]) -> Callable[[PurchaseRequest], Any]:
    """Which worker each request goes to: the one picked for all, or each door's own."""
    if form.worker.data and form.worker.data != BatchForm.PROPOSED:
        worker = queries.worker_in_community(actor, int(form.worker.data))
        return lambda _one: worker
    users = {user.id: user for user, _load in queries.workers_with_load(actor.community_id or 0)}
    proposed = queries.proposed_workers(actor.community_id or 0, chosen)
    return lambda one: users.get(proposed.get(one.id, 0))


def _ticked() -> list[int]:
    return [int(raw) for raw in request.form.getlist("ids") if raw.isascii() and raw.isdigit() and len(raw) < 16]


def _ticks_all() -> bool:
    """?tick=all shows the page with every box ticked; it ticks, it does nothing yet."""
    return request.method == "GET" and request.args.get("tick") == "all"


def wanted_here() -> Wanted:
    """What the address asks for; a secretary begins with what waits for a decision."""
    return read(request.args, default="submitted" if current_actor().role == Role.SECRETARY else "open")


def _batch_form(actor: Actor, *, fresh: bool = False) -> BatchForm:
    form = BatchForm(formdata=None) if fresh else BatchForm()
    choices = [(BatchForm.PROPOSED, _("各户自己网格的网格员"))]
    if actor.role == Role.SECRETARY:
        choices += [
            (str(user.id), _("%(name)s（手上 %(number)s 单）", name=user.name, number=load))
            for user, load in queries.workers_with_load(actor.community_id or 0)
        ]
    form.worker.choices = choices
    form.worker.data = form.worker.data or BatchForm.PROPOSED
    return form


def _filter_form(actor: Actor) -> FilterForm:
    form = FilterForm(formdata=request.args)
    form.grid.choices = [(str(grid.id), grid.name) for grid in queries.grids_to_choose(actor)]
    form.estate.choices = [(str(estate.id), estate.name) for estate in queries.estates_to_choose(actor)]
    form.building.choices = [(str(building.id), text) for building, text in queries.buildings_to_choose(actor)]
    form.older.choices = [(str(hours), _("超过 %(hours)s 小时", hours=hours)) for hours in AGES]
    users = queries.workers_with_load(actor.community_id) if actor.community_id else []
    form.assigned.choices = [("nobody", _("还没派人")), *((str(user.id), user.name) for user, _load in users)]
    return form


def _show(form: BatchForm, status: int) -> Any:
    actor, now, wanted = current_actor(), clock.now(), wanted_here()
    where = wanted.clause(actor, now)
    rows = queries.list_requests(where, after=wanted.after(request.args), newest_first=wanted.newest_first, limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    doors = {row.household_id for row in shown}
    badges: dict[int, list[str]] = {}
    for filling in slots.results("request_context", actor=actor, household_ids=doors):
        for household_id, texts in filling.items():
            badges.setdefault(household_id, []).extend(texts)
    decides = actor.role == Role.SECRETARY
    workers = form.worker.texts
    return htmx.render(
        "purchases/queue.html",
        "purchases/_queue.html",
        status=status,
        requests=shown,
        next_position=position(shown[-1]) if len(rows) > queries.PAGE else None,
        form=form,
        filter_form=_filter_form(actor),
        export_form=OneTapForm(formdata=None),
        wanted=wanted,
        ticked={row.id for row in shown} if _ticks_all() else set(_ticked()),
        ticks_all=_ticks_all(),
        counts=queries.count_by_state(wanted.clause(actor, now, states=False)),
        tabs=list(RequestState),
        open_at_door=queries.open_requests_of_households(actor, doors),
        badges=badges,
        proposed={one: workers.get(str(user)) for one, user in queries.proposed_workers(actor.community_id or 0, shown).items()}
        if decides
        else {},
        decides=decides,
        may_file=can_file(actor),
        may_decide=decides and any(can_approve(actor, row) for row in shown),
        may_assign=decides and any(can_assign(actor, row) for row in shown),
    )
