"""The verbs about a single request: one address each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _

from blueprints.accounts.models import User
from blueprints.accounts.rules import Role
from blueprints.purchases import actions, blueprint, queries
from blueprints.purchases.forms import ApproveForm, AssignForm, CancelForm, DeliverForm, FailForm, OneTapForm, RejectForm, VerifyForm
from blueprints.purchases.limits import code_was_right, may_try_code
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import FailureReason
from blueprints.purchases.views.single import show
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

_WORKERS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.post("/requests/<int:request_id>/verify")
@requires(*_WORKERS)
def verify(request_id: int) -> Any:
    form = VerifyForm()
    return _do(request_id, "verify", form, lambda one, **by: actions.verify_request(one, note=form.verified_note.data, **by), _("已记下。"))


@blueprint.post("/requests/<int:request_id>/approve")
@requires(Role.SECRETARY)
def approve(request_id: int) -> Any:
    form = _with_workers(ApproveForm())
    return _do(
        request_id, "approve", form, lambda one, **by: actions.approve_request(one, worker=_worker(form.worker.data), **by), _("已批准。")
    )


@blueprint.post("/requests/<int:request_id>/reject")
@requires(Role.SECRETARY)
def reject(request_id: int) -> Any:
    form = RejectForm()
    return _do(request_id, "reject", form, lambda one, **by: actions.reject_request(one, reason=form.reason.data, **by), _("已退回。"))


@blueprint.post("/requests/<int:request_id>/assign")
@requires(Role.SECRETARY)
def assign(request_id: int) -> Any:
    form = _with_workers(AssignForm())

    def work(one: PurchaseRequest, **by: Any) -> None:
        worker = _worker(form.worker.data)
        if worker is None:
            raise Invalid(_("请选一位配送员。"), field="worker")
        actions.assign_request(one, worker=worker, **by)

    return _do(request_id, "assign", form, work, _("已改派。"))


@blueprint.post("/requests/<int:request_id>/cancel")
@requires(*_WORKERS)
def cancel(request_id: int) -> Any:
    form = CancelForm()
    return _do(
        request_id, "cancel", form, lambda one, **by: actions.cancel_request(one, reason=form.cancelled_reason.data, **by), _("已取消。")
    )


@blueprint.post("/requests/<int:request_id>/merge")
@requires(Role.SECRETARY)
def merge(request_id: int) -> Any:
    """With every other undecided request of the same door."""
    form, actor = OneTapForm(), current_actor()
    if not form.validate():
        return show(request_id, sent={"merge": form}, status=422)

    def work() -> str:
        one = queries.request_in_scope(actor, request_id, lock=True)
        same_door = queries.undecided_of_household(one.community_id, one.household_id)
        kept = actions.merge_requests(same_door, actor=actor, now=clock.now())
        return url_for("purchases.request_page", request_id=kept.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message)
        return show(request_id, sent={"merge": form}, status=422)
    except Conflict as error:
        return show(request_id, status=still_here(error))
    flash(_("已合并成一张。"))
    return go_to(url)


@blueprint.post("/requests/<int:request_id>/confirm")
@requires(Role.SECRETARY)
def confirm(request_id: int) -> Any:
    return _do(request_id, "confirm", OneTapForm(), actions.confirm_receipt, _("已确认收到。"))


@blueprint.post("/requests/<int:request_id>/buy")
@requires(*_WORKERS)
def buy(request_id: int) -> Any:
    return _do(request_id, "buy", OneTapForm(), actions.mark_bought, _("已记下：买好了。"), carrying=True)


@blueprint.post("/requests/<int:request_id>/go-out")
@requires(*_WORKERS)
def go_out(request_id: int) -> Any:
    return _do(request_id, "go_out", OneTapForm(), actions.start_delivery, _("已记下：出发了。"), carrying=True)


@blueprint.post("/requests/<int:request_id>/deliver")
@requires(*_WORKERS)
def deliver(request_id: int) -> Any:
    form = DeliverForm()

    def work(one: PurchaseRequest, **by: Any) -> None:
        actions.deliver_request(one, code=form.code.data or "", handed_to=form.handed_to.data or "", **by)

    queries.request_in_scope(current_actor(), request_id)
    typed = bool(form.code.data)
    if typed and not may_try_code(request_id):
        form.add_error(_("单号错得太多次了，今天请改为写明谁收的。"), "code")
        return show(request_id, sent={"deliver": form}, status=429)
    answer = _do(request_id, "deliver", form, work, _("已送到，辛苦了。"), carrying=True)
    if typed and answer.status_code < 400:
        code_was_right(request_id)
    return answer


@blueprint.post("/requests/<int:request_id>/fail")
@requires(*_WORKERS)
def fail(request_id: int) -> Any:
    form = FailForm()

    def work(one: PurchaseRequest, **by: Any) -> None:
        reason = FailureReason(form.failure_reason.data)
        actions.fail_delivery(one, reason=reason, note=form.failure_note.data or "", **by)

    return _do(request_id, "fail", form, work, _("已记下没送成，东西先留着，改天再送。"), carrying=True)


def _do(request_id: int, verb: str, form: BaseForm, action: Callable[..., Any], done: str, *, carrying: bool = False) -> Any:
    """Form, action, answer: the request's own page, or the list of deliveries for those on the way."""
    actor = current_actor()
    queries.request_in_scope(actor, request_id)
    if not form.validate():
        return show(request_id, sent={verb: form}, status=422)

    def work() -> str:
        one = queries.request_in_scope(actor, request_id, lock=True)
        action(one, actor=actor, now=clock.now())
        if carrying and actor.role == Role.GRID_WORKER:
            return url_for("purchases.deliveries")
        return url_for("purchases.request_page", request_id=request_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return show(request_id, sent={verb: form}, status=422)
    except Conflict as error:
        return show(request_id, status=still_here(error))
    flash(done)
    return go_to(url)


def _with_workers(form: Any) -> Any:
    """Any colleague's number is well-formed; the action says who may really bring something."""
    form.worker.choices = [(str(user.id), user.name) for user, _load in queries.workers_with_load(current_actor().community_id or 0)]
    return form


def _worker(raw: str | None) -> User | None:
    return queries.worker_in_community(current_actor(), int(raw)) if raw else None
