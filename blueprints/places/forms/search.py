"""What is looked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.forms import BaseForm, TextField


class SearchForm(BaseForm):
    """Changes nothing, but is posted: what is looked for is personal and stays out of addresses and logs."""

    q = TextField(_l("找门牌、姓名或电话"), max_length=60, description=_l("例如：3-2-501、501、张秀兰、zxl、电话后四位"))
