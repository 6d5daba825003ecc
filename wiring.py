"""Which slices there are, and who listens to whose events. The one place that knows them all."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager

from blueprints.accounts import queries as account_queries
from blueprints.accounts.rules import Role
from blueprints.accounts.views import must_change_first, sign_in_page
from blueprints.places.actors import actor_for
from core.navigation import Tab

__all__ = ["SLICES", "TABS", "actor_for", "must_change_first", "register_slices", "sign_in_page"]

# In the order in which they may import one another.
SLICES = (
    "accounts",
    "places",
    "alerts",
    "suppliers",
    "inspections",
    "care",
    "purchases",
    "orders",
    "settlement",
    "residents",
    "summary",
)
# What of each slice must be imported for its effect; a slice has only those it needs.
PARTS = ("models", "labels", "subscriptions", "panels", "views", "commands")

_TODAY = Tab("summary.today", _l("今天"), "today")
_SUMMARY = Tab("summary.community", _l("汇总"), "summary", ("alerts",))
_SUBDISTRICT = Tab("summary.subdistrict", _l("汇总"), "summary", ("alerts", "summary.community"))
_BUILDINGS = Tab("places.buildings", _l("楼栋"), "building", ("places",))
_DOORS = Tab("places.buildings", _l("楼栋"), "building", ("places", "inspections"))
_ROUNDS = Tab("inspections.rounds", _l("排查"), "round", ("inspections",))
_CARE = Tab("care.cases", _l("帮扶"), "care", ("care",))
_REQUESTS = Tab("purchases.requests", _l("代购"), "bag", ("purchases", "orders", "settlement", "suppliers"))
_ME = Tab("accounts.me", _l("我的"), "me", ("accounts",))

TABS = {
    Role.GRID_WORKER: (_TODAY, _DOORS, _CARE, _REQUESTS, _ME),
    Role.SECRETARY: (_SUMMARY, _REQUESTS, _ROUNDS, _CARE, _BUILDINGS, _ME),
    Role.OFFICER: (_SUBDISTRICT, _REQUESTS, _ROUNDS, _CARE, _BUILDINGS, _ME),
}


def register_slices(app: Flask) -> None:
    login = LoginManager(app)
    login.user_loader(account_queries.by_session_id)
    login.session_protection = "basic"
    for name in SLICES:
        package = import_module(f"blueprints.{name}")
        for part in PARTS:
            _import_part(f"blueprints.{name}.{part}")
        app.register_blueprint(package.blueprint)


def _import_part(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
