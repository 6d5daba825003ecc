"""A whole price list from Excel: template, upload, look, confirm."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.suppliers import actions, blueprint, queries
from blueprints.suppliers.forms import ConfirmForm, UploadForm
from blueprints.suppliers.models import PriceUpload
from blueprints.suppliers.price_list import read_prices
from blueprints.suppliers.rules import can_edit
from blueprints.suppliers.sheets import preview_sheets, template_sheets
from core import clock
from core.actors import Actor
from core.database import one_moment
from core.errors import Conflict, Refused, still_here
from core.excel import workbook_response
from core.excel_in import Unreadable
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once

_KEEPERS = (Role.SECRETARY, Role.OFFICER)
SHOWN = 50  # of each kind on the page; the rest is in the file


class _Stale(Exception):
    """The list has changed between looking and confirming."""


@blueprint.get("/suppliers/price-template.xlsx")
@requires(*_KEEPERS)
def price_template() -> Any:
    return workbook_response(_("价目表模板"), template_sheets())


@blueprint.get("/suppliers/<int:supplier_id>/prices/upload")
@requires(*_KEEPERS)
def upload_page(supplier_id: int) -> Any:
    return _show_upload(supplier_id, UploadForm(formdata=None))


@blueprint.post("/suppliers/<int:supplier_id>/prices/upload")
@requires(*_KEEPERS)
def upload_prices(supplier_id: int) -> Any:
    form, actor, upload = UploadForm(), current_actor(), request.files.get("file")
    if not can_edit(actor, queries.supplier_in_scope(actor, supplier_id)):
        raise Refused
    if not form.validate():
        return _show_upload(supplier_id, form, 422)
    if upload is None or not upload.filename:
        form.add_error(_("请选择一个文件。"), "file")
        return _show_upload(supplier_id, form, 422)
    try:
        with upload.stream as stream:
            rows, refused = read_prices(stream.read())
    except Unreadable as error:
        form.add_error(error.message, "file")
        return _show_upload(supplier_id, form, 422)

    def work() -> str:
        supplier = queries.supplier_in_scope(actor, supplier_id, lock=True)
        kept = actions.upload_prices(supplier, rows, refused, actor=actor, now=clock.now(), file_name=upload.filename or "")
        return url_for("suppliers.price_upload", upload_id=kept.id)

    return go_to(submit_once(form, actor, work))


@blueprint.get("/price-uploads/<int:upload_id>")
@requires(*_KEEPERS)
def price_upload(upload_id: int) -> Any:
    return _show(current_actor(), upload_id)


@blueprint.get("/price-uploads/<int:upload_id>/preview.xlsx")
@requires(*_KEEPERS)
def upload_preview(upload_id: int) -> Any:
    one_moment()
    upload = _to_confirm(current_actor(), upload_id)
    if upload.applied_at is not None:
        raise Conflict(_("这份价目表已经确认过，核对结果没有保留。"))
    return workbook_response(_("价目表核对"), preview_sheets(actions.plan_of(upload), upload.refused))


@blueprint.post("/price-uploads/<int:upload_id>/confirm")
@requires(*_KEEPERS)
def confirm_prices(upload_id: int) -> Any:
    form, actor = ConfirmForm(), current_actor()
    _to_confirm(actor, upload_id)
    if not form.validate():
        return _show(actor, upload_id, 422, form)

    def work() -> str:
        supplier = queries.supplier_in_scope(actor, queries.upload_in_scope(actor, upload_id).supplier_id, lock=True)
        upload = queries.upload_in_scope(actor, upload_id)
        digest, keeps_rest = str(form.plan.data), bool(form.keeps_rest.data)
        if not actions.apply_prices(upload, supplier, actor=actor, now=clock.now(), digest=digest, keeps_rest=keeps_rest):
            raise _Stale
        return url_for("suppliers.price_upload", upload_id=upload_id)

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return _show(actor, upload_id, still_here(error))
    except _Stale:
        form = ConfirmForm(formdata=None)
        form.add_error(_("您核对以后，价目表又有了变动。下面是重新核对的结果，请再看一遍。还没有写入任何内容。"))
        return _show(actor, upload_id, 409, form)
    flash(_("价目表已更新。"))
    return go_to(url)


def _to_confirm(actor: Actor, upload_id: int) -> PriceUpload:
    upload = queries.upload_in_scope(actor, upload_id)
    if not can_edit(actor, upload.supplier):
        raise Refused
    return upload


def _show_upload(supplier_id: int, form: UploadForm, status: int = 200) -> Any:
    actor = current_actor()
    supplier = queries.supplier_in_scope(actor, supplier_id)
    if not can_edit(actor, supplier):
        raise Refused
    context = {"supplier": supplier, "form": form, "waiting": queries.waiting_upload(supplier.id)}
    return make_response(render_template("suppliers/upload.html", **context), status)


def _show(actor: Actor, upload_id: int, status: int = 200, form: ConfirmForm | None = None) -> Any:
    one_moment()
    upload = _to_confirm(actor, upload_id)
    plan = None if upload.applied_at is not None else actions.plan_of(upload)
    form = form or ConfirmForm(formdata=None)
    form.plan.data = plan.digest if plan else ""
    context = {"upload": upload, "supplier": upload.supplier, "plan": plan, "form": form, "shown": SHOWN}
    return make_response(render_template("suppliers/price_upload.html", **context), status)
