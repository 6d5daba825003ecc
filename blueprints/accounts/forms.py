"""Signing in, and changing the own password."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from blueprints.accounts.rules import MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, is_common
from core.forms import BaseForm, HiddenField, PasswordField, TextField
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
