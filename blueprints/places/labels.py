from flask_babel import lazy_gettext as _l

from blueprints.places.imports.rules import ImportState
from blueprints.places.numbering import Numbering
from blueprints.places.vocabulary import CareCategory, ContactMethod, Gender, IfMissing, RequestKind, Tenancy
from core import labels

labels.register(
    {
        Tenancy.UNKNOWN: _l("未登记"),
        Tenancy.OWNER: _l("自住"),
        Tenancy.RENTED: _l("出租"),
        Tenancy.VACANT: _l("空置"),
        Tenancy.SHOP: _l("商铺"),
    },
    {
        Gender.UNKNOWN: _l("未填"),
        Gender.FEMALE: _l("女"),
        Gender.MALE: _l("男"),
    },
    {
        ContactMethod.VISIT: _l("上门"),
        ContactMethod.PHONE: _l("电话"),
        ContactMethod.WECHAT: _l("微信"),
    },
    {
        CareCategory.LIVES_ALONE: _l("独居老人"),
        CareCategory.DISABLED: _l("残疾人"),
        CareCategory.CHRONIC_ILLNESS: _l("慢性病人"),
        CareCategory.PREGNANT: _l("孕产妇"),
        CareCategory.LEFT_BEHIND_CHILD: _l("留守儿童"),
        CareCategory.LOW_INCOME: _l("困难家庭"),
        CareCategory.HOME_QUARANTINE: _l("居家隔离"),
        CareCategory.FAMILY_ISOLATED: _l("家人在隔离"),
        CareCategory.OTHER: _l("其他"),
    },
    {
        RequestKind.GROCERIES: _l("买菜日用"),
        RequestKind.MEDICINE: _l("买药"),
        RequestKind.OTHER: _l("其他"),
    },
    {
        IfMissing.REPLACE: _l("换差不多的"),
        IfMissing.LEAVE_OUT: _l("没有就不要"),
        IfMissing.ASK_ME: _l("先打电话问我"),
    },
    {
        Numbering.BY_FLOOR: _l("101、1001"),
        Numbering.PADDED: _l("0101、1001"),
        Numbering.RUNNING: _l("1、2、3 一直往下编"),
    },
)
labels.register(
    {
        ImportState.READING: _l("正在核对"),
        ImportState.READY: _l("等您确认"),
        ImportState.APPLIED: _l("已导入"),
        ImportState.ABANDONED: _l("已放弃"),
    }
)
