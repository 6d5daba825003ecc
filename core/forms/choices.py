"""Fields of choice: radio buttons, drop-downs, check boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms import ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms.fields import with_required


class _Choosing:
    """Choices may be given as (value, label) pairs at any time; the message is ours."""

    def pre_validate(self, form: Any) -> None:
        if self.data in (None, ""):  # type: ignore[attr-defined]
            return
        if self.data not in {str(choice[0]) for choice in self.choices or ()}:  # type: ignore[attr-defined]
            raise StopValidation(_("请从列出的选项中选一个。"))


def _text_or_none(value: Any) -> str | None:
    return None if value in (None, "", "None") else str(value)


class ChoiceField(_Choosing, wtforms.RadioField):
    """One of a few, shown as big radio buttons. Data is the value as text, or None."""

    def __init__(
        self, label: Any = None, *, required: Any = None, choices: Any = None, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(
            label, with_required(required, validators), choices=choices or [], coerce=_text_or_none, validate_choice=False, **kwargs
        )


class SelectField(_Choosing, wtforms.SelectField):
    """One of many, shown as a drop-down. Data is the value as text, or None."""

    def __init__(
        self, label: Any = None, *, required: Any = None, choices: Any = None, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(
            label, with_required(required, validators), choices=choices or [], coerce=_text_or_none, validate_choice=False, **kwargs
        )


class MultiChoiceField(wtforms.SelectMultipleField):
    """Any of a few, shown as check boxes. Data is a list of values as text."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(
        self, label: Any = None, *, required: Any = None, choices: Any = None, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, with_required(required, validators), choices=choices or [], validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        known = {str(choice[0]) for choice in self.choices or ()}
        if set(self.data or []) - known:
            raise StopValidation(_("请从列出的选项中选。"))


class CheckField(wtforms.BooleanField):
    """A single yes. `required` is the message shown when it is not ticked."""

    def __init__(self, label: Any = None, *, required: Any = None, **kwargs: Any) -> None:
        def must(form: Any, field: Any) -> None:
            if not field.data:
                raise ValidationError(str(required))

        super().__init__(label, [must] if required else [], **kwargs)
