"""Invented households with a believable mix of ages. Names are put together at random; phones are test numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from blueprints.places.vocabulary import Gender, Tenancy

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
OLD_WOMEN = ("秀兰", "桂英", "玉珍", "淑芬", "凤英", "素琴", "桂兰", "月娥", "惠芳", "翠花")
OLD_MEN = ("建国", "德福", "志明", "国强", "永年", "文祥", "福生", "长根", "金山", "大成")
WOMEN = ("晓燕", "丽娟", "雪梅", "文静", "海霞", "婷婷", "佳怡", "慧敏", "春燕", "思雨")
MEN = ("志强", "海波", "俊杰", "晓东", "文博", "立新", "家豪", "宏伟", "一鸣", "子轩")
CHILDREN = ("小雨", "乐乐", "可心", "浩然", "梓涵", "子墨", "安安", "一诺", "晨晨", "多多")


@dataclass(frozen=True)
class Person:
    name: str
    gender: Gender
    birth_date: date
    relation: str
    phone: str | None = None
    is_tenant: bool = False
    remark: str = ""

    def age(self, today: date) -> int:
        return today.year - self.birth_date.year - ((today.month, today.day) < (self.birth_date.month, self.birth_date.day))


@dataclass
class Family:
    tenancy: Tenancy
    people: list[Person] = field(default_factory=list)


class PhoneBook:
    """Test numbers 199 0000 0000 … 199 0000 9999, each given once."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = iter(range(100, 10000))

    def next(self) -> str:
        return f"1990000{next(self._numbers):04d}"


def born(random: Random, today: date, low: int, high: int) -> date:
    return today - timedelta(days=random.randint(low * 365 + low // 4, high * 365 + high // 4))


class Families:
    """Families one after another, in fixed proportions and with a fixed seed."""

    KINDS = ("alone", "old_pair", "family", "family", "family", "three_generations", "young_pair", "tenants", "single", "vacant")

    def __init__(self, random: Random, today: date, phones: PhoneBook) -> None:
        self.random, self.today, self.phones = random, today, phones

    def next(self) -> Family:
        kind = self.random.choice(self.KINDS)
        if kind == "vacant" and self.random.random() < 0.4:
            kind = "family"
        return getattr(self, f"_{kind}")()

    def _person(
        self, names: tuple[str, ...], gender: Gender, ages: tuple[int, int], relation: str, surname: str = "", **more: object
    ) -> Person:
        surname = surname or self.random.choice(SURNAMES)
        birth = born(self.random, self.today, *ages)
        phone = self.phones.next() if ages[0] >= 16 and self.random.random() < 0.85 else None
        return Person(surname + self.random.choice(names), gender, birth, relation, phone=phone, **more)  # type: ignore[arg-type]

    def _alone(self) -> Family:
        woman = self.random.random() < 0.65
        names, gender = (OLD_WOMEN, Gender.FEMALE) if woman else (OLD_MEN, Gender.MALE)
        return Family(Tenancy.OWNER, [self._person(names, gender, (70, 92), "本人", remark="独居")])

    def _old_pair(self) -> Family:
        return Family(
            Tenancy.OWNER,
            [self._person(OLD_MEN, Gender.MALE, (66, 86), "本人"), self._person(OLD_WOMEN, Gender.FEMALE, (64, 84), "妻")],
        )

    def _family(self) -> Family:
        father = self._person(MEN, Gender.MALE, (31, 48), "本人")
        people = [father, self._person(WOMEN, Gender.FEMALE, (29, 46), "妻")]
        for _ in range(self.random.choice((1, 1, 2))):
            child_gender = self.random.choice((Gender.FEMALE, Gender.MALE))
            people.append(self._person(CHILDREN, child_gender, (1, 15), "女" if child_gender is Gender.FEMALE else "子", father.name[0]))
        return Family(Tenancy.OWNER, people)

    def _three_generations(self) -> Family:
        family = self._family()
        surname = family.people[0].name[0]
        family.people.append(self._person(OLD_MEN, Gender.MALE, (62, 80), "父", surname))
        family.people.append(self._person(OLD_WOMEN, Gender.FEMALE, (60, 79), "母"))
        return family

    def _young_pair(self) -> Family:
        return Family(
            self.random.choice((Tenancy.OWNER, Tenancy.RENTED)),
            [self._person(MEN, Gender.MALE, (24, 34), "本人"), self._person(WOMEN, Gender.FEMALE, (23, 33), "妻")],
        )

    def _tenants(self) -> Family:
        return Family(
            Tenancy.RENTED,
            [
                self._person(self.random.choice((MEN, WOMEN)), Gender.UNKNOWN, (19, 38), "合租" if number else "本人", is_tenant=True)
                for number in range(self.random.choice((1, 2, 3)))
            ],
        )

    def _single(self) -> Family:
        names, gender = self.random.choice(((MEN, Gender.MALE), (WOMEN, Gender.FEMALE)))
        return Family(Tenancy.OWNER, [self._person(names, gender, (26, 58), "本人")])

    def _vacant(self) -> Family:
        return Family(Tenancy.VACANT)
