"""Care cases: old people living alone and others, each contacted in its rhythm; some are due now, some overdue."""

from __future__ import annotations

from datetime import date

from blueprints.care.actions import cases, contacts
from blueprints.care.models import CareCase
from blueprints.care.rules import CareNeed, Condition, EndReason, Mood
from blueprints.care.schedule import Frequency, FrequencyKind
from blueprints.places.models import Household, Resident
from blueprints.places.vocabulary import CareCategory, ContactMethod
from core import clock
from demo.timeline import Neighbourhood, Timeline

SHARE_OF_ELDERS = 0.55
DAYS = 14
MEDICINES = (
    ("苯磺酸氨氯地平片", "5 毫克，每天早上一片"),
    ("二甲双胍缓释片", "500 毫克，早晚各一片"),
    ("阿司匹林肠溶片", "100 毫克，每晚一片"),
)


def play(place: Neighbourhood, timeline: Timeline) -> None:
    number = 0
    for household in place.households:
        for resident in place.residents.get(household.id, []):
            categories = _categories(resident, len(place.residents[household.id]), clock.day_of(timeline.now), timeline)
            if not categories:
                continue
            number += 1
            case = _open(place, household, resident, categories, timeline, number)
            _contacts(place, household, case, timeline, number)
            if number % 13 == 0:
                note = "女儿接到身边照顾了"
                cases.end_case(case, actor=place.secretary, now=timeline.moment(0, 8, 10), reason=EndReason.MOVED, note=note)


def _categories(resident: Resident, at_home: int, today: date, timeline: Timeline) -> tuple[CareCategory, ...]:
    age = today.year - resident.birth_date.year if resident.birth_date else 0
    if age >= 70 and at_home == 1:
        return (CareCategory.LIVES_ALONE, CareCategory.CHRONIC_ILLNESS) if timeline.chance(0.5) else (CareCategory.LIVES_ALONE,)
    if age >= 78 and timeline.chance(SHARE_OF_ELDERS):
        return (CareCategory.CHRONIC_ILLNESS,)
    return (CareCategory.PREGNANT,) if 25 <= age <= 33 and timeline.chance(0.03) else ()


def _frequency(categories: tuple[CareCategory, ...], number: int) -> Frequency:
    if CareCategory.LIVES_ALONE in categories:
        return Frequency(FrequencyKind.TWICE_DAILY) if number % 5 == 0 else Frequency(FrequencyKind.DAILY)
    if number % 3 == 0:
        return Frequency(FrequencyKind.EVERY_N_DAYS, 3)
    return Frequency(FrequencyKind.WEEKLY)


def _open(
    place: Neighbourhood, household: Household, resident: Resident, categories: tuple[CareCategory, ...], timeline: Timeline, number: int
) -> CareCase:
    at = timeline.moment(DAYS, 8, 9)
    medicines = []
    if CareCategory.CHRONIC_ILLNESS in categories:
        name, dose = MEDICINES[number % len(MEDICINES)]
        medicines.append(cases.MedicineFacts(name=name, dose=dose, days_supply=14 + number % 16, supply_from=clock.day_of(at)))
    user = place.users[household.grid_id or 0]
    return cases.open_case(
        actor=place.secretary,
        now=at,
        household=household,
        resident=resident,
        facts=cases.CaseFacts(
            categories=categories,
            frequency=_frequency(categories, number),
            emergency=cases.EmergencyContact(name=f"{resident.name[0]}某", phone=f"1990000{9000 + number % 900:04d}", relation="女儿"),
        ),
        worker_id=user.id,
        medicines=medicines,
    )


def _contacts(place: Neighbourhood, household: Household, case: CareCase, timeline: Timeline, number: int) -> None:
    """Go through the days: in nine of ten cases the slot was kept. Today about half are still to be called."""
    actor = place.workers[household.grid_id or 0]
    for days_ago in range(DAYS, -1, -1):
        for low, high in ((8, 11), (14, 17)):
            at = timeline.moment(days_ago, low, high)
            if days_ago == 0 and (low >= 14 or number % 2):
                continue
            if days_ago == 1 and number % 7 == 3:  # nobody answered yesterday: overdue today
                continue
            if case.next_due_at is None or case.next_due_at > at or not timeline.chance(0.93):
                continue
            contacts.record_contact(
                case, actor=actor, now=at, facts=_facts(timeline, number, days_ago), submission_id=timeline.submission_id(), is_quick=True
            )


def _facts(timeline: Timeline, number: int, days_ago: int) -> contacts.ContactFacts:
    if timeline.chance(0.06):
        return contacts.ContactFacts(reached=False, method=ContactMethod.PHONE)
    if number % 9 == 4 and days_ago == 1:
        return contacts.ContactFacts(
            reached=True,
            method=ContactMethod.VISIT,
            condition=Condition.UNWELL,
            temperature=371,
            mood=Mood.LOW,
            note="咳嗽两天了，说吃不下饭",
        )
    if number % 6 == 1 and days_ago in (0, 2):
        return contacts.ContactFacts(
            reached=True, method=ContactMethod.PHONE, condition=Condition.WELL, needs=(CareNeed.MEDICINE,), medicine_days_left=3
        )
    method = timeline.random.choice((ContactMethod.PHONE, ContactMethod.VISIT, ContactMethod.WECHAT))
    return contacts.ContactFacts(reached=True, method=method, condition=Condition.WELL, mood=Mood.GOOD)
