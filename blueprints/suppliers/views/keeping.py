"""The list of suppliers, one of them, and keeping it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.suppliers import actions, blueprint, queries
from blueprints.suppliers.forms import OneTapForm, SupplierForm, seen_version
from blueprints.suppliers.models import Supplier
from blueprints.suppliers.rules import SupplierKind, can_add, can_edit
from core import clock, htmx
from core.errors import Conflict, Invalid, Refused, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

_KEEPERS = (Role.SECRETARY, Role.OFFICER)


@blueprint.get("/suppliers")
@requires(*STAFF)
def suppliers() -> Any:
    actor, now, ended = current_actor(), clock.now(), request.args.get("show") == "ended"
    past = request.args.get("past", type=row_id)
    last = queries.supplier_in_scope(actor, past) if past else None
    found = queries.list_suppliers(actor, ended=ended, after=last, limit=queries.PAGE + 1)
    rows = found[: queries.PAGE]
    context = {
        "rows": rows,
        "has_more": len(found) > len(rows),
        "ended": ended,
        "counts": queries.count_prices(supplier.id for supplier in rows),
        "windows": {supplier.id: queries.next_window(supplier, now) for supplier in rows},
        "can_add": can_add(actor),
    }
    return render_template("suppliers/page.html", **context)


@blueprint.get("/suppliers/<int:supplier_id>")
@requires(*STAFF)
def supplier(supplier_id: int) -> Any:
    return _show(supplier_id)


@blueprint.get("/suppliers/new")
@requires(*_KEEPERS)
def new_supplier() -> Any:
    form = _form(formdata=None, kind=SupplierKind.SUPERMARKET.value)
    form.whole.data = True
    return _show_form(form)


@blueprint.post("/suppliers/new")
@requires(*_KEEPERS)
def add_supplier() -> Any:
    form, actor = _form(), current_actor()
    if form.hours.was_edited():
        form.hours.edit()
        return _show_form(form)
    if not form.validate():
        return _show_form(form, status=422)

    def work() -> str:
        added = actions.add_supplier(form.facts(), actor=actor, now=clock.now())
        return url_for("suppliers.supplier", supplier_id=added.id)

    try:
        return go_to(submit_once(form, actor, work))
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_form(form, status=422)


@blueprint.get("/suppliers/<int:supplier_id>/change")
@requires(*_KEEPERS)
def change_page(supplier_id: int) -> Any:
    found = _to_edit(supplier_id)
    return _show_form(_form(formdata=None).fill(found), found)


@blueprint.post("/suppliers/<int:supplier_id>/change")
@requires(*_KEEPERS)
def change_supplier(supplier_id: int) -> Any:
    found, form, actor = _to_edit(supplier_id), _form(), current_actor()
    if form.hours.was_edited():
        form.hours.edit()
        return _show_form(form, found)
    if not form.validate():
        return _show_form(form, found, 422)

    def work() -> str:
        held = queries.supplier_in_scope(actor, supplier_id, lock=True)
        actions.change_supplier(held, form.facts(held), actor=actor, now=clock.now(), version=seen_version(form.version))
        return url_for("suppliers.supplier", supplier_id=supplier_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_form(form, queries.supplier_in_scope(actor, supplier_id), 422)
    except Conflict as error:
        return _show(supplier_id, still_here(error))
    flash(_("已改好。"))
    return go_to(url)


@blueprint.post("/suppliers/<int:supplier_id>/end")
@requires(*_KEEPERS)
def end_supplier(supplier_id: int) -> Any:
    return _one_tap(supplier_id, actions.end_supplier, _("已停用。新的单子不会再给他们。"))


@blueprint.post("/suppliers/<int:supplier_id>/take-up")
@requires(*_KEEPERS)
def take_up_supplier(supplier_id: int) -> Any:
    return _one_tap(supplier_id, actions.take_up_supplier, _("已重新启用。"))


def _one_tap(supplier_id: int, verb: Callable[..., None], said: str) -> Any:
    form, actor = OneTapForm(), current_actor()
    queries.supplier_in_scope(actor, supplier_id)
    if not form.validate():
        return _show(supplier_id, 422)

    def work() -> str:
        verb(queries.supplier_in_scope(actor, supplier_id, lock=True), actor=actor, now=clock.now())
        return url_for("suppliers.supplier", supplier_id=supplier_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show(supplier_id, still_here(error))
    flash(said)
    return go_to(url)


def _to_edit(supplier_id: int) -> Supplier:
    """Raises OutOfScope, or Refused for one that somebody else keeps."""
    found = queries.supplier_in_scope(current_actor(), supplier_id)
    if not can_edit(current_actor(), found):
        raise Refused
    return found


def _form(**given: Any) -> SupplierForm:
    actor = current_actor()
    if actor.role == Role.SECRETARY:
        return SupplierForm(actor, queries.estates_to_choose(actor.community_id), **given)
    return SupplierForm(actor, queries.communities_to_choose(actor.subdistrict_id), **given)


def _show(supplier_id: int, status: int = 200) -> Any:
    actor, now = current_actor(), clock.now()
    found = queries.supplier_in_scope(actor, supplier_id)
    context = {
        "supplier": found,
        "window": queries.next_window(found, now),
        "prices": queries.count_prices([found.id]).get(found.id, 0),
        "can_edit": can_edit(actor, found),
        "form": OneTapForm(formdata=None),
    }
    return make_response(render_template("suppliers/supplier.html", **context), status)


def _show_form(form: SupplierForm, found: Supplier | None = None, status: int = 200) -> Any:
    context = {
        "form": form,
        "supplier": found,
        "action": url_for("suppliers.change_supplier", supplier_id=found.id) if found else url_for("suppliers.add_supplier"),
    }
    return htmx.render("suppliers/form.html", "suppliers/_form.html", status=status, **context)
