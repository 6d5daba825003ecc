"""create_app(): wiring only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

import commands
import wiring
from core import (
    database,
    errors,
    extensions,
    headers,
    htmx,
    i18n,
    labels,
    logs,
    navigation,
    permissions,
    rate_limit,
    settings,
    slots,
    static_files,
    template_tools,
    web,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Build the site. `overrides` replaces settings; tests pass their database here."""
    app = Flask(__name__, static_folder=None, instance_path=None)
    app.config.from_mapping(settings.load(overrides))
    logs.configure()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    web.init_app(app)
    database.init_app(app)
    i18n.init_app(app)
    extensions.init_app(app)
    errors.init_app(app)
    htmx.init_app(app)
    headers.init_app(app)
    rate_limit.init_app(app)
    static_files.init_app(app)
    labels.init_app(app)
    slots.init_app(app)
    template_tools.init_app(app)

    wiring.register_slices(app)
    navigation.init_app(app, wiring.TABS)
    permissions.init_app(app, load_actor=wiring.actor_for, sign_in_page=wiring.sign_in_page, detour=wiring.must_change_first)
    commands.init_app(app)
    return app
