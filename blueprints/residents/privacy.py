"""The privacy notice a resident agrees to. Change a word, and the version changes with it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CONSENT_VERSION = "2026-11"

NOTICE = (
    _l("我们记下门牌、称呼、电话和要买的东西，只用来帮您买、给您送。"),
    _l("看得到的人：本社区的书记和网格员，还有给您送货的人。商店只看到要买的东西。"),
    _l("不会问您要密码、验证码、银行卡号。有人问，就是骗子。"),
    _l("想看、想改、想删您的信息，打社区电话就行。"),
)
