"""The base form: CSRF, the submission_id, and errors that belong to the form as a whole."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError

from core.unsent import is_shown_again, shown_again_message


class BaseForm(FlaskForm):
    """Every form of ours. `form.add_error(text, field=None)` puts an action's Invalid beside its field."""

    submission_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.submission_id.data:
            self.submission_id.data = str(uuid.uuid4())

    def validate_submission_id(self, field: HiddenField) -> None:
        try:
            field.data = str(uuid.UUID(str(field.data)))
        except ValueError:
            field.data = str(uuid.uuid4())
            raise ValidationError(_("请再提交一次。")) from None

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if is_shown_again():
            self.form_errors = [shown_again_message()]
            return False
        return bool(super().validate(*args, **kwargs))

    def add_error(self, message: str, field: str | None = None) -> None:
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors = [*self.form_errors, message]
