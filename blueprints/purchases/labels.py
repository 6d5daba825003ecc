from flask_babel import lazy_gettext as _l

from blueprints.purchases.rules import DeliveryState, FailureReason, RequestState, Source
from core import labels

labels.register(
    {
        RequestState.SUBMITTED: _l("待批准"),
        RequestState.APPROVED: _l("已批准"),
        RequestState.ORDERED: _l("已下单"),
        RequestState.BOUGHT: _l("已买好"),
        RequestState.OUT_FOR_DELIVERY: _l("配送中"),
        RequestState.DELIVERED: _l("已送达"),
        RequestState.SETTLED: _l("已结清"),
        RequestState.REJECTED: _l("未批准"),
        RequestState.CANCELLED: _l("已取消"),
    },
    {
        Source.QR: _l("居民扫码"),
        Source.WORKER: _l("网格员代填"),
        Source.PHONE_CALL: _l("来电登记"),
    },
    {
        DeliveryState.ASSIGNED: _l("已派人"),
        DeliveryState.OUT: _l("在路上"),
        DeliveryState.DELIVERED: _l("送到了"),
        DeliveryState.FAILED: _l("没送成"),
        DeliveryState.CALLED_OFF: _l("不用送了"),
    },
    {
        FailureReason.NOBODY_HOME: _l("家里没人"),
        FailureReason.NO_ANSWER: _l("电话打不通"),
        FailureReason.REFUSED: _l("不肯收"),
        FailureReason.WRONG_DOOR: _l("门牌不对"),
        FailureReason.OTHER: _l("其他原因"),
    },
)
