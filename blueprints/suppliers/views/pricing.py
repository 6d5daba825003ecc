"""A price list: read, searched, exported; one price added, changed, taken off, put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import STAFF, Role
from blueprints.suppliers import actions, blueprint, queries
from blueprints.suppliers.forms import OneTapForm, PriceForm, seen_version
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.rules import can_edit
from blueprints.suppliers.sheets import price_sheet
from core import clock, htmx
from core.errors import Conflict, Invalid, Refused, still_here
from core.excel import workbook_response
from core.forms import clean
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import row_id

_KEEPERS = (Role.SECRETARY, Role.OFFICER)


@blueprint.get("/suppliers/<int:supplier_id>/prices")
@requires(*STAFF)
def prices(supplier_id: int) -> Any:
    actor, args = current_actor(), request.args
    supplier = queries.supplier_in_scope(actor, supplier_id)
    words, off, after = clean.line(args.get("q"))[:40], args.get("show") == "off", args.get("after", type=row_id)
    last = queries.price_in_scope(actor, after) if after else None
    found = queries.list_prices(supplier.id, words=words, is_available=not off, after=last, limit=queries.PAGE + 1)
    rows = found[: queries.PAGE]
    context: dict[str, Any] = {
        "supplier": supplier,
        "rows": rows,
        "has_more": len(found) > len(rows),
        "words": words,
        "off": off,
        "total": queries.count_prices([supplier.id]).get(supplier.id, 0),
        "can_edit": can_edit(actor, supplier),
    }
    return htmx.render("suppliers/prices.html", "suppliers/_prices.html", **context)


@blueprint.get("/suppliers/<int:supplier_id>/prices.xlsx")
@requires(*STAFF)
def export_prices(supplier_id: int) -> Any:
    supplier = queries.supplier_in_scope(current_actor(), supplier_id)
    title = _("%(name)s价目表", name=supplier.name)
    sheet = price_sheet(queries.all_prices(supplier.id, is_available=True))
    return workbook_response(f"{title} {clock.local(clock.now()):%Y-%m-%d}", [sheet])


@blueprint.get("/suppliers/<int:supplier_id>/prices/new")
@requires(*_KEEPERS)
def new_price(supplier_id: int) -> Any:
    return _show_new(_to_edit(supplier_id), PriceForm(formdata=None))


@blueprint.post("/suppliers/<int:supplier_id>/prices/new")
@requires(*_KEEPERS)
def add_price(supplier_id: int) -> Any:
    supplier, form, actor = _to_edit(supplier_id), PriceForm(), current_actor()
    if not form.validate():
        return _show_new(supplier, form, 422)

    def work() -> str:
        held = queries.supplier_in_scope(actor, supplier_id, lock=True)
        actions.add_price(held, form.facts(), actor=actor, now=clock.now())
        return url_for("suppliers.prices", supplier_id=supplier_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show_new(queries.supplier_in_scope(actor, supplier_id), form, 422)
    flash(_("已加到价目表的最后。"))
    return go_to(url)


@blueprint.get("/prices/<int:price_id>")
@requires(*STAFF)
def price(price_id: int) -> Any:
    return _show(price_id)


@blueprint.post("/prices/<int:price_id>/change")
@requires(*_KEEPERS)
def change_price(price_id: int) -> Any:
    form = PriceForm()
    queries.price_in_scope(current_actor(), price_id)
    if not form.validate():
        return _show(price_id, 422, form)
    return _change(price_id, form, lambda item, **rest: actions.change_price(item, form.facts(), **rest), _("已改好。"))


@blueprint.post("/prices/<int:price_id>/take-off")
@requires(*_KEEPERS)
def take_off(price_id: int) -> Any:
    return _change(price_id, OneTapForm(), actions.take_off, _("已下架，居民选不到了。"))


@blueprint.post("/prices/<int:price_id>/put-back")
@requires(*_KEEPERS)
def put_back(price_id: int) -> Any:
    return _change(price_id, OneTapForm(), actions.put_back, _("已重新上架。"))


def _change(price_id: int, form: Any, verb: Callable[..., None], said: str) -> Any:
    """One verb on one price, its supplier held meanwhile."""
    actor, refused = current_actor(), form if isinstance(form, PriceForm) else None
    queries.price_in_scope(actor, price_id)
    if not form.validate():
        return _show(price_id, 422)

    def work() -> str:
        supplier = queries.supplier_of_price(actor, price_id)
        verb(queries.price_in_scope(actor, price_id), actor=actor, now=clock.now(), version=seen_version(form.version))
        return url_for("suppliers.prices", supplier_id=supplier.id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _show(price_id, 422, refused)
    except Conflict as error:
        return _show(price_id, still_here(error))
    flash(said)
    return go_to(url)


def _to_edit(supplier_id: int) -> Supplier:
    supplier = queries.supplier_in_scope(current_actor(), supplier_id)
    if not can_edit(current_actor(), supplier):
        raise Refused
    return supplier


def _show_new(supplier: Supplier, form: PriceForm, status: int = 200) -> Any:
    return make_response(render_template("suppliers/new_price.html", supplier=supplier, form=form), status)


def _show(price_id: int, status: int = 200, form: PriceForm | None = None) -> Any:
    item: PriceItem = queries.price_in_scope(current_actor(), price_id)
    tap = OneTapForm(formdata=None)
    tap.version.data = str(item.version)
    context = {
        "item": item,
        "form": form or PriceForm(formdata=None).fill(item),
        "tap": tap,
        "can_edit": can_edit(current_actor(), item.supplier),
    }
    return make_response(render_template("suppliers/price.html", **context), status)
