"""Signing in, the own password, and the accounts of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from blueprints.accounts.rules import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, is_common
from core.forms import BaseForm, CheckField, ChoiceField, HiddenField, PasswordField, PhoneField, SelectField, TextField
from core.forms.fields import Filled


class SignInForm(BaseForm):
    username = TextField(_l("登录名"), required=_l("请填登录名。"), max_length=40)
    password = PasswordField(_l("密码"), [Filled(_l("请填密码。"))])
    # What was being sent when the session ended, carried through the sign-in (see resume.py).
    resume = HiddenField()


class ChangePasswordForm(BaseForm):
    current = PasswordField(_l("现在的密码"), [Filled(_l("请填现在的密码。"))])
    new = PasswordField(_l("新密码"), [Filled(_l("请填新密码。"))], description=_l("至少 10 位，可以用一句话，不必有大小写和符号。"))
    again = PasswordField(_l("再填一次新密码"), [Filled(_l("请再填一次新密码。"))])
    # A form that waits behind a temporary password (see resume.py).
    resume = HiddenField()

    def __init__(self, username: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.username = username

    def validate_new(self, field: PasswordField) -> None:
        check_new_password(field.data or "", self.username)

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError(_("两次填的新密码不一样。"))


def check_new_password(password: str, username: str) -> None:
    """Raises ValidationError with the reason a password will not do."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise ValidationError(_("密码太短，至少 %(length)s 位。", length=MIN_PASSWORD_LENGTH))
    if len(password) > MAX_PASSWORD_LENGTH:
        raise ValidationError(_("密码太长，最多 %(length)s 位。", length=MAX_PASSWORD_LENGTH))
    if is_common(password, username):
        raise ValidationError(_("这个密码太容易被猜到，请换一个。"))


def check_username(username: str) -> None:
    """Raises ValidationError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}", username):
        raise ValidationError(_("登录名用字母和数字，2 到 40 位，例如姓名拼音或手机号。"))


class SignOutEverywhereForm(BaseForm):
    """Nothing is typed: one button."""


class VerbForm(BaseForm):
    """Nothing is typed: one button that resets, disables or enables."""


class PersonForm(BaseForm):
    """What may be corrected later."""

    name = TextField(_l("姓名"), required=_l("请填姓名。"), max_length=20)
    phone = PhoneField(_l("电话"), description=_l("同事点一下就能拨打。"))


class NewPersonForm(PersonForm):
    role = ChoiceField(_l("做什么工作"), required=_l("请选做什么工作。"))
    community = SelectField(_l("哪个社区"), required=_l("请选社区。"))
    username = TextField(
        _l("登录名"), required=_l("请填登录名。"), max_length=40, description=_l("用字母和数字，例如姓名拼音或手机号。以后不能改。")
    )

    def __init__(self, roles: Sequence[tuple[str, Any]], communities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices, self.community.choices = list(roles), list(communities)
        for field in (self.role, self.community):  # nothing to choose: nothing to ask
            if len(field.choices) == 1:
                field.data = str(field.choices[0].value)

    def validate_username(self, field: TextField) -> None:
        check_username(field.data or "")


class HandOverForm(BaseForm):
    to = ChoiceField(_l("交给谁"), required=_l("请选交给谁。"))
    with_grids = CheckField(_l("网格也一起交（对方才能打开这些住户）"))
