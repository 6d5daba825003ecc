"""What is typed about suppliers and their prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from blueprints.accounts.rules import Role
from blueprints.places.models import Community, Estate
from blueprints.suppliers.actions import PriceFacts, SupplierFacts
from blueprints.suppliers.models import PriceItem, Supplier
from blueprints.suppliers.price_list import MOST, NAME_LIMIT, SPEC_LIMIT, UNIT_LIMIT
from blueprints.suppliers.rules import MAX_FEE, MAX_WINDOWS, SupplierKind
from blueprints.suppliers.windows import by_hours
from blueprints.suppliers.wording import WEEKDAYS, week_hours
from core.actors import Actor
from core.forms import (
    BaseForm,
    CheckField,
    ChoiceField,
    HiddenField,
    MoneyField,
    MultiChoiceField,
    NoteField,
    PhoneField,
    Rows,
    TextField,
    TimeField,
)
from core.labels import choices
from core.web import row_id


class HoursForm(wtforms.Form):
    """The same hours on some days of the week. An empty row is left out."""

    days = MultiChoiceField(_l("星期几"))
    starts = TimeField(_l("从"))
    ends = TimeField(_l("到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days.choices = [(str(number), text) for number, text in WEEKDAYS.items()]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if not valid or not (self.days.data or self.starts.data or self.ends.data):
            return valid
        if not self.days.data:
            self.days.errors = [_("请勾选星期几。")]
        elif self.starts.data is None or self.ends.data is None:
            (self.ends if self.ends.data is None else self.starts).errors = [_("请填几点到几点。")]
        elif self.starts.data >= self.ends.data:
            self.ends.errors = [_("结束要晚于开始。")]
        return not (self.days.errors or self.starts.errors or self.ends.errors)


class SupplierForm(BaseForm):
    """`communities` is the officer's, `whole` and `estates` the secretary's: view and template leave the other out."""

    name = TextField(_l("名称"), required=_l("请填名称，例如：好邻居超市。"), max_length=60)
    kind = ChoiceField(_l("类型"), required=_l("请选一类。"))
    contact_name = TextField(_l("联系人"), max_length=40)
    phone = PhoneField(_l("电话"), required=_l("请填电话，缺货、改时间都要打给他们。"))
    address = TextField(_l("地址"), max_length=120)
    whole = CheckField(_l("本社区所有小区都送"))
    estates = MultiChoiceField(_l("只送这些小区"))
    communities = MultiChoiceField(_l("送到哪些社区"))
    hours = Rows(HoursForm, _l("送货时段"), high=MAX_WINDOWS)
    cut_off = TimeField(_l("每天几点截单"), description=_l("这个时间以前交的单子，赶得上下一个时段。不填就到送货开始为止。"))
    fee = MoneyField(_l("每单配送费（元）"), low=0, high=MAX_FEE, description=_l("不收就不填。"))
    note = NoteField(_l("备注"))
    version = HiddenField()

    def __init__(self, actor: Actor, areas: Sequence[Estate | Community], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(SupplierKind)
        self.actor = actor
        self.is_secretary = actor.role == Role.SECRETARY
        (self.estates if self.is_secretary else self.communities).choices = [(str(area.id), area.name) for area in areas]

    def fill(self, supplier: Supplier) -> SupplierForm:
        """As it is now."""
        for name in ("name", "contact_name", "phone", "address", "cut_off", "note"):
            self[name].data = getattr(supplier, name)
        self.kind.data, self.fee.data = supplier.kind.value, supplier.fee or None
        self.version.data = str(supplier.version)
        if self.is_secretary:
            own = [area for area in supplier.areas if area.community_id == self.actor.community_id]
            self.whole.data = any(area.estate_id is None for area in own)
            self.estates.data = [str(area.estate_id) for area in own if area.estate_id is not None]
        else:
            self.communities.data = sorted({str(area.community_id) for area in supplier.areas})
        while self.hours.entries:
            self.hours.pop_entry()
        for one in by_hours(supplier.windows):
            self.hours.append_entry({"days": [str(day) for day in one.days], "starts": one.starts, "ends": one.ends})
        if not self.hours.entries:
            self.hours.append_entry()
        return self

    def facts(self, supplier: Supplier | None = None) -> SupplierFacts:
        """As the actions take them. A community of which only some estates are served stays so when an officer leaves it ticked."""
        areas: list[tuple[int, int | None]] = []
        if self.is_secretary:
            own = self.actor.community_id or 0
            areas = [(own, None)] if self.whole.data else [(own, int(estate)) for estate in self.estates.data]
        else:
            for community in map(int, self.communities.data):
                known = [(community, area.estate_id) for area in supplier.areas if area.community_id == community] if supplier else []
                areas += known or [(community, None)]
        return SupplierFacts(
            kind=SupplierKind(self.kind.data),
            name=self.name.data,
            areas=tuple(areas),
            phone=self.phone.data,
            contact_name=self.contact_name.data or "",
            address=self.address.data or "",
            note=self.note.data or "",
            cut_off=self.cut_off.data,
            fee=self.fee.data or 0,
            hours=week_hours(self.hours.filled(by="days")),
        )


class OneTapForm(BaseForm):
    """Nothing is typed: one button."""

    version = HiddenField()


class PriceForm(BaseForm):
    name = TextField(_l("品名"), required=_l("请填品名。"), max_length=NAME_LIMIT)
    spec = TextField(_l("规格"), max_length=SPEC_LIMIT, description=_l("例如：5kg装；0.1g×30片。"))
    unit = TextField(_l("单位"), required=_l("请填单位，例如：斤、盒、袋。"), max_length=UNIT_LIMIT)
    price = MoneyField(_l("单价（元）"), required=_l("请填单价。"), high=MOST)
    needs_prescription = CheckField(_l("处方药"))
    version = HiddenField()

    def fill(self, item: PriceItem) -> PriceForm:
        for name in ("name", "spec", "unit", "price", "needs_prescription"):
            self[name].data = getattr(item, name)
        self.version.data = str(item.version)
        return self

    def facts(self) -> PriceFacts:
        return PriceFacts(
            name=self.name.data,
            unit=self.unit.data,
            price=self.price.data or 0,
            spec=self.spec.data or "",
            needs_prescription=self.needs_prescription.data,
        )


class UploadForm(BaseForm):
    file = FileField(_l("Excel 文件（.xlsx）"), description=_l("最大 8 MB。先核对，您确认后才会写入。"))


class ConfirmForm(BaseForm):
    """`plan` names the preview that was read before confirming."""

    plan = HiddenField()
    keeps_rest = CheckField(_l("表里没有的货先不下架"))


def seen_version(field: HiddenField) -> int | None:
    """The version a form was made from."""
    try:
        return row_id(str(field.data))
    except ValueError:
        return None
