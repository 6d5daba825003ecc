"""CSRF on every write, compressed answers and migrations: three extensions that only need the app."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from core.database import Base, db

csrf = CSRFProtect()
migrate = Migrate(render_as_batch=True, compare_type=True)


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    Compress(app)
    migrate.init_app(app, db, directory=str(app.root_path) + "/migrations", metadata=Base.metadata)
