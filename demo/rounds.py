"""A finished round, and one that is running: most doors seen, some empty, a fever and a few hazards."""

from __future__ import annotations

from datetime import timedelta

from blueprints.inspections.actions import inspections, rounds
from blueprints.inspections.models import Round
from blueprints.inspections.rules import Findings, Hazard, Need, Outcome, PersonFound
from blueprints.places.models import Household
from blueprints.places.vocabulary import ContactMethod, Tenancy
from core import clock
from demo.timeline import Neighbourhood, Timeline

FIRST_OPENED, FIRST_CLOSED, SECOND_OPENED = 13, 6, 3  # days ago
HAZARD_NOTES = {
    Hazard.EBIKE: "电动车推进屋里充电",
    Hazard.BLOCKED_EXIT: "楼道堆了纸箱和旧柜子",
    Hazard.GAS: "燃气软管老化，需要换",
    Hazard.WIRING: "插线板接了好几个，线发热",
}


def play(place: Neighbourhood, timeline: Timeline) -> None:
    first = _open(place, timeline, FIRST_OPENED, "秋冬入户排查")
    for number, household in enumerate(place.households):
        _visit(place, household, timeline, timeline.random.randrange(FIRST_CLOSED + 1, FIRST_OPENED), number, seen=0.93)
    rounds.close_round(first, actor=place.secretary, now=timeline.moment(FIRST_CLOSED, 17, 18))
    _open(place, timeline, SECOND_OPENED, "冬季消防安全入户")
    walked = 0
    for number, household in enumerate(place.households):
        # Building by building, as workers walk: the later ones in the list are still to come.
        if number / len(place.households) > 0.62 and not timeline.chance(0.06):
            continue
        walked += 1
        _visit(place, household, timeline, timeline.random.choice((2, 2, 1, 1, 0)), number + 7, seen=0.9)


def _open(place: Neighbourhood, timeline: Timeline, days_ago: int, title: str) -> Round:
    opened = clock.start_of(clock.day_of(timeline.now) - timedelta(days=days_ago)) + timedelta(hours=7)
    starts = clock.day_of(opened)
    return rounds.open_round(
        actor=place.secretary, now=opened, title=title, starts_on=starts, ends_on=starts + timedelta(days=8), grid_ids=place.grid_ids
    )


def _visit(place: Neighbourhood, household: Household, timeline: Timeline, days_ago: int, number: int, *, seen: float) -> None:
    actor = place.workers[household.grid_id or 0]
    at = timeline.moment(days_ago, 9, 17)
    if household.tenancy is Tenancy.VACANT or timeline.chance(seen):
        findings = _findings(place, household, timeline, at, number)
        inspections.record_inspection(actor=actor, now=at, household=household, findings=findings, submission_id=timeline.submission_id())
        return
    inspections.record_nobody_home(actor=actor, now=at, household=household, submission_id=timeline.submission_id())
    if days_ago > 1 and timeline.chance(0.6):
        later = timeline.moment(days_ago - 1, 17, 20)
        inspections.record_as_usual(actor=actor, now=later, household=household, submission_id=timeline.submission_id())


def _findings(place: Neighbourhood, household: Household, timeline: Timeline, at: object, number: int) -> Findings:
    """Mostly all well; at fixed doors a fever, somebody back from elsewhere, a hazard, a need."""
    if household.tenancy is Tenancy.VACANT:
        return Findings(visited_at=at, outcome=Outcome.VACANT, tenancy=Tenancy.VACANT)  # type: ignore[arg-type]
    residents = place.residents.get(household.id, [])
    people = [PersonFound(name=one.name, resident_id=one.id) for one in residents]
    hazards: tuple[Hazard, ...] = ()
    needs: tuple[Need, ...] = ()
    note = ""
    if people and number % 61 == 17:
        people[0] = PersonFound(name=people[0].name, resident_id=people[0].resident_id, fever=True, temperature=382)
    elif people and number % 47 == 11:
        arrived = clock.day_of(timeline.now) - timedelta(days=timeline.random.randrange(3, 9))
        people[-1] = PersonFound(name=people[-1].name, resident_id=people[-1].resident_id, arrived_from="外省某市", arrived_on=arrived)
    elif number % 29 == 5:
        hazards = (timeline.random.choice(tuple(HAZARD_NOTES)),)
        note = HAZARD_NOTES[hazards[0]]
    elif number % 41 == 3:
        needs, note = (Need.REPAIR,), "厨房水龙头漏水"
    return Findings(
        visited_at=at,  # type: ignore[arg-type]
        outcome=Outcome.SEEN,
        method=timeline.random.choice((ContactMethod.VISIT, ContactMethod.VISIT, ContactMethod.VISIT, ContactMethod.PHONE)),
        people=tuple(people),
        hazards=hazards,
        hazard_note=note if hazards else "",
        needs=needs,
        need_note=note if needs else "",
    )
