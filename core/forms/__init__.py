"""The base form and the fields every slice builds its forms from.

`from core.forms import BaseForm, TextField, …`. Validators carry their own Chinese message.
"""

from core.forms.base import BaseForm
from core.forms.choices import CheckField, ChoiceField, MultiChoiceField, SelectField
from core.forms.fields import (
    AmountField,
    DateField,
    DateTimeField,
    HiddenField,
    MoneyField,
    NoteField,
    NumberField,
    PasswordField,
    PhoneField,
    TemperatureField,
    TextField,
    TimeField,
)
from core.forms.rows import Rows

__all__ = [
    "AmountField",
    "BaseForm",
    "CheckField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "HiddenField",
    "MoneyField",
    "MultiChoiceField",
    "NoteField",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "Rows",
    "SelectField",
    "TemperatureField",
    "TextField",
    "TimeField",
]
