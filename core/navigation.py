"""The tabs of each role: wiring.py says which, the base template draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_login import current_user

from core.permissions import current_actor


@dataclass(frozen=True)
class Tab:
    endpoint: str
    label: Any
    icon: str
    # Blueprint or endpoint names under which this tab is shown as the current one.
    covers: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        here = (request.endpoint or "", request.blueprint or "")
        return self.endpoint in here or any(name in here for name in self.covers)


def init_app(app: Flask, tabs: Mapping[Any, Sequence[Tab]]) -> None:
    def nav_items() -> Sequence[Tab]:
        if not current_user.is_authenticated:
            return []
        return tabs[current_actor().role]

    app.jinja_env.globals["nav_items"] = nav_items
