"""What is typed about complaints."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from blueprints.orders.models import OrderLine
from blueprints.settlement.rules import FOR_REFUND, ComplaintKind, Method
from core.forms import BaseForm, ChoiceField, HiddenField, MoneyField, NoteField, SelectField
from core.labels import choices, label


class ComplaintForm(BaseForm):
    """`lines` are those of the request's order, if there was one."""

    kind = ChoiceField(_l("怎么了"), required=_l("请选一个。"))
    line = SelectField(_l("是哪一样"))
    text = NoteField(_l("写一写"), required=_l("请写一写怎么回事。"), max_length=300, description=_l("例如：少了一袋盐；鸡蛋碎了 3 个。"))

    def __init__(self, lines: list[OrderLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices(ComplaintKind)
        self.line.choices = [(str(line.id), line.request_line.text) for line in lines]

    def facts(self, lines: list[OrderLine]) -> dict[str, Any]:
        """As the action takes them; `lines` as they are now."""
        chosen = next((line for line in lines if str(line.id) == self.line.data), None)
        return {"kind": ComplaintKind(self.kind.data), "text": self.text.data, "line": chosen}


class CloseComplaintForm(BaseForm):
    outcome = NoteField(_l("怎么办的"), required=_l("请写明是怎么办的，居民会看到。"), max_length=300)
    cents = MoneyField(_l("少收或退多少元"), description=_l("不涉及钱就不填。"))
    method = SelectField(_l("已经收过钱的，怎么退"))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = [(method.value, label(method)) for method in FOR_REFUND]

    def facts(self) -> dict[str, Any]:
        seen = str(self.version.data or "")
        return {
            "outcome": self.outcome.data,
            "cents": self.cents.data,
            "method": Method(self.method.data) if self.method.data else None,
            "version": int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None,
        }
