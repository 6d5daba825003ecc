from flask_babel import lazy_gettext as _l

from blueprints.settlement.rules import ComplaintKind, EntryKind, HandedTo, Method
from core import labels

labels.register(
    {
        EntryKind.GOODS: _l("货款"),
        EntryKind.FEE: _l("服务费"),
        EntryKind.DISCOUNT: _l("优惠"),
        EntryKind.CREDIT: _l("退货、缺货减收"),
        EntryKind.PAYMENT: _l("收款"),
        EntryKind.REFUND: _l("退款"),
        EntryKind.OWED: _l("记为欠款"),
        EntryKind.WRITE_OFF: _l("免收"),
        EntryKind.HAND_OVER: _l("上交"),
        EntryKind.ADVANCE: _l("社区垫付"),
        EntryKind.BILL: _l("供货方账单"),
    },
    {
        Method.CASH: _l("现金"),
        Method.WECHAT: _l("微信（社区收款码）"),
        Method.ALIPAY: _l("支付宝（社区收款码）"),
        Method.CARD: _l("刷卡"),
        Method.CASHIER: _l("直接付给超市收银员"),
        Method.COMMUNITY: _l("社区备用金"),
        Method.FREE: _l("免费"),
    },
    {
        HandedTo.CASHIER: _l("交给超市收银员"),
        HandedTo.COMMUNITY: _l("交到社区"),
        HandedTo.SHOP: _l("付给店家（或抵自己垫的钱）"),
    },
    {
        ComplaintKind.MISSING: _l("少了东西"),
        ComplaintKind.BROKEN: _l("坏了"),
        ComplaintKind.WRONG: _l("送错了"),
        ComplaintKind.PRICE: _l("价钱不对"),
        ComplaintKind.OTHER: _l("其他"),
    },
)
