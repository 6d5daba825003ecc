from flask_babel import lazy_gettext as _l

from blueprints.alerts.rules import AlertKind, AlertState
from core import labels

labels.register(
    {
        AlertKind.FEVER: _l("发热或呼吸道症状"),
        AlertKind.HAZARD: _l("安全隐患"),
        AlertKind.UNWELL: _l("身体不舒服"),
        AlertKind.OTHER: _l("其他"),
        AlertState.OPEN: _l("待处理"),
        AlertState.ACKNOWLEDGED: _l("处理中"),
        AlertState.CLOSED: _l("已办结"),
    }
)
