"""What two households always buy, and a reminder to buy somebody's medicine that is due today."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from blueprints.care.actions.cases import MedicineFacts, set_medicines
from blueprints.care.actions.reminding import ReminderFacts
from blueprints.care.models import CareCase
from blueprints.places.events import WantedLine
from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases.actions import save_usual_order
from core import clock
from core.database import db
from demo.timeline import Neighbourhood, Timeline

USUAL = (
    ("每周买菜", (("大米", "5", "斤"), ("鸡蛋", "15", "个"), ("青菜", "2", "斤"))),
    ("牛奶和水果", (("牛奶", "1", "箱"), ("苹果", "3", "斤"))),
)
EVERY_DAYS = 7


def play(place: Neighbourhood, timeline: Timeline) -> None:
    homes = [home for home in place.households if place.residents.get(home.id)]
    for home, (title, wanted) in zip(homes, USUAL, strict=False):
        who = place.residents[home.id][0]
        save_usual_order(
            home,
            actor=place.workers[home.grid_id or 0],
            now=timeline.moment(4, 9, 17),
            title=title,
            name=who.name,
            phone=who.phone,
            kind=RequestKind.GROCERIES,
            lines=[WantedLine(item, Decimal(amount), unit, IfMissing.REPLACE) for item, amount, unit in wanted],
        )
    case = db.session.scalars(
        sa.select(CareCase)
        .where(CareCase.community_id == place.community.id, CareCase.ended_at.is_(None), CareCase.medicine_runs_out_on.is_not(None))
        .order_by(CareCase.id)
    ).first()
    if case is not None:
        begun = timeline.moment(EVERY_DAYS, 9, 11)
        reminder = ReminderFacts(EVERY_DAYS, first_on=clock.day_of(begun) + timedelta(days=EVERY_DAYS))
        medicines = [MedicineFacts(one.name, one.dose, one.days_supply, one.supply_from) for one in case.medicines]
        set_medicines(case, actor=place.secretary, now=begun, medicines=medicines, reminder=reminder)
