"""Which language a page speaks: the remembered choice, else the browser's, else Simplified Chinese."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel import Babel

from core.settings import ROOT

LANGUAGES = {"zh_Hans_CN": "简体中文", "zh_Hant": "繁體中文", "en": "English"}
HTML_LANG = {"zh_Hans_CN": "zh-CN", "zh_Hant": "zh-Hant", "en": "en"}
DEFAULT = "zh_Hans_CN"
LANGUAGE_COOKIE = "linli_lang"
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def select_locale() -> str:
    """Read by Flask-Babel. Its own best_match answers English to `zh-CN,zh;q=.9,en;q=.8`."""
    if not has_request_context():
        return DEFAULT
    if "locale" not in g:
        g.locale = _chosen() or DEFAULT
    return g.locale


def _chosen() -> str | None:
    remembered = request.cookies.get(LANGUAGE_COOKIE)
    if remembered in LANGUAGES:
        return remembered
    for tag, _quality in request.accept_languages:
        lowered = tag.lower()
        if lowered.startswith(_TRADITIONAL):
            return "zh_Hant"
        if lowered.startswith("zh"):
            return DEFAULT
        if lowered.startswith("en"):
            return "en"
    return None


def compiled(source: Path, target: Path) -> Path:
    """The folder with the compiled catalogues of `source`, made when they have changed.

    Its name carries a hash of the texts, so it is never out of date; each file is put in place at
    once, so several worker processes may start together.
    """
    catalogues = sorted(source.glob("*/LC_MESSAGES/messages.po"))
    digest = hashlib.sha256()
    for path in catalogues:
        digest.update(path.read_bytes())
    folder = target / digest.hexdigest()[:12]
    for path in catalogues:
        locale = path.relative_to(source).parts[0]
        done = folder / path.relative_to(source).with_suffix(".mo")
        if done.exists():
            continue
        done.parent.mkdir(parents=True, exist_ok=True)
        temporary = done.with_name(f"{done.name}.{secrets.token_hex(4)}.tmp")
        with open(path, "rb") as words, open(temporary, "wb") as handle:
            write_mo(handle, read_po(words, locale=locale))
        os.replace(temporary, done)
    return folder


def init_app(app: Flask) -> None:
    folder = compiled(ROOT / "translations", Path(app.config["INSTANCE_DIR"]) / "translations")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(folder))
    Babel(app, locale_selector=select_locale)
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=select_locale, html_lang=lambda: HTML_LANG[select_locale()])
