"""The supplier's own page: no account, only the address. Everything on it hangs on the link."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from blueprints.orders import blueprint, limits
from blueprints.orders.models import PurchaseOrder
from blueprints.orders.queries import supplier_links
from blueprints.orders.queries.supplier_links import LinkGone
from blueprints.orders.views import desk
from core import clock, htmx
from core.actors import public_actor
from core.htmx import go_to
from core.permissions import public
from core.web import row_id

PUBLIC = "/o/"


class SupplierDesk(desk.Desk):
    """Raises LinkGone, now and whenever the order is read: a link may end while its page is open."""

    ENDPOINTS = {
        "page": "supplier_page",
        "answer": "supplier_answer",
        "rest": "supplier_rest",
        "finish": "supplier_finish",
        "excel": "supplier_excel",
    }

    def __init__(self, link_token: str) -> None:
        link = supplier_links.working_link(link_token, clock.now())
        self.values = {"link_token": link.token}
        self.expires_at = link.expires_at
        self.by_name = link.order.supplier.name
        self.actor = public_actor(self.by_name, link.community_id)

    def order(self, *, lock: bool = False) -> PurchaseOrder:
        token = self.values["link_token"]
        link = supplier_links.working_link(token, clock.now())
        if lock:
            supplier_links.lock_order_of(link)
            link = supplier_links.working_link(token, clock.now())  # it may have been revoked while we waited
        return link.order

    def page(self, *, status: int, **context: Any) -> Any:
        return render_template("orders/supplier.html", **context), status


@blueprint.get("/o/<string:link_token>")
@public
def supplier_page(link_token: str) -> Any:
    return desk.show(SupplierDesk(link_token))


@blueprint.post("/o/<string:link_token>/items/<int:item_id>/answer")
@public
def supplier_answer(link_token: str, item_id: int) -> Any:
    return desk.save_answer(SupplierDesk(link_token), item_id)


@blueprint.post("/o/<string:link_token>/rest")
@public
def supplier_rest(link_token: str) -> Any:
    return desk.save_rest(SupplierDesk(link_token), frozenset(request.form.getlist("leave", type=row_id)))


@blueprint.post("/o/<string:link_token>/finish")
@public
def supplier_finish(link_token: str) -> Any:
    return desk.save_finish(SupplierDesk(link_token))


@blueprint.get("/o/<string:link_token>/order.xlsx")
@public
def supplier_excel(link_token: str) -> Any:
    return desk.excel(SupplierDesk(link_token))


@blueprint.errorhandler(LinkGone)
def link_gone(error: LinkGone) -> Any:
    """Made up, revoked, expired or called off: a page that says whom to ask. Whoever tries many is stopped."""
    status = 404
    if error.community is None and not limits.may_try_again():
        status = 429
    if htmx.is_fragment_request():
        return go_to(
            url_for("orders.supplier_page", link_token=(request.view_args or {})["link_token"])
        )  # a line of an open page: the whole page says it
    return render_template("orders/supplier_gone.html", community=error.community, is_called_off=error.is_called_off), status


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nobody indexes or stores these pages; their addresses go to no other site (core's same-origin referrer)."""
    if request.path.startswith(PUBLIC):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
    return response
