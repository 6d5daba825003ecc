"""What residents type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.places.vocabulary import IfMissing, RequestKind
from blueprints.purchases import usual
from blueprints.purchases.models import PurchaseRequest
from blueprints.purchases.rules import CODE_LENGTH, MAX_LINES
from blueprints.purchases.wanted import STEPS, LineFields, PicksFromLists, wanted_line
from blueprints.residents.doors import Door, grouped
from core.forms import (
    BaseForm,
    CheckField,
    ChoiceField,
    HiddenField,
    NoteField,
    NumberField,
    PhoneField,
    Rows,
    SelectField,
    TextField,
)
from core.labels import choices

FIRST_ROWS = 3


class LineForm(LineFields):
    """One thing to be bought. An empty row is left out."""

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.item.data and self.amount.data is None and not self.amount.errors:
            self.amount.errors = [_("请填数量，例如 2。")]
            return False
        if not self.item.data and (self.amount.data is not None or self.unit.data):
            self.item.errors = [_("请写要买什么。")]
            return False
        return valid


class WishForm(BaseForm, PicksFromLists):
    """What is to be bought, for whom: a new request and a change have this in common."""

    name = TextField(_l("怎么称呼您"), required=_l("请写怎么称呼您，例如：张阿姨。"), max_length=20)
    phone = PhoneField(_l("手机号"), required=_l("请填手机号，送货时要打给您。"))
    kind = ChoiceField(_l("买哪一类"), required=_l("请选一类。"))
    lines = Rows(LineForm, _l("要买的东西"), high=MAX_LINES, steps=STEPS)
    if_missing = ChoiceField(_l("没有货怎么办"), required=_l("请选一个。"))
    is_urgent = CheckField(_l("很急，今天就要"))
    note = NoteField(_l("还有什么要说的"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(RequestKind)
        self.if_missing.choices = choices(IfMissing)

    def start(self) -> WishForm:
        """An empty form as it is first shown: a few rows, the safest answer chosen, nothing personal."""
        while len(self.lines.entries) < FIRST_ROWS:
            self.lines.append_entry()
        self.if_missing.data = IfMissing.ASK_ME.value
        return self

    def ask_again(self, request: PurchaseRequest) -> Self:
        """As it was asked for then; urgency and note were about that day."""
        self.name.data, self.phone.data, self.kind.data = request.name, request.phone, request.kind.value
        self.if_missing.data = request.lines[0].if_missing.value
        while self.lines.entries:
            self.lines.pop_entry()
        for line in request.lines:
            self.lines.append_entry(usual.form_row(usual.wanted_of(line)))
        return self

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        valid = super().validate(*args, **kwargs)
        if not self.lines.filled(by="item") and not self.lines.errors:
            first = self.lines.entries[0].form.item
            first.errors = [_("请至少写一样要买的东西。")]
            self.lines.errors = [{"item": first.errors}]
            return False
        return valid

    def answers(self) -> dict[str, Any]:
        """As the actions of purchases take them."""
        kind, if_missing = RequestKind(self.kind.data), IfMissing(self.if_missing.data)
        lines = [wanted_line(row, kind, if_missing) for row in self.lines.filled(by="item")]
        return {
            "name": self.name.data,
            "phone": self.phone.data,
            "kind": kind,
            "is_urgent": self.is_urgent.data,
            "lines": lines,
            "note": self.note.data,
        }


class AgainForm(WishForm):
    """A new request of the door an earlier one came from."""

    consent = CheckField(_l("我看过上面的说明，同意这样使用"), required=_l("要打勾同意，我们才能帮您买。"))


class NewRequestForm(AgainForm):
    household = SelectField(_l("您家是哪一户"), required=_l("请选您家的门牌。"))

    def __init__(self, doors: Sequence[Door], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household.choices = [(str(door.household_id), door.door) for door in doors]
        self._fields = {"household": self._fields.pop("household"), **self._fields}  # mistakes are listed as the page stands
        self.door_groups = grouped(doors, lambda floor: _("%(floor)s层", floor=floor))


class ChangeForm(WishForm):
    version = HiddenField()

    def fill(self, request: PurchaseRequest) -> ChangeForm:
        """As it was asked for last."""
        self.version.data = str(request.version)
        self.is_urgent.data, self.note.data = request.is_urgent, request.note
        return self.ask_again(request)

    def seen_version(self) -> int:
        text = str(self.version.data)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


class CancelForm(BaseForm):
    reason = TextField(_l("为什么不要了"), max_length=100)


class OneTapForm(BaseForm):
    """Nothing is typed: one button."""


class ReplyForm(BaseForm):
    """要 or 不要: two buttons. `version` is that of the shop's answer the question was about."""

    accepts = HiddenField()
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


class LastFourField(NumberField):
    """The end of a phone number. Data is the four digits as text."""

    def parse(self, text: str) -> str:  # type: ignore[override]
        if len(text) != 4 or not (text.isascii() and text.isdigit()):
            raise ValueError(_("请填四位数字，例如 0012。"))
        return text


class FindForm(BaseForm):
    code = TextField(
        _l("单号"),
        required=_l("请填小票上的单号。"),
        max_length=12,
        description=_l("小票上的 %(length)s 位字母和数字，大小写都行。", length=CODE_LENGTH),
    )
    phone_end = LastFourField(_l("手机号后四位"), required=_l("请填手机号的后四位。"))
