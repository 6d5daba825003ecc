"""Which grids a worker answers for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.forms import BaseForm, MultiChoiceField


class GridsForm(BaseForm):
    grids = MultiChoiceField(_l("负责哪些网格"), description=_l("一个网格可以由几个人一起负责。"))
