"""When two doors become one, the alerts of both stand on its file."""

from __future__ import annotations

from blueprints.alerts import actions
from blueprints.alerts.rules import AlertKind
from blueprints.places.actions.buildings import merge_households
from core import clock
from core.database import run_tx
from tests.support import world


def test_alerts_go_along(person):
    def work():
        owner, now = world.actor("owner"), clock.now()
        home, into = world.household_at(world.NEXT_DOOR), world.household_at(world.OWN_DOOR)
        actions.raise_alert(actor=owner, now=now, household=home, kind=AlertKind.HAZARD, text="楼道堆物", source_type="test")
        merge_households(home, into=into, actor=world.actor("secretary"), now=now)
        return into.id

    assert "楼道堆物" in person("owner").get(f"/households/{run_tx(work)}").text
