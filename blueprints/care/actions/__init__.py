"""What happens to care cases and contacts: one verb, one function."""

from blueprints.care.actions.cases import (
    CaseFacts,
    EmergencyContact,
    MedicineFacts,
    assign_case,
    change_case,
    end_case,
    open_case,
    set_medicines,
)
from blueprints.care.actions.contacts import (
    ContactFacts,
    all_well,
    not_reached,
    record_contact,
    request_purchase,
    void_contact,
)
from blueprints.care.actions.elsewhere import follow_door, open_for_need, take_over
from blueprints.care.actions.reminding import ReminderFacts

__all__ = [
    "CaseFacts",
    "ContactFacts",
    "EmergencyContact",
    "MedicineFacts",
    "ReminderFacts",
    "all_well",
    "assign_case",
    "change_case",
    "end_case",
    "follow_door",
    "not_reached",
    "open_case",
    "open_for_need",
    "record_contact",
    "request_purchase",
    "set_medicines",
    "take_over",
    "void_contact",
]
