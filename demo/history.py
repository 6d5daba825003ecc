"""Two weeks of neighbourhood life, played through the actions at times in the past."""

from __future__ import annotations

from datetime import datetime
from random import Random

import sqlalchemy as sa

from blueprints.alerts import actions as alerts
from blueprints.alerts.models import Alert
from core.database import db
from demo import cases, orders, plan, requests, rounds, usual
from demo.timeline import Neighbourhood, Timeline, neighbourhoods


def play(now: datetime, random: Random) -> None:
    """A finished round and a running one, contacts due and overdue, requests and orders in every state, alerts."""
    timeline = Timeline(now, random)
    for place in neighbourhoods():
        rounds.play(place, timeline)
        cases.play(place, timeline)
        requests.play(place, timeline)
        is_shown = place.community.name == plan.COMMUNITIES[0].name
        orders.play(place, timeline, is_shown=is_shown)
        if is_shown:
            usual.play(place, timeline)
        _answer_alerts(place, timeline)


def _answer_alerts(place: Neighbourhood, timeline: Timeline) -> None:
    """The old ones are closed, one is being looked after, the latest stand open."""
    raised = db.session.scalars(sa.select(Alert).where(Alert.community_id == place.community.id).order_by(Alert.raised_at)).all()
    for number, alert in enumerate(raised):
        if number < len(raised) * 0.6:
            alerts.close_alert(
                alert, actor=place.secretary, now=max(alert.raised_at, timeline.moment(2)), closing_note="已上门处理，回访正常"
            )
        elif number % 3 == 0:
            alerts.acknowledge_alert(alert, actor=place.secretary, now=max(alert.raised_at, timeline.moment(0, 8, 9)))
