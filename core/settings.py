"""Everything the site can be told from outside, read once at start.

Environment: DATABASE_URL, LINLI_INSTANCE (folder for database and keys), LINLI_SECRET_KEY,
LINLI_PUBLIC_URL (the address printed into QR codes), LINLI_RATE_LIMIT_STORAGE (a `limits` URI,
for instance redis://…), LINLI_TRUSTED_PROXIES (how many reverse proxies of ours stand in front), HOST and PORT.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 32
MAX_UPLOAD_BYTES = 8 * 1024 * 1024  # a 20,000-row list is about 2 MB; see docs/decisions.md


class SettingsError(RuntimeError):
    """The site was told something it must not start with."""


def load(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the Flask configuration. Raises SettingsError for a guessable secret."""
    env = os.environ
    given = dict(overrides or {})
    instance = Path(given.get("INSTANCE_DIR") or env.get("LINLI_INSTANCE") or ROOT / "instance")
    instance.mkdir(parents=True, exist_ok=True)
    config: dict[str, Any] = {
        "INSTANCE_DIR": instance,
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL") or f"sqlite:///{instance / 'linli.sqlite3'}",
        "SECRET_KEY": env.get("LINLI_SECRET_KEY"),
        "PUBLIC_URL": env.get("LINLI_PUBLIC_URL", "").rstrip("/"),
        "RATE_LIMIT_STORAGE": env.get("LINLI_RATE_LIMIT_STORAGE", "table://"),
        "RATE_LIMITS_ENABLED": True,
        "TRUSTED_PROXIES": _proxies(env.get("LINLI_TRUSTED_PROXIES", "0")),
        "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may stay open for a whole round
        "SESSION_COOKIE_NAME": "linli",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": env.get("LINLI_PUBLIC_URL", "").startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 14,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "image/svg+xml", "text/plain"],
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
    }
    config.update(given)
    config["SECRET_KEY"] = config["SECRET_KEY"] or _kept_secret(instance / "secret_key")
    if len(config["SECRET_KEY"]) < MIN_SECRET_LENGTH:
        raise SettingsError(f"LINLI_SECRET_KEY is shorter than {MIN_SECRET_LENGTH} characters: anyone could guess it.")
    return config


def _proxies(text: str) -> int:
    """Each counts one entry of X-Forwarded-For, from the right; 0 believes none of these headers."""
    if not (text.isascii() and text.isdigit() and int(text) <= 10):
        raise SettingsError("LINLI_TRUSTED_PROXIES is the number of reverse proxies in front, 0 to 10.")
    return int(text)


def _kept_secret(path: Path) -> str:
    """Make the key once, readable by its owner alone; every worker process reads the same file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key)
    return key
