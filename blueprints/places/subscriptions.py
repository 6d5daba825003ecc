"""Which events places answer."""

from __future__ import annotations

from blueprints.accounts.events import WorkHandedOver
from blueprints.places.actions.workers import hand_over_grids
from core.events import subscribe

subscribe(WorkHandedOver, hand_over_grids)
