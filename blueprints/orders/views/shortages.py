"""What is short, replaced or missing: who gets how much, and what households say to a replacement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries, rules
from blueprints.orders.actions.sharing import hand_of
from blueprints.orders.forms.shares import YES, ByHandForm, ReplyForm, RuleForm, by_hand_form
from blueprints.orders.models import OrderLine, PurchaseOrder
from blueprints.orders.rules import ShareRule
from blueprints.purchases.queries import request_in_scope
from core import clock, htmx
from core.errors import Conflict, Invalid, still_here
from core.forms import BaseForm
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once


@blueprint.get("/orders/<int:order_id>/shortages")
@requires(Role.SECRETARY, Role.OFFICER)
def shortages(order_id: int) -> Any:
    return show(order_id)


@blueprint.post("/orders/<int:order_id>/share-rule")
@requires(Role.SECRETARY)
def set_share_rule(order_id: int) -> Any:
    form = RuleForm()

    def work(order: PurchaseOrder, **by: Any) -> None:
        actions.set_share_rule(order, ShareRule(form.share_rule.data), **by)

    return _do(order_id, form, work, _("已改，下面是按新分法算的。"), at="rule", rule_form=form)


@blueprint.post("/orders/<int:order_id>/items/<int:item_id>/by-hand")
@requires(Role.SECRETARY)
def share_by_hand(order_id: int, item_id: int) -> Any:
    order = queries.order_in_scope(current_actor(), order_id)
    queries.item_on(order, item_id)
    form = by_hand_form([line.line for one in queries.shared_items(order, item_ids=[item_id]) for line in one.takers])

    def work(order: PurchaseOrder, **by: Any) -> None:
        actions.share_by_hand(queries.item_on(order, item_id, lock=True), form.amounts, seen=form.seen.data, **by)

    return _do(order_id, form, work, _("已按手工分配记下。"), at=f"item-{item_id}", hand_forms={item_id: form})


@blueprint.post("/orders/<int:order_id>/lines/<int:line_id>/reply")
@requires(Role.SECRETARY)
def note_reply(order_id: int, line_id: int) -> Any:
    """From a telephone call with the household."""
    form = ReplyForm()
    queries.line_on(queries.order_in_scope(current_actor(), order_id), line_id)
    return _do(
        order_id, form, lambda order, **by: _reply(queries.line_on(order, line_id), form, **by), _("已记下居民的答复。"), at="sh-questions"
    )


@blueprint.post("/requests/<int:request_id>/lines/<int:line_id>/reply")
@requires(Role.GRID_WORKER, Role.SECRETARY)
def note_reply_at_request(request_id: int, line_id: int) -> Any:
    """The same on the page of the request, for whoever is at the door or on the phone with them."""
    form, actor = ReplyForm(), current_actor()
    found = request_in_scope(actor, request_id)
    url = url_for("purchases.request_page", request_id=request_id)

    def work() -> str:
        _reply(queries.line_of_request(found, line_id), form, actor=actor, now=clock.now())
        return url

    if form.validate():
        try:
            submit_once(form, actor, work)
            flash(_("已记下居民的答复。"))
        except Conflict as error:
            flash(error.message, "warn")
    else:
        flash(_("请再提交一次。"), "warn")
    return go_to(url)


def _reply(line: OrderLine, form: ReplyForm, **by: Any) -> None:
    by_name = _("%(name)s（电话）", name=line.request.name)
    actions.reply_to(line, accepts=form.accepts.data == YES, by_name=by_name, version=int(form.version.data), **by)


def _do(order_id: int, form: Any, work: Callable[..., Any], done: str, *, at: str, **sent: Any) -> Any:
    """Form, action, and the page again: whole, or as a fragment that takes its place and says `done` where the form stood."""
    actor = current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return show(order_id, problem=form, status=422, **sent)

    def locked() -> str:
        work(queries.order_in_scope(actor, order_id, lock=True), actor=actor, now=clock.now())
        return url_for("orders.shortages", order_id=order_id)

    try:
        url = submit_once(form, actor, locked)
    except Invalid as error:
        form.add_line_error(error.message, error.field) if isinstance(form, ByHandForm) else form.add_error(error.message)
        return show(order_id, problem=form, status=422, **sent)
    except Conflict as error:
        if htmx.is_fragment_request():
            return show(order_id, told=error.message, status=409)
        return show(order_id, status=still_here(error))
    if htmx.is_fragment_request():
        return show(order_id, done=done, at=at)
    flash(done)
    return go_to(url)


def show(
    order_id: int,
    *,
    problem: BaseForm | None = None,
    rule_form: RuleForm | None = None,
    hand_forms: dict[int, ByHandForm] | None = None,
    done: str = "",
    at: str = "",
    told: str = "",
    status: int = 200,
) -> Any:
    """The page; `problem` is the form that was just refused. `done` (at the part `at`) and `told` are what a fragment says of itself."""
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    items = queries.shared_items(order)
    can_share = rules.can_share(actor, order)
    troubled = [one for one in items if one.is_troubled]
    questions = [(one, line) for one in troubled for line in one.lines if rules.must_ask(one.item.answer, line.line.wish)]
    questions.sort(key=lambda pair: not pair[1].share.is_waiting)
    context = {
        "order": order,
        "troubled": troubled,
        "still_open": [one.item for one in items if one.item.answer is rules.Answer.OPEN],
        "questions": questions,
        "waiting": [line for _one, line in questions if line.share.is_waiting],
        "can_share": can_share,
        "can_reply": rules.can_reply(actor, order),
        "can_receive": rules.can_receive(actor, order),
        "rule_form": rule_form or RuleForm(formdata=None, share_rule=order.share_rule.value),
        "hand_forms": _hand_forms(troubled, hand_forms or {}) if can_share else {},
        "reply_forms": {line.line.id: ReplyForm(formdata=None) for _one, line in questions},
        "problem": problem,
        "done": done,
        "at": at,
        "told": told,
        "outcome_text": queries.outcome_text,
    }
    return make_response(htmx.render("orders/shortages.html", "orders/_shortages.html", status=status, **context))


def _hand_forms(troubled: list[queries.SharedItem], sent: dict[int, ByHandForm]) -> dict[int, ByHandForm]:
    """For what is scarce: a field for each line that may get something."""
    forms = {}
    for one in troubled:
        if one.is_scarce:
            form = by_hand_form([line.line for line in one.takers], formdata=None)
            form.seen.data = hand_of(one.item, [line.line for line in one.lines])
            forms[one.item.id] = sent.get(one.item.id, form)
    return forms
