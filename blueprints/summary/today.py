"""What a worker has to do today: the numbers on top, and the first lines of each list, in walking order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from blueprints.alerts import queries as alert_queries
from blueprints.alerts.models import Alert
from blueprints.care import queries as care_queries
from blueprints.care.cards import Card, cards_of
from blueprints.inspections.models import Round, RoundHousehold
from blueprints.inspections.queries import doors
from blueprints.inspections.queries.doors import BuildingDoors
from blueprints.inspections.queries.rounds import running_rounds
from blueprints.purchases import queries as purchase_queries
from blueprints.purchases.models import PurchaseRequest, UsualOrder
from blueprints.settlement import queries as settlement_queries
from blueprints.summary.board import Number
from blueprints.summary.figures import TODAY, Looked
from blueprints.summary.queries.counts import count_by_community
from core.actors import Actor

LINES = 8  # of each list; the rest is one tap away


@dataclass(frozen=True)
class Work:
    numbers: dict[str, Number]
    care: list[Card]
    rounds: list[Round]
    buildings: list[BuildingDoors]
    revisits: list[RoundHousehold]
    deliveries: list[PurchaseRequest]
    alerts: list[Alert]
    reminders: list[UsualOrder]
    cash: int  # in the own hands, in cents

    @property
    def is_nothing(self) -> bool:
        return not any(number.count for number in self.numbers.values())

    def more(self, key: str, shown: int) -> int:
        """How many of a list are not shown."""
        return max(0, self.numbers[key].count - shown)


def todays_work(actor: Actor, now: datetime) -> Work:
    """A fixed number of queries, each of which reads only what is shown."""
    looked = Looked(actor, now)
    counts = count_by_community(TODAY, looked)
    numbers = {}
    for figure in TODAY:
        count = sum(counts[figure.key].values())
        numbers[figure.key] = Number(figure.key, figure.label, count, figure.url(looked), figure.tone if count else "quiet")
    return Work(
        numbers=numbers,
        care=cards_of(actor, care_queries.list_cases(care_queries.case_filter(actor, show="pending", now=now), limit=LINES), now),
        rounds=running_rounds(actor),
        buildings=doors.missing_by_building(doors.missing_filter(actor, show="open")),
        revisits=doors.list_missing(doors.missing_filter(actor, show="revisit"), limit=LINES),
        deliveries=purchase_queries.my_deliveries(actor, worker_id=actor.user_id, limit=LINES),
        alerts=alert_queries.list_alerts(alert_queries.alert_filter(actor, show="pending"), limit=LINES),
        reminders=purchase_queries.list_reminders(purchase_queries.reminder_filter(actor, today=looked.today), limit=LINES),
        cash=settlement_queries.purse_of(actor.user_id or 0),
    )
