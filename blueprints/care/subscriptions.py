"""Events of earlier slices that care answers."""

from blueprints.accounts.events import WorkHandedOver
from blueprints.care.actions import follow_door, open_for_need, take_over
from blueprints.places.events import CareNeeded, HouseholdRemoved
from core.events import subscribe

subscribe(CareNeeded, open_for_need)
subscribe(HouseholdRemoved, follow_door)
subscribe(WorkHandedOver, take_over)
