"""Every SELECT about requests and deliveries: one (a single request), many (lists and counts), people (who carries what)."""

from blueprints.purchases.queries.counts import count_by, count_by_state, requests_per_day
from blueprints.purchases.queries.many import (
    PAGE,
    Position,
    count_requests,
    list_requests,
    my_deliveries,
    open_requests_of_households,
    request_filter,
    requests_in_scope,
)
from blueprints.purchases.queries.one import (
    all_of_household,
    by_slip_token,
    carried_by,
    code_is_taken,
    demands_verification,
    history_of,
    household_of,
    open_requests_of_household,
    request_in_scope,
    request_scope,
)
from blueprints.purchases.queries.people import load_of, proposed_workers, worker_in_community, workers_with_load

__all__ = [
    "PAGE",
    "Position",
    "all_of_household",
    "by_slip_token",
    "carried_by",
    "code_is_taken",
    "count_by",
    "count_by_state",
    "count_requests",
    "demands_verification",
    "history_of",
    "household_of",
    "list_requests",
    "load_of",
    "my_deliveries",
    "open_requests_of_household",
    "open_requests_of_households",
    "proposed_workers",
    "request_filter",
    "request_in_scope",
    "request_scope",
    "requests_in_scope",
    "requests_per_day",
    "worker_in_community",
    "workers_with_load",
]
