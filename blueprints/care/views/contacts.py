"""Contacts: one tap, undo, the full form, and the request that follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.care import actions, blueprint, queries
from blueprints.care.cards import card_of
from blueprints.care.forms import ContactForm, PurchaseForm, QuickForm, UndoForm
from blueprints.care.models import CareCase
from blueprints.care.rules import CareNeed, alert_kind
from blueprints.care.views.places import answer_url, card_fragment, carried
from blueprints.places.vocabulary import ContactMethod
from core import clock, htmx
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

CARERS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.post("/care-cases/<int:case_id>/contacts/all-well")
@requires(*CARERS)
def all_well(case_id: int) -> Any:
    form, actor = QuickForm(), current_actor()
    return _one_tap(
        case_id,
        form,
        lambda case: actions.all_well(case, actor=actor, now=clock.now(), seen=form.seen_id, submission_id=form.submission_id.data),
    )


@blueprint.post("/care-cases/<int:case_id>/contacts/not-reached")
@requires(*CARERS)
def not_reached(case_id: int) -> Any:
    form, actor = QuickForm(), current_actor()
    return _one_tap(
        case_id,
        form,
        lambda case: actions.not_reached(case, actor=actor, now=clock.now(), seen=form.seen_id, submission_id=form.submission_id.data),
    )


@blueprint.post("/care-cases/<int:case_id>/contacts/<int:contact_id>/void")
@requires(*CARERS)
def void(case_id: int, contact_id: int) -> Any:
    actor = current_actor()

    def work(case: CareCase) -> None:
        contact = queries.contact_of_case(case, contact_id)
        actions.void_contact(case, contact, actor=actor, now=clock.now())

    return _one_tap(case_id, UndoForm(), work, stay=True)


@blueprint.post("/care-cases/<int:case_id>/contacts/<int:contact_id>/purchase-request")
@requires(*CARERS)
def purchase(case_id: int, contact_id: int) -> Any:
    form, actor = PurchaseForm(), current_actor()

    def work(case: CareCase) -> None:
        contact = queries.contact_of_case(case, contact_id)
        actions.request_purchase(case, contact, actor=actor, now=clock.now(), need=CareNeed(form.need.data))

    answer = _one_tap(case_id, form, work, stay=True)
    if not form.errors and not htmx.is_fragment_request():
        flash(_("代购单已生成，等社区书记审核。"))
    return answer


@blueprint.get("/care-cases/<int:case_id>/contacts/new")
@requires(*CARERS)
def new_contact(case_id: int) -> Any:
    return _show_form(case_id, ContactForm(formdata=None, data={"method": ContactMethod.PHONE.value, "reached": "yes"}), 200)


@blueprint.post("/care-cases/<int:case_id>/contacts")
@requires(*CARERS)
def save_contact(case_id: int) -> Any:
    form, actor = ContactForm(), current_actor()
    if not form.validate():
        return _show_form(case_id, form, 422)

    def work() -> str:
        case = queries.case_in_scope(actor, case_id, lock=True)
        actions.record_contact(case, actor=actor, now=clock.now(), facts=form.facts(), submission_id=form.submission_id.data)
        return answer_url(actor, case)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_form(case_id, form, 422)
    except Conflict as error:
        return _show_form(case_id, form, still_here(error))
    alerted = alert_kind(form.facts().condition, form.facts().temperature) is not None
    flash(_("已保存，并已报告社区书记。") if alerted else _("已保存。"), "warn" if alerted else "message")
    return go_to(url)


def _one_tap(case_id: int, form: Any, act: Callable[[CareCase], Any], *, stay: bool = False) -> Any:
    """Run a one-button form; `stay` leads back to the same card instead of the next."""
    actor = current_actor()
    if not form.validate():
        return _try_again(case_id, form)

    def work() -> str:
        case = queries.case_in_scope(actor, case_id, lock=True)
        act(case)
        return _same_card(case) if stay else answer_url(actor, case)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        if not htmx.is_fragment_request():
            raise
        return card_fragment(case_id, problem=error.message, status=409)
    return card_fragment(case_id) if htmx.is_fragment_request() else go_to(url)


def _try_again(case_id: int, form: Any) -> Any:
    """The button must be pressed again (a session that ended, a page too old)."""
    problem = " ".join(str(message) for messages in form.errors.values() for message in messages)
    if htmx.is_fragment_request():
        return card_fragment(case_id, problem=problem, status=422)
    actor = current_actor()
    case = queries.case_in_scope(actor, case_id)
    return render_template("care/again.html", card=card_of(actor, case, clock.now()), problem=problem, carry={}), 422


def _same_card(case: CareCase) -> str:
    kept = carried()
    place = kept.pop("place", "")
    if place == "due":
        return url_for("care.due", **kept, _anchor=f"case-{case.id}")
    if place == "door":
        return url_for("places.household_file", household_id=case.household_id, _anchor=f"case-{case.id}")
    return url_for("care.case", case_id=case.id)


def _show_form(case_id: int, form: ContactForm, status: int) -> Any:
    actor = current_actor()
    case = queries.case_in_scope(actor, case_id)
    back = url_for("care.due") if request.args.get("place") == "due" else url_for("care.case", case_id=case_id)
    return render_template(
        "care/contact_form.html", card=card_of(actor, case, clock.now()), form=form, carry=carried(), back_url=back
    ), status
