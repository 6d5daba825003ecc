"""Fields of choice: radio buttons, drop-downs, check boxes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms.fields import with_required


class _Choosing:
    """Choices may be given as (value, label) pairs, also after the form was made; data is text; the message is ours."""

    def __init__(
        self, label: Any = None, *, required: Any = None, choices: Any = None, validators: Sequence[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, with_required(required, validators), validate_choice=False, **kwargs)  # type: ignore[call-arg]
        self.choices = choices

    @property
    def choices(self) -> list[SelectChoice]:
        return self._offered

    @choices.setter
    def choices(self, given: Iterable[SelectChoice | tuple[str, Any]] | None) -> None:
        self._offered = [one if isinstance(one, SelectChoice) else SelectChoice(*one) for one in given or ()]

    @property
    def texts(self) -> dict[str, Any]:
        """What each value is called on the screen."""
        return {choice.value: choice.label for choice in self._offered}

    def pre_validate(self, form: Any) -> None:
        data = self.data  # type: ignore[attr-defined]
        chosen = set(data) if isinstance(data, list) else {data} - {None, ""}
        if chosen - {str(choice.value) for choice in self.choices}:
            raise StopValidation(_("请从列出的选项中选。") if isinstance(data, list) else _("请从列出的选项中选一个。"))


class _ChoosingOne(_Choosing):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=_text_or_none, **kwargs)


def _text_or_none(value: Any) -> str | None:
    return None if value in (None, "", "None") else str(value)


class ChoiceField(_ChoosingOne, wtforms.RadioField):
    """One of a few, shown as big radio buttons. Data is the value as text, or None."""


class SelectField(_ChoosingOne, wtforms.SelectField):
    """One of many, shown as a drop-down. Data is the value as text, or None."""


class MultiChoiceField(_Choosing, wtforms.SelectMultipleField):
    """Any of a few, shown as check boxes. Data is a list of values as text."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CheckField(wtforms.BooleanField):
    """A single yes. `required` is the message shown when it is not ticked."""

    def __init__(self, label: Any = None, *, required: Any = None, **kwargs: Any) -> None:
        def must(form: Any, field: Any) -> None:
            if not field.data:
                raise ValidationError(str(required))

        super().__init__(label, [must] if required else [], **kwargs)
