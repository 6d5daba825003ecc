"""The office's tab about the supplier: the link, what to send by WeChat, and answers taken down from a phone call."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from blueprints.accounts.rules import Role
from blueprints.orders import blueprint, papers, queries
from blueprints.orders.actions.links import make_link, revoke_link
from blueprints.orders.forms.supplier import LinkForm, RevokeForm
from blueprints.orders.models import PurchaseOrder, SupplierLink
from blueprints.orders.queries import supplier_links
from blueprints.orders.rules import OrderState, can_link, may
from blueprints.orders.views import desk
from blueprints.places import qr
from core import clock
from core.errors import Conflict, Invalid, OutOfScope, still_here
from core.htmx import go_to
from core.permissions import current_actor, requires
from core.submissions import submit_once
from core.web import public_url, row_id


class OfficeDesk(desk.Desk):
    """Raises OutOfScope."""

    ENDPOINTS = {
        "page": "supplier_side",
        "answer": "office_answer",
        "rest": "office_rest",
        "finish": "office_finish",
        "excel": "office_excel",
    }

    def __init__(self, order_id: int, link_form: LinkForm | None = None) -> None:
        self.actor = current_actor()
        self.by_name = self.actor.name
        self.values = {"order_id": order_id}
        self.link_form = link_form or LinkForm(formdata=None)

    def order(self, *, lock: bool = False) -> PurchaseOrder:
        return queries.order_in_scope(self.actor, self.values["order_id"], lock=lock)

    def page(self, *, status: int, **context: Any) -> Any:
        order, paper, community = context["order"], context["paper"], context["community"]
        link = _working(supplier_links.last_link(order)) if may("link", self.actor) else None
        address = public_url(url_for("orders.supplier_page", link_token=link.token)) if link else ""
        return (
            render_template(
                "orders/supplier_side.html",
                link=link,
                address=address,
                drawing=qr.draw(address) if link else None,
                message=papers.message(paper, community=community.name, phone=community.phone, address=address),
                can_link=can_link(self.actor, order),
                may_link=may("link", self.actor),
                is_draft=order.state is OrderState.DRAFT,
                link_form=self.link_form,
                revoke_form=RevokeForm(formdata=None),
                **context,
            ),
            status,
        )


@blueprint.get("/orders/<int:order_id>/supplier-side")
@requires(Role.SECRETARY, Role.OFFICER)
def supplier_side(order_id: int) -> Any:
    return desk.show(OfficeDesk(order_id))


@blueprint.post("/orders/<int:order_id>/supplier-side/link")
@requires(Role.SECRETARY)
def make_supplier_link(order_id: int) -> Any:
    """The first, or a new one in its place."""
    form, actor = LinkForm(), current_actor()
    here = url_for("orders.supplier_side", order_id=order_id)
    if not form.validate():
        return desk.show(OfficeDesk(order_id, form), status=422)

    def work() -> str:
        order = queries.order_in_scope(actor, order_id, lock=True)
        make_link(order, actor=actor, now=clock.now(), days=form.days.data)
        return here

    try:
        url = submit_once(form, actor, work)
    except Invalid as error:
        form.add_error(error.message, error.field)
        return desk.show(OfficeDesk(order_id, form), status=422)
    except Conflict as error:
        return desk.show(OfficeDesk(order_id), status=still_here(error))
    flash(_("链接做好了。复制下面的文字，发给供货方。"))
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/supplier-side/link/revoke")
@requires(Role.SECRETARY)
def revoke_supplier_link(order_id: int) -> Any:
    form, actor = RevokeForm(), current_actor()
    here = url_for("orders.supplier_side", order_id=order_id)
    if not form.validate():
        return desk.show(OfficeDesk(order_id), status=422)

    def work() -> str:
        link = supplier_links.last_link(queries.order_in_scope(actor, order_id, lock=True))
        if link is None:
            raise OutOfScope
        revoke_link(link, actor=actor, now=clock.now())
        return here

    try:
        url = submit_once(form, actor, work)
    except Conflict as error:
        return desk.show(OfficeDesk(order_id), status=still_here(error))
    flash(_("链接已作废，拿着它的人什么也看不到了。"))
    return go_to(url)


@blueprint.post("/orders/<int:order_id>/supplier-side/items/<int:item_id>/answer")
@requires(Role.SECRETARY)
def office_answer(order_id: int, item_id: int) -> Any:
    return desk.save_answer(OfficeDesk(order_id), item_id)


@blueprint.post("/orders/<int:order_id>/supplier-side/rest")
@requires(Role.SECRETARY)
def office_rest(order_id: int) -> Any:
    return desk.save_rest(OfficeDesk(order_id), frozenset(request.form.getlist("leave", type=row_id)))


@blueprint.post("/orders/<int:order_id>/supplier-side/finish")
@requires(Role.SECRETARY)
def office_finish(order_id: int) -> Any:
    return desk.save_finish(OfficeDesk(order_id))


@blueprint.get("/orders/<int:order_id>/supplier-side/order.xlsx")
@requires(Role.SECRETARY, Role.OFFICER)
def office_excel(order_id: int) -> Any:
    return desk.excel(OfficeDesk(order_id))


def _working(link: SupplierLink | None) -> SupplierLink | None:
    """The link that works, or nothing."""
    return link if link and link.revoked_at is None and link.expires_at > clock.now() else None
