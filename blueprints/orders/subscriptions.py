"""What orders do when something happens to a request."""

from __future__ import annotations

from flask_babel import gettext as _

from blueprints.orders import actions, queries
from blueprints.purchases.events import RequestMoved
from core.events import subscribe

_GOES = ("cancel", "take_back", "buy")


def follow_request(event: RequestMoved) -> None:
    """What is called off or bought over the counter is not ordered as well."""
    if event.verb not in _GOES:
        return
    order = queries.of_request_locked(event.community_id, event.request_id)
    if order is not None:
        request = queries.request_of(event.request_id)
        reason = _("已自行买好") if event.verb == "buy" else request.cancelled_reason or _("代购单已取消")
        actions.follow_request(order, request, actor=event.actor, now=event.now, reason=reason)


subscribe(RequestMoved, follow_request)
