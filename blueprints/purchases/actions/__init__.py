"""What happens to requests: one verb, one function, in files by who acts.

filing: file, change, cancel, confirm (residents, and staff on their behalf) · deciding: verify, approve, reject,
assign, merge · delivering: buy, go out, deliver, fail · ordering: what supplier orders and their settlement do to a request ·
exporting: whole numbers leave the site · following: what a request does when a worker or a door goes · repeating: usual
orders and reminders.
"""

from blueprints.purchases.actions.deciding import approve_request, assign_request, merge_requests, reject_request, verify_request
from blueprints.purchases.actions.delivering import deliver_request, fail_delivery, mark_bought, start_delivery
from blueprints.purchases.actions.exporting import note_full_export
from blueprints.purchases.actions.filing import cancel_request, change_request, confirm_receipt, file_request
from blueprints.purchases.actions.following import hand_over_work, move_requests_of_door
from blueprints.purchases.actions.ordering import fetch_request, mark_ordered, receive_goods, settle_request, take_back, unorder
from blueprints.purchases.actions.repeating import (
    change_usual_order,
    end_usual_order,
    move_usual_orders_of_door,
    note_filed,
    save_usual_order,
    set_reminder,
    skip_once,
)

__all__ = [
    "approve_request",
    "assign_request",
    "cancel_request",
    "change_request",
    "change_usual_order",
    "confirm_receipt",
    "deliver_request",
    "end_usual_order",
    "fail_delivery",
    "fetch_request",
    "file_request",
    "hand_over_work",
    "mark_bought",
    "mark_ordered",
    "merge_requests",
    "move_requests_of_door",
    "move_usual_orders_of_door",
    "note_filed",
    "note_full_export",
    "receive_goods",
    "reject_request",
    "save_usual_order",
    "set_reminder",
    "settle_request",
    "skip_once",
    "start_delivery",
    "take_back",
    "unorder",
    "verify_request",
]
