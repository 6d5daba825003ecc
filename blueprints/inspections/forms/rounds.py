"""What is typed about a round."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import clock
from core.forms import BaseForm, DateField, MultiChoiceField, NoteField, TextField

LONGEST_DAYS = 180
EARLIEST_DAYS = 31


def _today() -> date:
    return clock.day_of(clock.now())


class RoundForm(BaseForm):
    title = TextField(
        _l("名称"),
        required=_l("请给这一轮起个名称。"),
        max_length=40,
        description=_l("例如：11月消防安全排查。网格员在手机上看到的就是它。"),
    )
    starts_on = DateField(
        _l("开始日期"),
        required=_l("请填开始日期。"),
        earliest=lambda: _today() - timedelta(days=EARLIEST_DAYS),
        latest=_today,
    )
    ends_on = DateField(_l("结束日期"), required=_l("请填结束日期。"), latest=lambda: _today() + timedelta(days=LONGEST_DAYS))
    grids = MultiChoiceField(_l("排查哪些网格"), required=_l("请至少选一个网格。"), description=_l("所选网格里的每一户都要查到。"))
    note = NoteField(_l("要求"), description=_l("写给网格员看的，例如重点查什么。"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        fine = super().validate(*args, **kwargs)
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.add_error(_("结束日期不能早于开始日期。"), field="ends_on")
            return False
        return fine


class CloseRoundForm(BaseForm):
    note = NoteField(_l("结束说明"), description=_l("没查到的怎么办，写一句。"))
