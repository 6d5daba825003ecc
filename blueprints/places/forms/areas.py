"""What is typed about communities, estates and grids."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.forms import BaseForm, CheckField, MultiChoiceField, NoteField, PhoneField, TextField


class CommunityForm(BaseForm):
    phone = PhoneField(_l("社区电话"), required=_l("请填写社区电话，居民要看。"))
    office_hours = TextField(_l("办公时间"), description=_l("例如：周一到周六 8:30-17:30"))
    services = NoteField(_l("社区能帮什么"), description=_l("一行写一项，居民扫码后能看到。"))
    verify_before_approval = CheckField(_l("代购单要先打电话核实，才能批准"))


class NewCommunityForm(BaseForm):
    name = TextField(_l("社区名称"), required=_l("请填写社区名称。"))
    phone = PhoneField(_l("社区电话"), required=_l("请填写社区电话，居民要看。"))


class EstateForm(BaseForm):
    name = TextField(_l("小区名称"), required=_l("请填写小区名称。"))
    address = TextField(_l("地址"), max_length=120, description=_l("例如：幸福路 12 号"))


class GridForm(BaseForm):
    name = TextField(_l("网格名称"), required=_l("请填写网格名称。"), max_length=40, description=_l("例如：第三网格"))


class GridUnitsForm(BaseForm):
    """Ticked units are the grid's; those that were and are not ticked any more are nobody's."""

    units = MultiChoiceField(_l("归这个网格的楼和单元"))
