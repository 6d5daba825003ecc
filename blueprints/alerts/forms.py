"""What is typed about an alert."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.forms import BaseForm, NoteField


class AcknowledgeForm(BaseForm):
    """Nothing is typed: one button."""


class CloseForm(BaseForm):
    closing_note = NoteField(_l("处理结果"), required=_l("请写明怎么处理的。"), description=_l("例如：已送社区医院，家属陪同。"))
