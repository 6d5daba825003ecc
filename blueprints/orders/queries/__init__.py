"""Every SELECT about orders, by noun: orders, entries (the requests on them), items (with their lines), waiting (requests on none)."""

from blueprints.orders.queries.entries import (
    dropped_entries_of,
    entries_of,
    entry_of,
    lock_requests_of,
    order_of_request,
    request_on,
    standing_on,
)
from blueprints.orders.queries.items import item_on, items_of, items_on
from blueprints.orders.queries.orders import (
    PAGE,
    Listed,
    count_by_state,
    drafts,
    last_number,
    list_orders,
    lock_numbers,
    of_request_locked,
    order_filter,
    order_in_scope,
    order_scope,
    request_of,
)
from blueprints.orders.queries.waiting import estate_to_choose, estates_to_choose, supplier_to_choose, suppliers_to_choose, waiting_requests

__all__ = [
    "PAGE",
    "Listed",
    "count_by_state",
    "drafts",
    "dropped_entries_of",
    "entries_of",
    "entry_of",
    "estate_to_choose",
    "estates_to_choose",
    "item_on",
    "items_of",
    "items_on",
    "last_number",
    "list_orders",
    "lock_numbers",
    "lock_requests_of",
    "of_request_locked",
    "order_filter",
    "order_in_scope",
    "order_of_request",
    "order_scope",
    "request_of",
    "request_on",
    "standing_on",
    "supplier_to_choose",
    "suppliers_to_choose",
    "waiting_requests",
]
