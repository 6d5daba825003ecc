"""What happens to orders: one verb, one function, in files by what is done.

gathering: open, which requests stand on it · summing: lines into items and out again · sending: plan, send, cancel.
sharing: who gets what there is too little of, what households reply · receiving: the goods stand at the gate.
handing_out: how each building gets its bags, pack, hand over, take back.
"""

from blueprints.orders.actions.gathering import Refusals, change_order, follow_request, join_requests, leave_order, open_order
from blueprints.orders.actions.handing_out import check_off, count_bags, hand_over, pack_bag, plan_building, take_back
from blueprints.orders.actions.receiving import receive_order
from blueprints.orders.actions.sending import cancel_order, plan_arrival, send_order
from blueprints.orders.actions.sharing import reply_to, reset_replies, set_share_rule, share_by_hand
from blueprints.orders.actions.summing import join_items, split_item

__all__ = [
    "Refusals",
    "cancel_order",
    "change_order",
    "check_off",
    "count_bags",
    "follow_request",
    "hand_over",
    "join_items",
    "join_requests",
    "leave_order",
    "open_order",
    "pack_bag",
    "plan_arrival",
    "plan_building",
    "receive_order",
    "reply_to",
    "reset_replies",
    "send_order",
    "set_share_rule",
    "share_by_hand",
    "split_item",
    "take_back",
]
