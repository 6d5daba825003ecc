from flask_babel import lazy_gettext as _l

from blueprints.care.rules import CareNeed, Condition, EndReason, Mood
from blueprints.care.schedule import CaseState, FrequencyKind
from core import labels

labels.register(
    {
        FrequencyKind.TWICE_DAILY: _l("每天两次"),
        FrequencyKind.DAILY: _l("每天一次"),
        FrequencyKind.EVERY_N_DAYS: _l("每几天一次"),
        FrequencyKind.WEEKLY: _l("每周一次"),
        FrequencyKind.MONTHLY: _l("每月一次"),
        CaseState.DUE: _l("今天要联系"),
        CaseState.OVERDUE: _l("已过期"),
        CaseState.MISSED: _l("漏联系"),
        CaseState.DONE: _l("今天已联系"),
        CaseState.UPCOMING: _l("还没到时间"),
        Condition.WELL: _l("都好"),
        Condition.UNWELL: _l("不舒服"),
        Condition.NEEDS_DOCTOR: _l("需要看医生"),
        Mood.GOOD: _l("好"),
        Mood.ORDINARY: _l("一般"),
        Mood.LOW: _l("低落"),
        Mood.ANXIOUS: _l("着急、害怕"),
        CareNeed.FOOD: _l("买菜日用"),
        CareNeed.MEDICINE: _l("买药"),
        CareNeed.DOCTOR: _l("看医生"),
        CareNeed.REPAIR: _l("维修"),
        CareNeed.COMPANY: _l("陪伴聊天"),
        CareNeed.OTHER: _l("其他"),
    }
)
labels.register(
    {
        EndReason.RECOVERED: _l("已好转，不再需要"),
        EndReason.QUARANTINE_OVER: _l("隔离结束"),
        EndReason.MOVED: _l("搬走"),
        EndReason.DIED: _l("去世"),
        EndReason.REFUSED: _l("本人不愿意"),
        EndReason.OTHER: _l("其他"),
    }
)
