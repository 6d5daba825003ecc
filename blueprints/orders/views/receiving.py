"""The goods stand at the gate: one last look, then everything is written down."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import actions, blueprint, queries, rules
from blueprints.orders.actions.receiving import receipt_of
from blueprints.orders.forms.shares import ReceiveForm
from core import clock
from core.errors import Conflict, Invalid, still_here
from core.htmx import go_to
from core.permissions import current_actor, may_open, requires
from core.submissions import submit_once


@blueprint.get("/orders/<int:order_id>/receive")
@requires(Role.SECRETARY)
def receive(order_id: int) -> Any:
    return _show(order_id, ReceiveForm(formdata=None))


@blueprint.post("/orders/<int:order_id>/receive")
@requires(Role.SECRETARY)
def do_receive(order_id: int) -> Any:
    form, actor = ReceiveForm(), current_actor()
    queries.order_in_scope(actor, order_id)
    if not form.validate():
        return _show(order_id, form, 422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        actions.receive_order(order, actor=actor, now=clock.now(), version=int(form.version.data))
        after = "orders.sorting" if may_open("orders.sorting") else "orders.order_page"
        return url_for(after, order_id=order_id)

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message)
        return _show(order_id, form, 422)
    except Conflict as error:
        return _show(order_id, ReceiveForm(formdata=None), still_here(error))
    flash(_("已收货。每户得多少、付多少都记下了。"))
    return go_to(url)


def _show(order_id: int, form: ReceiveForm, status: int = 200) -> Any:
    actor = current_actor()
    order = queries.order_in_scope(actor, order_id)
    context = {
        "order": order,
        "receipt": receipt_of(order),
        "form": form,
        "can_receive": rules.can_receive(actor, order),
        "outcome_text": queries.outcome_text,
    }
    return render_template("orders/receive.html", **context), status
