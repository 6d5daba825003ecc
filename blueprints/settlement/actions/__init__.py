"""What is done with money: one verb, one function, in files by what it is about.

book: the one way into the book · paying: what is due, paid, given back, owed, written off · passing_on: cash leaves the
hands it is in, the supplier's bill · closing: an order is done · correcting: a wrong entry is taken back ·
complaints: something was missing or broken.
"""

from blueprints.settlement.actions.closing import close_order, settle_alone
from blueprints.settlement.actions.complaints import close_complaint, open_complaint
from blueprints.settlement.actions.correcting import correct_closed, is_reckoned, may_reverse, reverse
from blueprints.settlement.actions.passing_on import advance, enter_goods, hand_over, set_bill
from blueprints.settlement.actions.paying import (
    charge,
    clear_taken_back,
    credit,
    discount,
    owe,
    pay,
    refund,
    set_goods,
    write_off,
)

__all__ = [
    "advance",
    "charge",
    "clear_taken_back",
    "close_complaint",
    "close_order",
    "correct_closed",
    "credit",
    "discount",
    "enter_goods",
    "hand_over",
    "is_reckoned",
    "may_reverse",
    "open_complaint",
    "owe",
    "pay",
    "refund",
    "reverse",
    "set_bill",
    "set_goods",
    "settle_alone",
    "write_off",
]
