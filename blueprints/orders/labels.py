from flask_babel import lazy_gettext as _l

from blueprints.orders.bags import Stage
from blueprints.orders.rules import Answer, HandOut, OrderState, Outcome, Reply, ShareRule
from core import labels

labels.register(
    {
        OrderState.DRAFT: _l("正在汇总"),
        OrderState.SENT: _l("已发给供货方"),
        OrderState.RECEIVED: _l("货已到"),
        OrderState.CLOSED: _l("已结账"),
        OrderState.CANCELLED: _l("已作废"),
    },
    {
        Answer.OPEN: _l("还没填"),
        Answer.THERE: _l("有货"),
        Answer.REPLACED: _l("换别的"),
        Answer.SHORT: _l("不够"),
        Answer.MISSING: _l("没有"),
    },
    {
        Outcome.OPEN: _l("还不知道"),
        Outcome.THERE: _l("买到了"),
        Outcome.REPLACED: _l("换了别的"),
        Outcome.SHORT: _l("没买够"),
        Outcome.MISSING: _l("没买到"),
        Outcome.LEFT_OUT: _l("没有要替换的"),
    },
    {
        Reply.NOT_ASKED: _l("不用问"),
        Reply.WAITING: _l("等居民答复"),
        Reply.ACCEPTED: _l("同意换"),
        Reply.DECLINED: _l("不要换"),
    },
    {
        ShareRule.URGENT_CARED_FIRST: _l("急单和帮扶对象先，其余先来先得"),
        ShareRule.FIRST_COME: _l("先来先得"),
        ShareRule.EVENLY: _l("大家按比例分"),
        ShareRule.BY_HAND: _l("手工分配"),
    },
    {
        HandOut.TO_DOOR: _l("送上门"),
        HandOut.PICK_UP: _l("分时段下楼取"),
    },
    {
        Stage.WAITING: _l("货还没到"),
        Stage.OPEN: _l("待装袋"),
        Stage.PACKED: _l("装好了"),
        Stage.OUT: _l("在路上"),
        Stage.HANDED: _l("已交到手"),
        Stage.TAKEN_BACK: _l("已退回"),
    },
)
