"""The page of one request, and how every page about it is drawn."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.places.queries.households import residents_of
from blueprints.purchases import blueprint, queries, rules
from blueprints.purchases.forms import ApproveForm, AssignForm, CancelForm, DeliverForm, FailForm, OneTapForm, RejectForm, VerifyForm
from blueprints.purchases.history import told
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import RequestState
from core import slots
from core.actors import Actor
from core.forms import BaseForm
from core.permissions import current_actor, requires

FORMS: dict[str, type[BaseForm]] = {
    "verify": VerifyForm,
    "approve": ApproveForm,
    "reject": RejectForm,
    "assign": AssignForm,
    "cancel": CancelForm,
    "merge": OneTapForm,
    "buy": OneTapForm,
    "go_out": OneTapForm,
    "deliver": DeliverForm,
    "fail": FailForm,
    "confirm": OneTapForm,
}


@blueprint.get("/requests/<int:request_id>")
@requires(*STAFF)
def request_page(request_id: int) -> Any:
    return show(request_id)


def show(request_id: int, *, sent: dict[str, BaseForm] | None = None, status: int = 200) -> Any:
    """The page; `sent` holds the form that was just refused, to be shown again with what was typed."""
    actor = current_actor()
    found = queries.request_in_scope(actor, request_id)
    can = {verb: getattr(rules, f"can_{verb}")(actor, found) for verb in rules.TRANSITIONS}
    forms = {verb: form(formdata=None) for verb, form in FORMS.items() if can[verb]} | (sent or {})
    _offer_workers(actor, found, forms)
    siblings = [one for one in queries.open_requests_of_household(found.community_id, found.household_id) if one.id != found.id]
    context = {
        "purchase": found,
        "can": can,
        "forms": forms,
        "box": f"purchases/actions/_{found.state.value}.html",
        "siblings": siblings if rules.sees_door(actor, found.household.grid_id) else [],
        "may_merge": can["merge"] and any(one.state is RequestState.SUBMITTED for one in siblings),
        "residents": residents_of(found.household) if rules.sees_door(actor, found.household.grid_id) else [],
        "sees_door": rules.sees_door(actor, found.household.grid_id),
        "may_repeat": rules.can_keep_usual(actor)
        and rules.sees_door(actor, found.household.grid_id)
        and found.household.removed_at is None,
        "code": rules.shown_code(actor, found.code, found),
        "badges": _badges(actor, found),
        "must_verify": rules.must_be_verified(found, queries.demands_verification(found.community_id)),
        "history": told(queries.history_of(found)),
        "back": _way_back(actor, found),
    }
    return make_response(render_template("purchases/request.html", **context), status)


def _badges(actor: Actor, found: PurchaseRequest) -> list[str]:
    fillings = slots.results("request_context", actor=actor, household_ids={found.household_id})
    return [text for filling in fillings for text in filling.get(found.household_id, [])]


def _offer_workers(actor: Actor, found: PurchaseRequest, forms: dict[str, BaseForm]) -> None:
    """Everybody who may bring it with what they carry already; the grid's own worker is proposed."""
    asking: list[Any] = [forms[verb] for verb in ("approve", "assign") if verb in forms]
    if not asking:
        return
    choices = [
        (str(user.id), _("%(name)s（手上 %(number)s 单）", name=user.name, number=load))
        for user, load in queries.workers_with_load(found.community_id)
    ]
    proposed = queries.proposed_workers(found.community_id, [found]).get(found.id)
    for form in asking:
        form.worker.choices = choices
        if form.worker.data is None and proposed is not None:
            form.worker.data = str(proposed)


def _way_back(actor: Actor, found: PurchaseRequest) -> str:
    if request.args.get("from") == "deliveries" or (actor.role == Role.GRID_WORKER and found.assigned_to_id == actor.user_id):
        return url_for("purchases.deliveries")
    return url_for("purchases.requests")
