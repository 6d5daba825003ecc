"""Fields that accept what people really type on a phone, and say in Chinese what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
import wtforms
from flask_babel import gettext as _
from wtforms import HiddenField, PasswordField, ValidationError
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import TextInput

from core import clock, money
from core.forms import clean

__all__ = ["HiddenField", "PasswordField"]

LINE_LENGTH = 60
PROSE_LENGTH = 500
_FIRST_YEAR = 1900


class Filled:
    """Required, with a message of its own."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None or field.data == "" or field.data == []:
            # A field that could not be read has said so already.
            raise StopValidation("" if field.errors else str(self.message))


def with_required(required: Any, extra: Iterable[Any]) -> list[Any]:
    first = Filled(required) if required else Optional()
    return [first, *extra]


def _no_longer_than(limit: int) -> Callable[[Any, Any], None]:
    def check(form: Any, field: Any) -> None:
        if field.data and len(field.data) > limit:
            raise ValidationError(_("最多 %(limit)s 个字，现在有 %(length)s 个。", limit=limit, length=len(field.data)))

    return check


class TextField(wtforms.StringField):
    """One line of text. `required` is the message shown when it is empty; None makes it optional."""

    def __init__(
        self, label: Any = None, *, required: Any = None, max_length: int = LINE_LENGTH, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, with_required(required, [_no_longer_than(max_length), *validators]), filters=[clean.line], **kwargs)
        self.max_length = max_length


class NoteField(wtforms.TextAreaField):
    """Several lines of text."""

    def __init__(
        self, label: Any = None, *, required: Any = None, max_length: int = PROSE_LENGTH, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, with_required(required, [_no_longer_than(max_length), *validators]), filters=[clean.prose], **kwargs)
        self.max_length = max_length


class _Parsed(wtforms.Field):
    """A text input whose words become a value; what was typed stays when they do not."""

    widget = TextInput()
    input_mode = "text"

    def __init__(self, label: Any = None, *, required: Any = None, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, with_required(required, validators), **kwargs)
        self.typed: str | None = None

    def parse(self, text: str) -> Any:
        """Turn cleaned text into a value, or raise ValueError with the message to show."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0] if valuelist else ""
        text = clean.line(self.typed)
        self.data = self.parse(text) if text else None

    def process_data(self, value: Any) -> None:
        self.data = value

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.show(self.data)


class NumberField(_Parsed):
    """A whole number between `low` and `high`, both included."""

    input_mode = "numeric"

    def __init__(self, label: Any = None, *, low: int = 0, high: int = 9999, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def parse(self, text: str) -> int:
        message = _("请填 %(low)s 到 %(high)s 之间的整数。", low=self.low, high=self.high)
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII) or not self.low <= int(text) <= self.high:
            raise ValueError(message)
        return int(text)


class AmountField(_Parsed):
    """An amount of goods such as 2 or 1.5, as Decimal with at most two decimals, above zero."""

    input_mode = "decimal"

    def __init__(self, label: Any = None, *, high: int = 999, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.high = high

    def parse(self, text: str) -> Decimal:
        message = _("请填大于 0、不超过 %(high)s 的数，例如 2 或 1.5。", high=self.high)
        try:
            value = Decimal(text.replace("。", "."))
        except InvalidOperation:
            raise ValueError(message) from None
        if not value.is_finite() or not 0 < value <= self.high or value != round(value, 2):
            raise ValueError(message)
        return value

    def show(self, value: Decimal) -> str:
        return f"{value.normalize():f}"


class MoneyField(_Parsed):
    """A sum in yuan such as 36 or 36.50, kept as whole cents. `low` and `high` in cents, both included."""

    input_mode = "decimal"

    def __init__(self, label: Any = None, *, low: int = 1, high: int = money.MOST, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def parse(self, text: str) -> int:
        message = _("请填 %(low)s 到 %(high)s 元之间的数，最多两位小数，例如 36.5。", low=money.yuan(self.low), high=money.yuan(self.high))
        text = text.replace("。", ".").strip("¥￥元 ").replace(",", "").replace("，", "")
        if not re.fullmatch(r"\d{1,9}(\.\d{0,2})?", text, re.ASCII):
            raise ValueError(message)
        cents = money.cents_of(Decimal(text.rstrip(".")))
        if not self.low <= cents <= self.high:
            raise ValueError(message)
        return cents

    def show(self, value: int) -> str:
        return money.yuan(value)


class TemperatureField(_Parsed):
    """A body temperature, kept as tenths of a degree Celsius (36.5 → 365)."""

    input_mode = "decimal"
    LOW, HIGH = 340, 430

    def parse(self, text: str) -> int:
        message = _("体温请填 34 到 43 之间的数，例如 36.5。")
        text = text.replace("。", ".").replace("度", ".").replace("℃", "").replace("°C", "").rstrip(".")
        if re.fullmatch(r"\d{3}", text, re.ASCII):  # 365, as often typed
            text = f"{text[:2]}.{text[2]}"
        if not re.fullmatch(r"\d{2}(\.\d)?", text, re.ASCII):
            raise ValueError(message)
        tenths = int(Decimal(text) * 10)
        if not self.LOW <= tenths <= self.HIGH:
            raise ValueError(message)
        return tenths

    def show(self, value: int) -> str:
        return f"{value / 10:.1f}"


class PhoneField(_Parsed):
    """A mobile, landline, 400 or service number of China, kept as digits (area codes with their 0)."""

    input_mode = "tel"
    SERVICE = re.compile(r"(1[012]\d|12\d{3}|9[56]\d{3,4}|10\d{3})", re.ASCII)

    def parse(self, text: str) -> str:
        value = parse_phone(text)
        if value is None:
            raise ValueError(_("电话号码不对，请填 11 位手机号，或带区号的座机号。"))
        return value


def parse_phone(text: str) -> str | None:
    """Digits of a valid Chinese number, or None. The demo range 199 0000 xxxx is accepted."""
    digits = re.sub(r"[\s\-()—－.]", "", clean.line(text))
    if digits.startswith(("+86", "0086")):
        digits = digits.removeprefix("+86").removeprefix("0086")
    if not digits.isascii() or not digits.isdigit() or not 3 <= len(digits) <= 12:
        return None
    if re.fullmatch(r"1[3-9]\d{9}", digits) or PhoneField.SERVICE.fullmatch(digits):
        return digits
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return None
    return digits if phonenumbers.is_valid_number(number) else None


class DateField(_Parsed):
    """A day, typed or picked: 2026-11-22, 2026/11/22, 2026年11月22日, 20261122."""

    widget = TextInput()
    PATTERNS = (
        r"(\d{4})-(\d{1,2})-(\d{1,2})",
        r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日?",
        r"(\d{4})(\d{2})(\d{2})",
    )
    input_type = "date"

    def __init__(
        self, label: Any = None, *, earliest: Callable[[], date] | None = None, latest: Callable[[], date] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.earliest, self.latest = earliest, latest

    def parse(self, text: str) -> date:
        for pattern in self.PATTERNS:
            match = re.fullmatch(pattern, text, re.ASCII)
            if match:
                try:
                    value = date(*map(int, match.groups()))
                except ValueError:
                    break
                return self._within(value)
        raise ValueError(_("日期请填成 2026-11-22 这样。"))

    def _within(self, value: date) -> date:
        low = self.earliest() if self.earliest else date(_FIRST_YEAR, 1, 1)
        high = self.latest() if self.latest else date(2100, 12, 31)
        if not low <= value <= high:
            raise ValueError(_("日期要在 %(low)s 到 %(high)s 之间。", low=low.isoformat(), high=high.isoformat()))
        return value

    def show(self, value: date) -> str:
        return value.isoformat()


class TimeField(_Parsed):
    """A time of day: 9:30, 09:30, 9：30, 0930, 9点, 9点半."""

    input_type = "time"

    def parse(self, text: str) -> time:
        text = text.replace("点半", ":30").replace("点", ":").rstrip("分").replace(".", ":")
        if text.endswith(":"):
            text += "00"
        match = re.fullmatch(r"(\d{1,2}):(\d{1,2})(?::\d{2})?", text, re.ASCII) or re.fullmatch(r"(\d{1,2})(\d{2})", text, re.ASCII)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError(_("时间请填成 09:30 这样。"))
        return time(int(match[1]), int(match[2]))

    def show(self, value: time) -> str:
        return f"{value:%H:%M}"


class DateTimeField(_Parsed):
    """A moment in Shanghai time (`datetime-local`), as an aware datetime; not in the future."""

    input_type = "datetime-local"

    def parse(self, text: str) -> datetime:
        for pattern in ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"):
            try:
                value = datetime.strptime(text, pattern).replace(tzinfo=clock.SHANGHAI)
            except ValueError:
                continue
            if value > clock.now() + timedelta(minutes=10):
                raise ValueError(_("时间不能晚于现在。"))
            if value.year < _FIRST_YEAR:  # a moment of year 1 is before all time as soon as it is told in UTC
                break
            return value
        raise ValueError(_("时间请填成 2026-11-22 09:30 这样。"))

    def show(self, value: datetime) -> str:
        return clock.local(value).strftime("%Y-%m-%dT%H:%M")
