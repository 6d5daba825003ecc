"""Whatever is typed, a field gives a value or a message in Chinese: never an exception, never half of both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from core import clock
from core.forms import (
    AmountField,
    CheckField,
    ChoiceField,
    DateField,
    DateTimeField,
    MultiChoiceField,
    NoteField,
    NumberField,
    PhoneField,
    Rows,
    SelectField,
    TemperatureField,
    TextField,
    TimeField,
)
from core.forms import clean as cleaning
from core.forms.fields import parse_phone

PAIRS = [("a", "甲"), ("b", "乙")]


class Line(Form):
    item = TextField("东西")
    amount = AmountField("数量")


class Everything(Form):
    text = TextField("一行", required="请填。", max_length=10)
    note = NoteField("几行", max_length=20)
    number = NumberField("数", low=-5, high=30)
    amount = AmountField("数量")
    temperature = TemperatureField("体温")
    phone = PhoneField("电话")
    day = DateField("日期")
    moment = DateTimeField("时间")
    clock_time = TimeField("几点")
    one = ChoiceField("选", choices=PAIRS)
    many = MultiChoiceField("多选", choices=PAIRS)
    other = SelectField("下拉", choices=PAIRS)
    yes = CheckField("同意", required="请勾选。")
    lines = Rows(Line, "明细")


NAMES = ["text", "note", "number", "amount", "temperature", "phone", "day", "moment", "clock_time", "one", "many", "other", "yes"]


@pytest.fixture
def in_app(app):
    with app.test_request_context("/", method="POST"):
        yield


def read(name: str, typed: str | list[str]):
    form = Everything(MultiDict([(name, value) for value in (typed if isinstance(typed, list) else [typed])]))
    form.validate()
    return form[name]


anything = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.-+/年月日:T 　１２３．。℃度,eE∞NaN", max_size=20),
    st.sampled_from(
        ["9" * 400, "1e999", "NaN", "-Infinity", "٣٤", "²", "½", "36。5", "\x00", "\ud800", "2026-02-30", "0000-00-00", "10000-01-01"]
    ),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), typed=st.one_of(anything, st.lists(anything, max_size=3)))
def test_any_text_gives_a_value_or_a_message(in_app, name, typed):
    field = read(name, typed)
    messages = [str(error) for error in field.errors]
    assert all(messages) and all(any("\u4e00" <= sign <= "\u9fff" for sign in message) for message in messages)
    if messages or field.data in (None, "", []):
        return
    if name == "number":
        assert -5 <= field.data <= 30
    if name == "amount":
        assert 0 < field.data <= 999 and field.data == round(field.data, 2)
    if name == "temperature":
        assert 340 <= field.data <= 430
    if name == "phone":
        assert field.data.isascii() and field.data.isdigit()
    if name == "day":
        assert date(1900, 1, 1) <= field.data <= date(2100, 12, 31)
    if name in ("one", "other"):
        assert field.data in ("a", "b")
    if name in ("text", "note"):
        assert len(field.data) <= 20 and "\x00" not in field.data and field.data == field.data.strip()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("9:30", "09:30"),
        ("０９：３０", "09:30"),
        ("0930", "09:30"),
        ("930", "09:30"),
        ("9点", "09:00"),
        ("9点半", "09:30"),
        ("9点05分", "09:05"),
        ("23:59:00", "23:59"),
    ],
)
def test_a_time_of_day_as_people_type_it(in_app, typed, shown):
    assert f"{read('clock_time', typed).data:%H:%M}" == shown


@pytest.mark.parametrize("typed", ["24:00", "9:60", "半", "九点", "-1:00", "9:3:1:1"])
def test_no_time_of_day(in_app, typed):
    assert read("clock_time", typed).errors


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.lists(st.tuples(st.from_regex(r"lines-[0-9]{1,3}-(item|amount)", fullmatch=True), anything), max_size=8))
def test_any_rows_give_values_or_messages(in_app, fields):
    form = Everything(MultiDict(fields))
    form.validate()
    for row in form.lines.filled(by="item"):
        assert row["item"]


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_cleaning_is_done_once(text):
    for clean in (cleaning.line, cleaning.prose):
        once = clean(text)
        assert clean(once) == once
        once.encode("utf-8")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("number", "１２", 12),
        ("number", " 7 ", 7),
        ("amount", "1.5", Decimal("1.5")),
        ("amount", "２。５", Decimal("2.5")),
        ("temperature", "36.5", 365),
        ("temperature", "365", 365),
        ("temperature", "36度5", 365),
        ("temperature", "37℃", 370),
        ("temperature", "３６。５", 365),
        ("phone", "199 0000 1234", "19900001234"),
        ("phone", "+86 199-0000-1234", "19900001234"),
        ("phone", "（0571）88888888", "057188888888"),
        ("phone", "95588", "95588"),
        ("phone", "400-800-8820", "4008008820"),
        ("day", "2026/11/2", date(2026, 11, 2)),
        ("day", "2026年11月2日", date(2026, 11, 2)),
        ("day", "20261102", date(2026, 11, 2)),
        ("text", "　张　三 ", "张 三"),
    ],
)
def test_what_people_really_type_is_understood(in_app, name, typed, value):
    field = read(name, typed)
    assert (list(field.errors), field.data) == ([], value)


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("text", "", "请填。"),
        ("text", "字" * 11, "最多 10 个字，现在有 11 个"),
        ("number", "31", "-5 到 30 之间"),
        ("amount", "0", "大于 0"),
        ("amount", "1.234", "大于 0"),
        ("temperature", "45", "34 到 43 之间"),
        ("phone", "1234567", "电话号码不对"),
        ("day", "2026-02-30", "日期请填成"),
        ("one", "c", "请从列出的选项中选"),
        ("many", ["a", "c"], "请从列出的选项中选"),
        ("other", "c", "请从列出的选项中选"),
        ("yes", [], "请勾选"),
    ],
)
def test_what_is_wrong_is_said(in_app, name, typed, message):
    field = read(name, typed)
    assert message in " ".join(str(error) for error in field.errors)


def test_what_was_typed_stays_when_it_is_wrong(in_app):
    assert read("number", "三十一")._value() == "三十一"
    assert read("day", "明天")._value() == "明天"


def test_a_moment_is_in_shanghai_and_not_in_the_future(in_app):
    field = read("moment", "2026-11-01T08:30")
    assert field.data is not None and clock.local(field.data).hour == 8
    assert "时间不能晚于现在" in str(read("moment", "2199-01-01T00:00").errors)


@settings(max_examples=300, deadline=None)
@given(text=anything)
def test_a_phone_is_digits_or_nothing(text):
    number = parse_phone(text)
    assert number is None or (number.isascii() and number.isdigit() and 3 <= len(number) <= 12)
