"""A request on somebody's behalf: by a worker at the door, or from a phone call; and changing one."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.places.queries.households import residents_of
from blueprints.places.queries.scope import household_in_scope
from blueprints.places.vocabulary import RequestKind
from blueprints.purchases import actions, blueprint, picking, queries, usual
from blueprints.purchases.forms import RequestForm
from blueprints.purchases.rules import Source
from blueprints.purchases.views import repeating
from core import clock, htmx
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

_FILERS = (Role.GRID_WORKER, Role.SECRETARY)


@blueprint.get("/households/<int:household_id>/requests/new")
@requires(*_FILERS)
def new_request(household_id: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    asked = repeating.asked_before(household)
    if asked is not None:
        return _show(household_id, RequestForm(formdata=None, **asked), 200)
    return _show(household_id, RequestForm(formdata=None, **repeating.for_somebody(household)), 200)


@blueprint.post("/households/<int:household_id>/requests/new")
@requires(*_FILERS)
def file_request(household_id: int) -> Any:
    form, actor = RequestForm(), current_actor()
    household = household_in_scope(actor, household_id)
    if picking.is_step(form):
        return _show(household_id, form, picking.take_step(form, picking.place_of(household)))
    if not form.validate():
        return _show(household_id, form, 422)
    codes: list[str] = []

    def work() -> str:
        household = household_in_scope(actor, household_id, lock=True)
        repeating.note_filed(household, actor=actor, now=clock.now())
        filed = actions.file_request(
            actor=actor,
            now=clock.now(),
            household=household,
            source=Source.PHONE_CALL if actor.role == Role.SECRETARY else Source.WORKER,
            **_typed(form),
        )
        codes.append(filed.code)
        return url_for("purchases.request_page", request_id=filed.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(household_id, form, 422)
    except Conflict as error:
        return _show(household_id, form, still_here(error))
    if codes:
        flash(_("已登记。单号 %(code)s，请告诉对方，送到时要对。", code=codes[-1]))
    return go_to(url)


@blueprint.get("/requests/<int:request_id>/change")
@requires(*_FILERS)
def change_page(request_id: int) -> Any:
    found = queries.request_in_scope(current_actor(), request_id)
    lines = [usual.form_row(usual.wanted_of(line)) for line in found.lines]
    form = RequestForm(
        formdata=None, name=found.name, phone=found.phone, kind=found.kind.value, is_urgent=found.is_urgent, note=found.note, lines=lines
    )
    return _show_change(request_id, form, 200)


@blueprint.post("/requests/<int:request_id>/change")
@requires(*_FILERS)
def change(request_id: int) -> Any:
    form, actor = RequestForm(), current_actor()
    household = queries.request_in_scope(actor, request_id).household
    if picking.is_step(form):
        return _show_change(request_id, form, picking.take_step(form, picking.place_of(household)))
    if not form.validate():
        return _show_change(request_id, form, 422)

    def work() -> str:
        found = queries.request_in_scope(actor, request_id, lock=True)
        actions.change_request(found, actor=actor, now=clock.now(), version=request.form.get("version", type=row_id), **_typed(form))
        return url_for("purchases.request_page", request_id=request_id)

    url = submit_once(form, actor, work)
    flash(_("已改好。"))
    return go_to(url)


def _typed(form: RequestForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "phone": form.phone.data,
        "kind": RequestKind(form.kind.data),
        "is_urgent": form.is_urgent.data,
        "lines": form.wanted(),
        "note": form.note.data,
    }


def _show(household_id: int, form: RequestForm, status: int) -> Any:
    household = household_in_scope(current_actor(), household_id)
    picking.show_prices(form, picking.place_of(household))
    context = {
        "form": form,
        "household": household,
        # After a lost race (409) the form is an ordinary one: whoever sends it again has seen that the reminder was answered.
        "action": url_for("purchases.file_request", household_id=household_id, **({} if status == 409 else repeating.carried())),
        "residents": residents_of(household),
        "siblings": queries.open_requests_of_household(household.community_id, household.id),
        "usual_orders": queries.usual_of_household(household),
        "last": queries.last_request_of(household),
        "chosen": {name: request.args.get(name, type=row_id) for name in ("usual", "again")},
        "version": None,
    }
    return htmx.render("purchases/new.html", "purchases/_form.html", status=status, **context)


def _show_change(request_id: int, form: RequestForm, status: int) -> Any:
    found = queries.request_in_scope(current_actor(), request_id)
    picking.show_prices(form, picking.place_of(found.household))
    context = {
        "form": form,
        "purchase": found,
        "action": url_for("purchases.change", request_id=request_id),
        "version": request.form.get("version", found.version, type=row_id),
    }
    return htmx.render("purchases/change.html", "purchases/_form.html", status=status, **context)
