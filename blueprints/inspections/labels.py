from flask_babel import lazy_gettext as _l

from blueprints.inspections.rules import Hazard, Need, Outcome, Presence, RoundState
from core import labels

# One enum a call: members of different enums with the same value would be the same key of a dict.
labels.register(
    {
        RoundState.OPEN: _l("进行中"),
        RoundState.CLOSED: _l("已结束"),
    }
)
labels.register(
    {
        Outcome.SEEN: _l("见到人了"),
        Outcome.NOBODY_HOME: _l("没人在家"),
        Outcome.REFUSED: _l("拒绝登记"),
        Outcome.VACANT: _l("空置"),
    }
)
labels.register(
    {
        Presence.STAYS: _l("还住这里"),
        Presence.NEW: _l("新来的"),
        Presence.MOVED_OUT: _l("搬走了"),
    }
)
labels.register(
    {
        Hazard.GAS: _l("燃气"),
        Hazard.WIRING: _l("电线"),
        Hazard.EBIKE: _l("电动车进楼充电"),
        Hazard.BLOCKED_EXIT: _l("楼道堵塞"),
        Hazard.OTHER: _l("其他"),
    }
)
labels.register(
    {
        Need.FOOD: _l("吃的用的"),
        Need.MEDICINE: _l("药品"),
        Need.DOCTOR: _l("看病"),
        Need.REPAIR: _l("维修"),
        Need.COMPANY: _l("陪伴聊天"),
        Need.OTHER: _l("其他"),
    }
)
