"""Filling in what the supplier says: the same lines and buttons on the supplier's own page and on the office's tab."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, make_response, render_template, url_for
from flask_babel import gettext as _

from blueprints.orders import papers, queries
from blueprints.orders.actions.answering import answer_item, answer_rest, finish_answering
from blueprints.orders.forms.supplier import AnswerForm, FinishForm, RestForm
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.papers import Paper
from blueprints.orders.queries import supplier_links
from blueprints.orders.queries.shares import shares_of
from blueprints.orders.rules import can_answer
from blueprints.orders.supplier_sheets import sheets
from core import clock, htmx
from core.actors import Actor
from core.errors import Conflict, Invalid, still_here
from core.excel import workbook_response
from core.htmx import go_to
from core.submissions import submit_once


class Desk:
    """Who fills in (`actor`, `by_name`), which order, and the addresses of the buttons. `ENDPOINTS`: page, answer, rest, finish, excel."""

    ENDPOINTS: dict[str, str]
    actor: Actor
    by_name: str
    values: dict[str, Any]

    def order(self, *, lock: bool = False) -> PurchaseOrder:
        raise NotImplementedError

    def page(self, *, status: int, **context: Any) -> Any:
        """The whole page around the lines."""
        raise NotImplementedError

    def url(self, what: str, **more: Any) -> str:
        return url_for(f"orders.{self.ENDPOINTS[what]}", **self.values, **more)


def paper_of(order: PurchaseOrder) -> Paper:
    return papers.make(order, queries.items_of(order), supplier_links.bags_of(order), shares_of(order))


def show(desk: Desk, *, status: int = 200, form: AnswerForm | None = None, conflict: str = "", finish: FinishForm | None = None) -> Any:
    """The page as it stands; `form` is one line as it was typed, when it could not be saved."""
    order = desk.order()
    paper, may_answer = paper_of(order), can_answer(desk.actor, order)
    forms = {row.item.id: AnswerForm.of(row.item) for row in paper.rows} if may_answer else {}
    if form is not None and may_answer:
        forms[form.item.id] = form
    return desk.page(
        status=status,
        desk=desk,
        order=order,
        paper=paper,
        forms=forms,
        may_answer=may_answer,
        conflicts={form.item.id: conflict} if form is not None and conflict else {},
        finish_form=finish or FinishForm(formdata=None),
        rest_form=RestForm(formdata=None),
        arrival=papers.arrival(order),
        community=supplier_links.community_of(order),
    )


def save_answer(desk: Desk, item_id: int) -> Any:
    """One line. Refused or too late: the line again, as typed, with what is wrong beside it."""
    form = AnswerForm(queries.item_on(desk.order(), item_id))
    if not form.validate():
        return _line(desk, form, 422)

    def work() -> str:
        item = queries.item_on(desk.order(lock=True), item_id, lock=True)
        answer_item(item, actor=desk.actor, now=clock.now(), by_name=desk.by_name, **form.answers())
        return desk.url("page") + f"#item-{item_id}"

    try:
        url = submit_once(form, desk.actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return _line(desk, form, 422)
    except Conflict as error:
        return _overtaken(desk, item_id, form, error)
    if not htmx.is_fragment_request():
        return go_to(url)
    paper = paper_of(desk.order())
    row = next(row for row in paper.rows if row.item.id == item_id)
    return render_template("orders/_supplier_answered.html", desk=desk, row=row, form=AnswerForm.of(row.item), paper=paper)


def save_rest(desk: Desk, leave: frozenset[int]) -> Any:
    """Everything else is there at the expected price, but not the lines somebody is typing in (`leave`)."""
    form, saved = RestForm(), []
    if not form.validate():
        return show(desk, status=422)

    def work() -> str:
        order = desk.order(lock=True)
        saved[:] = [
            answer_rest(order, queries.items_of(order), actor=desk.actor, now=clock.now(), by_name=desk.by_name, leave=leave),
        ]
        return desk.url("page")

    try:
        url = submit_once(form, desk.actor, work)
    except Conflict as error:
        return show(desk, status=still_here(error))
    left = len(paper_of(desk.order()).still_open)
    flash(
        _("存好了 %(count)s 样。", count=sum(saved)) + (_("还有 %(count)s 样要填单价或选一下。", count=left) if left else _("全部填好了。"))
    )
    return go_to(url)


def save_finish(desk: Desk) -> Any:
    form = FinishForm()
    if not form.validate():
        return show(desk, status=422, finish=form)

    def work() -> str:
        order = desk.order(lock=True)
        finish_answering(
            order,
            queries.items_of(order),
            actor=desk.actor,
            now=clock.now(),
            by_name=desk.by_name,
            rest_is_missing=form.rest_is_missing.data,
        )
        return desk.url("page")

    try:
        url = submit_once(form, desk.actor, work)
    except Invalid as error:
        form.add_error(error.message)
        return show(desk, status=422, finish=form)
    except Conflict as error:
        return show(desk, status=still_here(error))
    flash(_("收到了，谢谢！货到之前还可以改。"))
    return go_to(url)


def excel(desk: Desk) -> Any:
    order = desk.order()
    name = _("采购单 %(number)s", number=order.number)
    return workbook_response(name, sheets(paper_of(order), community=supplier_links.community_of(order).name))


def _line(desk: Desk, form: AnswerForm, status: int, conflict: str = "") -> Any:
    """The line alone for htmx, in place of the one that was sent; otherwise the whole page around it."""
    if not htmx.is_fragment_request():
        return show(desk, status=status, form=form, conflict=conflict)
    row = next(row for row in paper_of(desk.order()).rows if row.item.id == form.item.id)
    response = make_response(render_template("orders/_supplier_line.html", desk=desk, row=row, form=form, conflict=conflict), status)
    response.headers["HX-Retarget"] = f"#item-{row.item.id}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _overtaken(desk: Desk, item_id: int, form: AnswerForm, error: Conflict) -> Any:
    """Somebody was faster: what they wrote is told, what was typed stays, and sending it once more means it."""
    order = desk.order()
    if not can_answer(desk.actor, order):
        if htmx.is_fragment_request():
            flash(error.message, "warn")
            return go_to(desk.url("page"))
        return show(desk, status=still_here(error))
    form.version.data = str(queries.item_on(order, item_id).version)
    form.submission_id.data = str(uuid.uuid4())
    return _line(desk, form, 409, error.message)
