"""Numbers of identity papers. Every number here is generated."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.places.id_numbers import check_sign, read
from blueprints.places.vocabulary import Gender

TODAY = date(2026, 11, 22)


def make(place: str = "330102", born: str = "19450302", order: str = "002") -> str:
    first = place + born + order
    return first + check_sign(first)


def test_birth_date_and_gender_are_told():
    told = read(make(), today=TODAY)
    assert told is not None and (told.birth_date, told.gender) == (date(1945, 3, 2), Gender.FEMALE)
    assert read(make(order="003"), today=TODAY).gender is Gender.MALE


@given(born=st.dates(date(1900, 1, 1), TODAY), order=st.integers(0, 999), place=st.integers(110000, 839999))
def test_one_wrong_digit_is_noticed(born, order, place):
    number = make(str(place), f"{born:%Y%m%d}", f"{order:03d}")
    assert read(f" {number[:6]} {number[6:14]} {number[14:].lower()}", today=TODAY).number == number
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert read(wrong, today=TODAY) is None


@pytest.mark.parametrize("place", ["810000", "820000", "830000", "911124"])
def test_residents_from_elsewhere_have_numbers_of_the_same_make(place):
    assert read(make(place), today=TODAY) is not None


@pytest.mark.parametrize("number", ["H12345678", "M1234567890", "12345678", "1234567890B", "CHN110111111111", "E12345678", "EJ1234567"])
def test_permits_and_passports_are_taken_as_they_are(number):
    told = read(number, today=TODAY)
    assert told is not None and told.number == number and told.birth_date is None


@pytest.mark.parametrize("number", ["", "123", make("010000"), make(born="19451302"), make(born="20270101"), "张秀兰", "33010219450302002"])
def test_what_is_no_number(number):
    assert read(number, today=TODAY) is None
