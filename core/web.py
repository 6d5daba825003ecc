"""Small things about addresses that several slices need."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

HOME = "/"
MAX_ROW_ID = 2**63 - 1  # what both databases can hold
_LONGEST_ID = len(str(MAX_ROW_ID))
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")  # browsers drop tabs and line ends inside an address


class RowIdConverter(IntegerConverter):
    """`<int:…>` in an address: a number too large to be a row's id is no such page."""

    def __init__(self, url_map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": MAX_ROW_ID, **kwargs})

    def to_python(self, value: str) -> Any:
        if len(value) > _LONGEST_ID:
            raise ValidationError  # Python itself refuses to read numbers of thousands of digits
        return super().to_python(value)


class TokenConverter(UnicodeConverter):
    """`<string:…>` in an address: nothing of ours has a NUL in it, and PostgreSQL cannot even look for one."""

    def to_python(self, value: str) -> str:
        if "\x00" in value:
            raise ValidationError
        return super().to_python(value)


def init_app(app: Flask) -> None:
    """Row ids in addresses, the way back, and how many reverse proxies of ours stand in front (LINLI_TRUSTED_PROXIES)."""
    app.jinja_env.globals["read_again"] = read_again
    app.url_map.converters.update(int=RowIdConverter, string=TokenConverter)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


def row_id(text: str) -> int:
    """For `request.args.get(name, type=row_id)`: what cannot be a row's id counts as not given."""
    value = int(text)
    if not 0 <= value <= MAX_ROW_ID:
        raise ValueError(text)
    return value


def day_asked(text: str) -> date:
    """For `request.args.get(name, type=day_asked)`: a day in our times, so that a day before or after it is one, too."""
    value = date.fromisoformat(text)
    if not 2000 <= value.year <= 2100:
        raise ValueError(text)
    return value


def split_address(text: str) -> SplitResult:
    """`urlsplit` for what a browser sends as an address; what is none is an empty one."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")


def is_own_path(path: str) -> bool:
    """True for a path on this site: never a way to another host."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and not _UNPRINTABLE.search(path)


def back_to(default: str) -> str:
    """The page the request came from, if it was ours; after a form that was refused, the page above it."""
    parts = split_address(request.referrer or "")
    if parts.netloc != request.host or not is_own_path(parts.path):
        return default
    if _can_be_read(parts.path):
        return parts.path + (f"?{parts.query}" if parts.query else "")
    path = parts.path
    while (path := path.rpartition("/")[0]) != "":
        if _can_be_read(path):
            return path
    return default


def read_again() -> str:
    """The page to come back to instead of one that answered a POST; empty for a page with an address of its own."""
    return back_to("") if request.method == "POST" else ""


def _can_be_read(path: str) -> bool:
    """Does a GET of this path reach a view?"""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, "GET")


def public_url(path: str) -> str:
    """An absolute address for QR codes and slips: LINLI_PUBLIC_URL, else the host of this request."""
    base = current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
    return base + path
