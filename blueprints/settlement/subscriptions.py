"""What the money side does when goods come, or go back."""

from __future__ import annotations

from flask_babel import gettext as _

from blueprints.orders.events import OrderReceived
from blueprints.purchases.events import RequestMoved
from blueprints.settlement import actions, queries
from core.events import subscribe


def on_received(event: OrderReceived) -> None:
    actions.enter_goods(queries.locked_order(event.order_id), actor=event.actor, now=event.now)


def on_moved(event: RequestMoved) -> None:
    if event.verb == "take_back":
        request = queries.request(event.request_id)
        reason = request.cancelled_reason[:200] or _("东西退回去了")
        actions.clear_taken_back(request, actor=event.actor, now=event.now, reason=reason)


subscribe(OrderReceived, on_received)
subscribe(RequestMoved, on_moved)
