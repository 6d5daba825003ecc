"""What is sent about an import."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from core.forms import BaseForm, TextField


class UploadForm(BaseForm):
    file = FileField(_l("Excel 文件（.xlsx）"), description=_l("最大 8 MB、50,000 行。先核对，您确认后才会写入。"))
    estate = TextField(_l("小区"), description=_l("表里没有“小区”一列时才填，例如：阳光花园。"))


class ConfirmForm(BaseForm):
    """`plan` names the preview that was read before confirming."""

    plan = HiddenField()


class AbandonForm(BaseForm):
    """Nothing is typed: one button."""


class ExportForm(BaseForm):
    """Nothing is typed: one button."""
