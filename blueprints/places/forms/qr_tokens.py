from __future__ import annotations

from core.forms import BaseForm


class TokenForm(BaseForm):
    """Nothing is typed: one button."""
