"""Which language a page speaks: the remembered choice, else the browser's, else Simplified Chinese."""

from __future__ import annotations

from flask import Flask, g, has_request_context, request
from flask_babel import Babel

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


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=select_locale)
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=select_locale, html_lang=lambda: HTML_LANG[select_locale()])
